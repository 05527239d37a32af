import { describe, expect, it } from '@jest/globals';
import { isOpen, mayMove, PAYMENT_STATUSES } from './payment-status.js';

const ALLOWED = [
  'pending→processing',
  'pending→completed',
  'pending→failed',
  'processing→completed',
  'processing→failed',
  'failed→pending',
  'failed→completed',
];

describe('the states of a payment', () => {
  it('allow just these steps, of all pairs', () => {
    const allowed = PAYMENT_STATUSES.flatMap((from) =>
      PAYMENT_STATUSES.filter((to) => mayMove(from, to)).map((to) => `${from}→${to}`),
    );
    expect(allowed.sort()).toEqual([...ALLOWED].sort());
  });

  it('are open while the customer is waited for', () => {
    expect(PAYMENT_STATUSES.filter(isOpen)).toEqual(['pending', 'processing']);
  });
});
