import { describe, expect, it } from '@jest/globals';
import { parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    ['45s', 45_000],
    ['15m', 900_000],
    ['12h', 43_200_000],
    ['30d', 2_592_000_000],
    ['900', 900_000],
    ['0', 0],
    ['0d', 0],
  ])('reads %s as %i milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    '',
    'm',
    '15 m',
    ' 15m',
    '15M',
    '15min',
    '1.5h',
    '-15m',
    '+15m',
    '1h30m',
    '15ms',
    '1e3',
    '１５m',
    '15m\n',
    '9'.repeat(17),
    '999999999999d',
  ])('gives null for %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
