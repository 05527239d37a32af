import { describe, expect, it } from '@jest/globals';
import { quantile } from './quantile.js';

describe('a quantile', () => {
  // Counts down from 1,000: sorted as text, 1000 would come before 2.
  const figures = Array.from({ length: 1_000 }, (_, index) => 1_000 - index);

  it.each([
    [0, 1],
    [0.5, 501],
    [0.99, 991],
    [1, 1_000],
  ])('of %d of the figures', (share, expected) => {
    expect(quantile(figures, share)).toBe(expected);
  });

  it('leaves the figures as they are, and is 0 for none', () => {
    const few = [3, 1, 2];
    expect(quantile(few, 0.5)).toBe(2);
    expect(few).toEqual([3, 1, 2]);
    expect(quantile([], 0.5)).toBe(0);
  });
});
