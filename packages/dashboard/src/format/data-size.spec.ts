import { describe, expect, it } from '@jest/globals';
import { formatDataSize } from './data-size.js';

describe('an amount of data', () => {
  it.each([
    [0, '0 kB'],
    [999_000, '999 kB'],
    [1_000_000, '1 MB'],
    [9_440_000, '9.4 MB'],
    [786_432_000, '786 MB'],
    [1_250_000_000, '1.3 GB'],
    [3_000_000_000_000_000, '3,000 TB'],
  ])('of %d octets is %s', (octets, expected) => {
    expect(formatDataSize(octets, 'en').replaceAll(/\s/g, ' ')).toBe(expected);
  });
});
