import { describe, expect, it } from '@jest/globals';
import { type EntitlementPeriod, entitlementState } from './entitlement-state.js';

const START = new Date('2026-03-01T09:00:00.000Z');
const END = new Date('2026-03-01T10:00:00.000Z');
const sold: EntitlementPeriod = { startsAt: START, endsAt: END, revokedAt: null };
const at = (ms: number): Date => new Date(START.getTime() + ms);

describe('the state of an entitlement', () => {
  it.each([
    [-1, 'not_started'],
    [0, 'running'],
    [3_599_999, 'running'],
    [3_600_000, 'ended'],
  ])('is at %i ms after its start: %s', (ms, state) => {
    expect(entitlementState(sold, at(ms))).toBe(state);
  });

  it('is revoked for ever, whatever the time', () => {
    for (const ms of [-1, 0, 3_600_000]) {
      expect(entitlementState({ ...sold, revokedAt: START }, at(ms))).toBe('revoked');
    }
  });

  it('is unused for a voucher before its first login', () => {
    expect(entitlementState({ startsAt: null, endsAt: null, revokedAt: null }, START)).toBe(
      'unused',
    );
  });
});
