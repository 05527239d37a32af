import { describe, expect, it } from '@jest/globals';
import { addDays, dayOf, timeFormat } from './time.js';

/** Half past midnight in Nairobi, and still the day before in London and New York. */
const AFTER_MIDNIGHT = '2026-11-28T21:30:00.000Z';

describe('instants', () => {
  const nairobi = timeFormat('en', 'Africa/Nairobi');

  it('are shown in the zone of the operator', () => {
    expect(nairobi.dateTime(AFTER_MIDNIGHT)).toBe('29 Nov 2026, 00:30');
    expect(timeFormat('en', 'America/New_York').dateTime(AFTER_MIDNIGHT)).toBe(
      '28 Nov 2026, 16:30',
    );
  });

  it('are shown without the date on the same day of that zone', () => {
    expect(nairobi.short(AFTER_MIDNIGHT, new Date('2026-11-29T20:59:00Z'))).toBe('00:30');
    expect(nairobi.short(AFTER_MIDNIGHT, new Date('2026-11-29T21:00:00Z'))).toBe('29 Nov, 00:30');
  });

  it('are shown with the year when it is another one in that zone', () => {
    const newYear = '2026-12-31T21:30:00.000Z';
    expect(nairobi.short(newYear, new Date('2027-01-05T09:00:00Z'))).toBe('1 Jan, 00:30');
    expect(nairobi.short(newYear, new Date('2026-12-31T12:00:00Z'))).toBe('1 Jan 2027, 00:30');
  });

  it('are on a day of that zone', () => {
    expect(dayOf(new Date(AFTER_MIDNIGHT), 'Africa/Nairobi')).toBe('2026-11-29');
    expect(dayOf(new Date(AFTER_MIDNIGHT), 'America/New_York')).toBe('2026-11-28');
  });
});

describe('days', () => {
  it('are counted over the ends of months and years', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-11-29', 0)).toBe('2026-11-29');
  });
});
