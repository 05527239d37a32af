import { describe, expect, it } from '@jest/globals';
import { bucketsOf, comparedPeriod, type Comparison, completePeriod } from './report-period.js';

const NAIROBI = 'Africa/Nairobi';
const NEW_YORK = 'America/New_York';
const NOON = new Date('2026-11-30T09:00:00Z');

const period = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });
const shown = ({ from, to }: { from: Date; to: Date }): string[] =>
  [from, to].map((time) => time.toISOString().replace(':00.000Z', 'Z'));

describe('the period of a report', () => {
  it.each([
    ['today', {}, '2026-11-29T21:00Z', '2026-11-30T21:00Z'],
    ['since a day', { from: '2026-11-27T21:00Z' }, '2026-11-27T21:00Z', '2026-11-30T21:00Z'],
    ['a day to come', { from: '2026-12-01T21:00Z' }, '2026-12-01T21:00Z', '2026-12-02T21:00Z'],
    ['until a day', { to: '2026-11-20T21:00Z' }, '2026-11-19T21:00Z', '2026-11-20T21:00Z'],
    ['until a time', { to: '2026-11-20T22:30Z' }, '2026-11-20T21:00Z', '2026-11-20T22:30Z'],
    [
      'nothing',
      { from: '2026-11-20T22:30Z', to: '2026-11-20T22:30Z' },
      '2026-11-20T22:30Z',
      '2026-11-20T22:30Z',
    ],
  ])('may be %s', (_what, asked: { from?: string; to?: string }, from, to) => {
    const given = Object.fromEntries(
      Object.entries(asked).map(([name, time]) => [name, new Date(time)]),
    );
    expect(shown(completePeriod(given, NAIROBI, NOON))).toEqual([from, to]);
  });

  it('does not end before it begins', () => {
    const asked = period('2026-11-20T22:30Z', '2026-11-20T22:29Z');
    expect(() => completePeriod(asked, NAIROBI, NOON)).toThrow('to must not be before from');
  });

  it('is in the years 2000 to 2100 of its time zone', () => {
    const [begin, end] = ['1999-12-31T21:00:00Z', '2100-12-31T21:00:00Z'];
    expect(completePeriod(period(begin, end), NAIROBI, NOON)).toEqual(period(begin, end));
    const earlier = period('1999-12-31T20:59:59Z', end);
    expect(() => completePeriod(earlier, NAIROBI, NOON)).toThrow(
      'from must be in the years 2000 to 2100',
    );
    const later = period(begin, '2100-12-31T21:00:01Z');
    expect(() => completePeriod(later, NAIROBI, NOON)).toThrow(
      'to must be in the years 2000 to 2100',
    );
  });
});

describe('the period that a report is compared with', () => {
  it.each<[string, Comparison, string, string, string, string]>([
    ['the day before', 'previous', '25T21:00', '26T21:00', '24T21:00', '25T21:00'],
    ['the three days before', 'previous', '22T21:00', '25T21:00', '19T21:00', '22T21:00'],
    ['the two hours before', 'previous', '25T10:30', '25T12:30', '25T08:30', '25T10:30'],
    ['the day a week earlier', 'week', '25T21:00', '26T21:00', '18T21:00', '19T21:00'],
    ['the hours a week earlier', 'week', '25T10:30', '25T12:30', '18T10:30', '18T12:30'],
    ['as much of yesterday', 'previous', '29T21:00', '30T21:00', '28T21:00', '29T09:00'],
    ['as much of a week earlier', 'week', '29T21:00', '30T21:00', '22T21:00', '23T09:00'],
    ['nothing yet', 'previous', '30T21:00', '30T22:00', '30T20:00', '30T20:00'],
  ])('is %s', (_what, comparison, from, to, comparedFrom, comparedTo) => {
    const given = period(`2026-11-${from}Z`, `2026-11-${to}Z`);
    expect(shown(comparedPeriod(given, comparison, NAIROBI, NOON))).toEqual([
      `2026-11-${comparedFrom}Z`,
      `2026-11-${comparedTo}Z`,
    ]);
  });

  it.each([
    ['a month', '2026-09-30T21:00Z', '2026-10-31T21:00Z', '2026-08-31T21:00Z'],
    ['a quarter', '2026-06-30T21:00Z', '2026-09-30T21:00Z', '2026-03-31T21:00Z'],
  ])('is as many months as %s', (_what, from, to, before) => {
    const compared = comparedPeriod(period(from, to), 'previous', NAIROBI, NOON);
    expect(shown(compared)).toEqual([before, from]);
  });

  it('is a day of 23 or 25 hours where there is one', () => {
    const monday = period('2026-03-09T04:00Z', '2026-03-10T04:00Z');
    expect(shown(comparedPeriod(monday, 'previous', NEW_YORK, NOON))).toEqual([
      '2026-03-08T05:00Z',
      '2026-03-09T04:00Z',
    ]);
    expect(shown(comparedPeriod(monday, 'week', NEW_YORK, NOON))).toEqual([
      '2026-03-02T05:00Z',
      '2026-03-03T05:00Z',
    ]);
  });
});

