import { describe, expect, it } from '@jest/globals';
import { parseZone } from './zone.js';

describe('parseZone', () => {
  it.each([
    ['Africa/Nairobi', 'Africa/Nairobi'],
    ['africa/nairobi', 'Africa/Nairobi'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Etc/GMT-3', 'Etc/GMT-3'],
    ['utc', 'UTC'],
  ])('finds %s', (text, name) => {
    expect(parseZone(text)).toBe(name);
  });

  it.each([
    '',
    'Nairobi',
    'Africa/Nowhere',
    '+03:00',
    '3',
    ' Africa/Nairobi',
    'Africa/Nairobi\n',
    "Africa/Nairobi' OR true",
    'UTC+3',
    'FOO+3',
    '../../etc/passwd',
    'a'.repeat(10_000),
  ])('finds no zone named %j', (text) => {
    expect(parseZone(text)).toBeNull();
  });
});
