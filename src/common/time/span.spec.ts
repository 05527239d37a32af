import { describe, expect, it } from '@jest/globals';
import { parseSpan } from './span.js';

const spanOf = (text: string): string[] | undefined => {
  const span = parseSpan(text);
  return span ? [span.start.toISOString(), span.end.toISOString()] : undefined;
};

describe('parseSpan', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['9999-12-31', '9999-12-31T00:00:00.000Z', '+010000-01-01T00:00:00.000Z'],
  ])('reads the day %s as all of it', (day, start, end) => {
    expect(spanOf(day)).toEqual([start, end]);
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
