import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytes, flag, formatPeriod, mac, parsePeriod } from './values.js';

describe('the values of RouterOS', () => {
  it.each([
    ['90', 90],
    ['1m30s', 90],
    ['01:30:00', 5_400],
    ['1w2d3h4m5s', 788_645],
    ['1d02:00:00', 93_600],
    ['', null],
    ['an hour', null],
  ])('%j is a period of %p seconds', (text, seconds) => {
    expect(parsePeriod(text)).toBe(seconds);
  });

  it('are read as they are written', () => {
    fc.assert(fc.property(fc.nat(), (seconds) => parsePeriod(formatPeriod(seconds)) === seconds));
    expect(formatPeriod(0)).toBe('0s');
  });

  it('have one form in answers', () => {
    expect([bytes('10M'), bytes('1k'), bytes('7'), bytes('-1')]).toEqual([
      '10000000',
      '1000',
      '7',
      null,
    ]);
    expect([flag('yes'), flag('false'), flag('1')]).toEqual(['true', 'false', null]);
    expect([mac('aa:bb:cc:00:00:01'), mac('aabb')]).toEqual(['AA:BB:CC:00:00:01', null]);
  });
});
