import { describe, expect, it } from '@jest/globals';
import { isOpen, mayMove, PAYMENT_STATUSES, type PaymentStatus } from './payment-status.js';

type Row = readonly [from: PaymentStatus, to: PaymentStatus, isAllowed: boolean];

const MOVES: readonly Row[] = [
  ['pending', 'pending', false],
  ['pending', 'processing', true],
  ['pending', 'completed', true],
  ['pending', 'failed', true],
  ['processing', 'pending', false],
  ['processing', 'processing', false],
  ['processing', 'completed', true],
  ['processing', 'failed', true],
  ['completed', 'pending', false],
  ['completed', 'processing', false],
  ['completed', 'completed', false],
  ['completed', 'failed', false],
  ['failed', 'pending', true],
  ['failed', 'processing', false],
  ['failed', 'completed', true],
  ['failed', 'failed', false],
];

describe('mayMove', () => {
  it('is asked about every pair of statuses here', () => {
    const pairs = PAYMENT_STATUSES.flatMap((from) => PAYMENT_STATUSES.map((to) => [from, to]));
    expect(MOVES.map(([from, to]) => [from, to])).toEqual(pairs);
  });

  it.each(MOVES)('from %s to %s answers %s', (from, to, isAllowed) => {
    expect(mayMove(from, to)).toBe(isAllowed);
  });
});

describe('isOpen', () => {
  it.each([
    ['pending', true],
    ['processing', true],
    ['completed', false],
    ['failed', false],
  ] as const)('of %s is %s', (status, expected) => {
    expect(isOpen(status)).toBe(expected);
  });
});
