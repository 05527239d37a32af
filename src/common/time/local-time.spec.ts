import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { localClock } from './local-time.js';

describe('a local clock', () => {
  it.each([
    ['Africa/Nairobi', '2026-03-01T21:30:00.999Z', '2026-03-02T00:30:00+03:00'],
    ['UTC', '2026-03-01T21:30:00.000Z', '2026-03-01T21:30:00+00:00'],
    ['America/New_York', '2026-03-01T03:00:00.000Z', '2026-02-28T22:00:00-05:00'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00.000Z', '2026-01-01T05:45:00+05:45'],
    ['America/St_Johns', '2026-01-01T00:00:00.000Z', '2025-12-31T20:30:00-03:30'],
  ])('of %s shows %s as %s', (zone, time, shown) => {
    expect(localClock(zone).show(new Date(time))).toBe(shown);
  });

  it('follows a change of the offset to the second', () => {
    const clock = localClock('America/New_York');
    const shown = ['05:59:59', '06:00:00'].map((at) =>
      clock.show(new Date(`2026-11-01T${at}.000Z`)),
    );
    expect(shown).toEqual(['2026-11-01T01:59:59-04:00', '2026-11-01T01:00:00-05:00']);
  });

  it('follows a change within an hour', () => {
    // Newfoundland changed at one minute past midnight until 2011.
    const clock = localClock('America/St_Johns');
    const shown = ['03:30:59', '03:31:00'].map((at) =>
      clock.show(new Date(`2010-03-14T${at}.000Z`)),
    );
    expect(shown).toEqual(['2010-03-14T00:00:59-03:30', '2010-03-14T01:01:00-02:30']);
  });

  it('shows the same moment in every zone', () => {
    const clocks = ['Africa/Nairobi', 'America/New_York', 'Europe/London', 'Asia/Kolkata'].map(
      localClock,
    );
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('2000-01-01T00:00:00Z'),
          max: new Date('2050-01-01T00:00:00Z'),
          noInvalidDate: true,
        }),
        (date) => {
          const second = Math.floor(date.getTime() / 1000) * 1000;
          for (const clock of clocks) expect(Date.parse(clock.show(date))).toBe(second);
        },
      ),
    );
  });

  it('does not exist for an unknown zone', () => {
    expect(() => localClock('Africa/Atlantis')).toThrow(RangeError);
  });
});
