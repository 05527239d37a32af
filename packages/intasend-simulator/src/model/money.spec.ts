import { describe, expect, it } from '@jest/globals';
import { feeOn, grossOf } from './fees.js';
import { centsAsNumber, centsAsText, parseCents, wholeShillings } from './money.js';

describe('parseCents', () => {
  it.each([
    [50, 5000],
    ['50', 5000],
    ['50.5', 5050],
    ['19.99', 1999],
    [19.99, 1999],
    ['-1', -100],
    [0.1, 10],
  ])('reads %p as %p cents', (given, cents) => {
    expect(parseCents(given)).toBe(cents);
  });

  it.each(['', 'ten', '1e3', '1,5', NaN, Infinity, null, {}, [], true])('refuses %p', (given) => {
    expect(parseCents(given)).toBe('invalid');
  });

  it('refuses fractions of a cent instead of rounding them', () => {
    expect(parseCents('1.005')).toBe('max_decimal_places');
    expect(parseCents(0.001)).toBe('max_decimal_places');
  });
});

describe('writing money', () => {
  it('gives text with two decimals and numbers without noise', () => {
    expect(centsAsText(2000)).toBe('20.00');
    expect(centsAsText(5)).toBe('0.05');
    expect(JSON.stringify([2000, 10_546].map(centsAsNumber))).toBe('[20,105.46]');
  });
});

describe('fees', () => {
  it('are rounded half up, as on record: 3.5 % of 3013.00 is 105.46', () => {
    expect(feeOn(301_300, 350)).toBe(10_546);
  });

  it('grow the charge under CUSTOMER-PAYS so that the price remains, as documented', () => {
    const value = grossOf(10_000, 'CUSTOMER-PAYS', 350, false);
    expect(value).toBe(10_363);
    expect(value - feeOn(value, 350)).toBe(10_000);
  });

  it('leave the charge alone under BUSINESS-PAYS', () => {
    expect(grossOf(10_000, 'BUSINESS-PAYS', 350, false)).toBe(10_000);
  });

  it('raise a charge to whole shillings for the mobile network', () => {
    expect(grossOf(1050, 'BUSINESS-PAYS', 300, true)).toBe(1100);
    expect(wholeShillings(1100)).toBe(1100);
  });
});
