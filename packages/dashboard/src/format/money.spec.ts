import { describe, expect, it } from '@jest/globals';
import { centsOf, formatMoney, sumMoney } from './money.js';

describe('money', () => {
  it('is shown with its currency, grouped, with two decimals', () => {
    expect(formatMoney('50.00')).toBe('KES 50.00');
    expect(formatMoney('1250')).toBe('KES 1,250.00');
    expect(formatMoney('1234567.5', 'TZS')).toBe('TZS 1,234,567.50');
    expect(formatMoney('-20.00')).toBe('−KES 20.00');
  });

  it('is shown exactly, also where floating-point numbers are not exact', () => {
    expect(formatMoney('90071992547409931.07')).toBe('KES 90,071,992,547,409,931.07');
  });

  it('is summed exactly', () => {
    expect(sumMoney(Array.from({ length: 10 }, () => '0.10'))).toBe('1.00');
    expect(sumMoney(['50.00', '-70.05'])).toBe('-20.05');
    expect(sumMoney(['-0.05'])).toBe('-0.05');
    expect(sumMoney([])).toBe('0.00');
  });

  it('is compared in cents', () => {
    expect(centsOf('9.90') < centsOf('10.00')).toBe(true);
  });

  it('refuses what is not an amount', () => {
    expect(() => formatMoney('1e3')).toThrow(RangeError);
    expect(() => formatMoney('')).toThrow(RangeError);
  });
});
