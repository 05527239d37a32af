import { describe, expect, it } from '@jest/globals';
import { amountText, centsText, readCents } from './money.js';

describe('amounts', () => {
  it.each([
    [100, 10_000],
    [99.5, 9_950],
    ['100.0', 10_000],
    ['0.25', 25],
    ['100.2500', 10_025],
    [1.005, null],
    ['1,000', null],
    [-1, null],
    [null, null],
  ])('are read from %p', (value, cents) => {
    expect(readCents(value)).toBe(cents);
  });

  it.each([
    [10_000, '100.0', '100.00'],
    [9_950, '99.5', '99.50'],
    [25, '0.25', '0.25'],
    [5, '0.05', '0.05'],
  ])('are written as Kopo Kopo writes them: %p', (cents, written, shown) => {
    expect(amountText(cents)).toBe(written);
    expect(centsText(cents)).toBe(shown);
  });
});
