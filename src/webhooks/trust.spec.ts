import { describe, expect, it } from '@jest/globals';
import { Secret } from '../common/crypto/secret.js';
import { Money } from '../common/money/money.js';
import { type ProviderReport } from '../providers/payment-provider.js';
import { contentMatches, judgeSender } from './trust.js';

const secret = (text: string | null): Secret | null => (text === null ? null : new Secret(text));

describe('judgeSender', () => {
  it.each([
    ['the right challenge', 'open sesame', 'open sesame', 'authenticated'],
    ['another challenge', 'open sesame', 'open barley', 'refused'],
    ['the challenge in another case', 'open sesame', 'Open Sesame', 'refused'],
    ['the beginning of the challenge', 'open sesame', 'open', 'refused'],
    ['the challenge and more', 'open sesame', 'open sesame ', 'refused'],
    ['no challenge where one is expected', 'open sesame', null, 'refused'],
    ['a challenge where none is expected', null, 'open sesame', 'hint'],
    ['no challenge where none is expected', null, null, 'hint'],
    ['a challenge that differs in a lone surrogate', 'a\uD800', 'a\uD801', 'refused'],
    [
      'a challenge of letters beyond ASCII',
      'säsäm öffne dich',
      'säsäm öffne dich',
      'authenticated',
    ],
    ['the same letters composed otherwise', 's\u00e9same', 'se\u0301same', 'refused'],
  ])('accepts a sender with %s', (_what, expected, brought, trust) => {
    expect(judgeSender(secret(expected), secret(brought))).toBe(trust);
  });
});

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
