import { describe, expect, it } from '@jest/globals';
import { Money } from '../common/money/money.js';
import { type ProviderReport } from '../providers/payment-provider.js';
import { contentMatches } from './trust.js';

describe('contentMatches', () => {
  const expected = { reference: 'order-1', asked: Money.fromMinor(5_000, 'KES') };
  const report = (overrides: Partial<ProviderReport> = {}): ProviderReport => ({
    invoiceId: 'INV1',
    reference: 'order-1',
    outcome: 'paid',
    state: 'COMPLETE',
    amount: Money.fromMinor(5_000, 'KES'),
    receipt: null,
    failure: null,
    at: null,
    ...overrides,
  });

  it.each<[string, Partial<ProviderReport>, boolean]>([
    ['says just what was asked', {}, true],
    ['says more than was asked', { amount: Money.fromMinor(5_175, 'KES') }, false],
    ['says a cent more', { amount: Money.fromMinor(5_001, 'KES') }, false],
    ['says a cent less', { amount: Money.fromMinor(4_999, 'KES') }, false],
    ['says another currency', { amount: Money.fromMinor(5_000, 'USD') }, false],
    ['says more of another currency', { amount: Money.fromMinor(500_000, 'USD') }, false],
    ['says no readable amount', { amount: null }, false],
    ['echoes another reference', { reference: 'order-2' }, false],
    ['echoes the beginning of the reference', { reference: 'order-' }, false],
    ['echoes no reference', { reference: '' }, false],
    ['is of another invoice', { invoiceId: 'INV2' }, true],
    ['is of a failure', { outcome: 'failed', state: 'FAILED' }, true],
  ])('of an event that %s', (_what, overrides, matches) => {
    expect(contentMatches(expected, report(overrides))).toBe(matches);
  });
});