describe('the units of time in a report', () => {
  const keys = (...asked: Parameters<typeof bucketsOf>): string[] =>
    bucketsOf(...asked).map(({ key }) => key);

  it('are days, weeks from Monday and months of the time zone', () => {
    const given = period('2026-10-30T22:00Z', '2026-11-02T21:00Z');
    expect(keys(given, 'day', NAIROBI)).toEqual([
      '2026-10-31T00:00:00+03:00',
      '2026-11-01T00:00:00+03:00',
      '2026-11-02T00:00:00+03:00',
    ]);
    expect(keys(given, 'week', NAIROBI)).toEqual([
      '2026-10-26T00:00:00+03:00',
      '2026-11-02T00:00:00+03:00',
    ]);
    expect(keys(given, 'month', NAIROBI)).toEqual([
      '2026-10-01T00:00:00+03:00',
      '2026-11-01T00:00:00+03:00',
    ]);
  });

  it('are hours of the clocks on the wall', () => {
    const given = period('2026-01-31T18:45Z', '2026-01-31T20:30Z');
    expect(keys(given, 'hour', 'Asia/Kolkata')).toEqual([
      '2026-02-01T00:00:00+05:30',
      '2026-02-01T01:00:00+05:30',
    ]);
  });

  it.each([
    [23, '2026-03-08T05:00Z', '2026-03-09T04:00Z', ['01:00:00-05:00', '03:00:00-04:00']],
    [25, '2026-11-01T04:00Z', '2026-11-02T05:00Z', ['01:00:00-04:00', '01:00:00-05:00']],
  ])('are %i hours on a day on which clocks are set', (hours, from, to, around) => {
    const all = keys(period(from, to), 'hour', NEW_YORK);
    expect(all).toHaveLength(hours);
    expect(all.slice(1, 3).map((key) => key.slice(11))).toEqual(around);
  });

  it('are no longer than an hour where clocks are set by half an hour', () => {
    const given = period('2026-04-04T13:00Z', '2026-04-04T17:00Z');
    expect(keys(given, 'hour', 'Australia/Lord_Howe').map((key) => key.slice(11))).toEqual([
      '00:00:00+11:00',
      '01:00:00+11:00',
      '01:30:00+10:30',
      '02:00:00+10:30',
      '03:00:00+10:30',
    ]);
  });

  it('begin when the day begins, also where that is not at midnight', () => {
    expect(keys(period('2026-04-23T21:00Z', '2026-04-26T01:00Z'), 'day', 'Africa/Cairo')).toEqual([
      '2026-04-23T00:00:00+02:00',
      '2026-04-24T01:00:00+03:00',
      '2026-04-25T00:00:00+03:00',
      '2026-04-26T00:00:00+03:00',
    ]);
  });

  it('are the same whichever way they are computed', () => {
    const year = period('2026-01-01T00:00Z', '2027-01-01T00:00Z');
    for (const zone of [NAIROBI, NEW_YORK, 'Africa/Cairo', 'America/Havana', 'Asia/Kathmandu']) {
      for (const unit of ['hour', 'day', 'week'] as const) {
        const all = bucketsOf(year, unit, zone);
        const alone = all.filter((_, place) => place % 97 === 0);
        for (const { start, key } of alone) {
          const [only] = bucketsOf({ from: start, to: new Date(+start + 1) }, unit, zone);
          expect([zone, only?.key]).toEqual([zone, key]);
        }
      }
    }
  });

  it('are none in no time', () => {
    expect(keys(period('2026-11-01T00:00Z', '2026-11-01T00:00Z'), 'hour', NAIROBI)).toEqual([]);
  });

  it('are not more than anybody reads', () => {
    const long = period('2000-01-01T00:00Z', '2026-01-01T00:00Z');
    expect(() => keys(long, 'hour', NAIROBI)).toThrow('by=hour takes at most 10000 hours');
    expect(keys(long, 'day', NAIROBI)).toHaveLength(9_498);
  });
});
