import { describe, expect, it } from '@jest/globals';
import { failureOf } from './payment-failure.js';

const REPORTED = { delivery: 'accepted', providerState: 'FAILED', failedCode: null } as const;

describe('why a payment has failed', () => {
  it.each([
    ['-1', 'cancelled'],
    ['1', 'no_money'],
    ['1001', 'other_prompt_open'],
    ['1019', 'timeout'],
    ['1032', 'cancelled'],
    ['1037', 'phone_unreachable'],
    ['2001', 'wrong_pin'],
    ['9999', 'payment_failed'],
  ])('the code %s of M-Pesa is %s', (failedCode, problem) => {
    expect(failureOf({ ...REPORTED, failedCode })).toBe(problem);
  });

  it.each([
    ['surely not sent', { delivery: 'not_sent', providerState: '' }, 'provider_away'],
    ['refused', { delivery: 'refused', providerState: '' }, 'payment_failed'],
    ['never answered', { delivery: 'accepted', providerState: 'PROCESSING' }, 'not_confirmed'],
    ['lost', { delivery: 'unknown', providerState: '' }, 'not_confirmed'],
    ['failed without a code', {}, 'payment_failed'],
    ['cancelled without a code', { providerState: 'CANCELED' }, 'cancelled'],
  ] as const)('a prompt that was %s', (_what, facts, problem) => {
    expect(failureOf({ ...REPORTED, ...facts })).toBe(problem);
  });
});
