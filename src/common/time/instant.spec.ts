import { describe, expect, it } from '@jest/globals';
import { addHours, toIso } from './instant.js';

describe('toIso', () => {
  it('gives UTC with Z, whatever the offset of the source was', () => {
    expect(toIso(new Date('2026-02-03T04:05:06.789+03:00'))).toBe('2026-02-03T01:05:06.789Z');
  });

  it('keeps null', () => {
    expect(toIso(null)).toBeNull();
  });
});

describe('addHours', () => {
  const start = new Date('2026-02-28T23:30:00.250Z');

  it.each([
    [1, '2026-03-01T00:30:00.250Z'],
    [720, '2026-03-30T23:30:00.250Z'],
    [0.5, '2026-03-01T00:00:00.250Z'],
    [0, '2026-02-28T23:30:00.250Z'],
    [-24, '2026-02-27T23:30:00.250Z'],
  ])('moves by %d hours', (hours, end) => {
    expect(toIso(addHours(start, hours))).toBe(end);
  });

  it('leaves the date it was given alone', () => {
    addHours(start, 5);
    expect(toIso(start)).toBe('2026-02-28T23:30:00.250Z');
  });
});
