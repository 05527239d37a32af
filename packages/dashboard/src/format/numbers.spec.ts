import { describe, expect, it } from '@jest/globals';
import { changeOf, formatCount, formatCountTo, formatShare } from './numbers.js';

describe('figures', () => {
  it('have commas between thousands', () => {
    expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  });

  it('say where counting has stopped', () => {
    expect([0, 999, 1000, 1001].map((count) => formatCountTo(1000, count))).toEqual([
      ...['0', '999', '1,000+', '1,000+'],
    ]);
  });

  it('show shares in percent, with a decimal where there is one', () => {
    expect([0, 0.9167, 0.5, 1].map(formatShare)).toEqual(['0%', '91.7%', '50%', '100%']);
  });

  it('show a change in whole percent, also of amounts that no number holds exactly', () => {
    expect(changeOf('100.00', '125.00')).toBe(25);
    expect(changeOf('3.00', '2.00')).toBe(-33);
    expect(changeOf('90071992547409930.00', '180143985094819860.00')).toBe(100);
  });

  it('show no change where there was nothing before', () => {
    expect(changeOf('0.00', '50.00')).toBeNull();
  });
});
