import { describe, expect, it } from '@jest/globals';
import { Scheduler, SeededRandom } from 'simulator-core';
import { formatStamp, Stamps } from './stamps.js';

const frozen = { now: () => new Date('2025-04-26T12:38:25.438Z') };

describe('Stamps', () => {
  it('never repeat and never go back, even while the time does not move', () => {
    const stamps = new Stamps(new Scheduler(frozen, 1, () => undefined), new SeededRandom('a'));
    const drawn = Array.from({ length: 500 }, () => stamps.next());

    expect(new Set(drawn).size).toBe(500);
    expect(drawn).toEqual([...drawn].sort((one, other) => one - other));
  });
});

describe('formatStamp', () => {
  it('writes microseconds and the offset of Nairobi', () => {
    const stamp = Date.parse('2025-04-26T12:38:25Z') * 1000 + 438_852;
    expect(formatStamp(stamp)).toBe('2025-04-26T15:38:25.438852+03:00');
  });

  it('carries over to the next day and keeps leading zeros', () => {
    const stamp = Date.parse('2025-12-31T21:00:00Z') * 1000 + 7;
    expect(formatStamp(stamp)).toBe('2026-01-01T00:00:00.000007+03:00');
  });
});
