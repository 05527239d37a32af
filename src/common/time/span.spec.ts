import { describe, expect, it } from '@jest/globals';
import { parseSpan } from './span.js';

const spanOf = (text: string, zone?: string): string[] | undefined => {
  const span = parseSpan(text, zone);
  return span ? [span.start.toISOString(), span.end.toISOString()] : undefined;
};

describe('parseSpan', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['9999-12-31', '9999-12-31T00:00:00.000Z', '+010000-01-01T00:00:00.000Z'],
  ])('reads the day %s as all of it', (day, start, end) => {
    expect(spanOf(day, 'UTC')).toEqual([start, end]);
  });

  it('reads a day as one of Nairobi unless told otherwise', () => {
    expect(spanOf('2026-01-31')).toEqual(['2026-01-30T21:00:00.000Z', '2026-01-31T21:00:00.000Z']);
  });

  it.each([
    ['of 23 hours', '2026-03-08', 'America/New_York', '08T05:00', '09T04:00'],
    ['of 25 hours', '2026-11-01', 'America/New_York', '01T04:00', '02T05:00'],
    ['half an hour off', '2026-01-31', 'Asia/Kolkata', '30T18:30', '31T18:30'],
    ['that begins at one', '2026-04-24', 'Africa/Cairo', '23T22:00', '24T21:00'],
    ['with two midnights', '2026-11-01', 'America/Havana', '01T04:00', '02T05:00'],
  ])('reads a day %s as all of it', (_case, day, zone, start, end) => {
    const month = day.slice(0, 8);
    expect(spanOf(day, zone)).toEqual([`${month}${start}:00.000Z`, `${month}${end}:00.000Z`]);
  });

  it('reads a day that a zone has left out as no time', () => {
    const midnight = '2011-12-30T10:00:00.000Z';
    expect(spanOf('2011-12-30', 'Pacific/Apia')).toEqual([midnight, midnight]);
  });

  it.each([
    ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00:00.123456Z', '2026-01-31T08:00:00.123Z'],
    ['2026-01-31T08:00:00+03:00', '2026-01-31T05:00:00.000Z'],
    ['2026-01-31T08:00:00 03:00', '2026-01-31T05:00:00.000Z'],
    ['2026-01-31T23:30:00-03:30', '2026-02-01T03:00:00.000Z'],
  ])('reads %s as one moment', (text, moment) => {
    expect(spanOf(text)).toEqual([moment, moment]);
  });

  it.each([
    '',
    'yesterday',
    '2026',
    '2026-01',
    '2026-1-31',
    '31-01-2026',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-02-30T08:00:00Z',
    '2026-01-31T08:00:00',
    '2026-01-31 08:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T08:60:00Z',
    '2026-01-31T08:00:60Z',
    '2026-01-31T08:00:00+15:00',
    '2026-01-31T08:00:00+0300',
    '2026-01-31Z',
    '1769846400',
    ' 2026-01-31',
    '2026-01-31\n',
  ])('reads nothing into %j', (text) => {
    expect(parseSpan(text)).toBeNull();
  });
});
