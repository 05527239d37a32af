import { describe, expect, it } from '@jest/globals';
import { askedBy, bysOf, daysOf, type Period } from './report-query.js';

const TODAY = '2026-03-01';

describe('the report of an address', () => {
  it.each<[Period, string, string]>([
    ['today', '2026-03-01', '2026-03-01'],
    ['yesterday', '2026-02-28', '2026-02-28'],
    ['week', '2026-02-23', '2026-03-01'],
    ['month', '2026-03-01', '2026-03-31'],
    ['lastMonth', '2026-02-01', '2026-02-28'],
  ])('has the days of %s', (period, from, to) => {
    expect(daysOf(period, TODAY)).toEqual({ from, to });
    expect(askedBy({ period }, TODAY)).toMatchObject({ from, to, period });
  });

  it('is of the last seven days by day, unless it says otherwise', () => {
    expect(askedBy({}, TODAY)).toEqual({
      ...daysOf('week', TODAY),
      period: 'week',
      by: 'day',
      compare: 'previous',
    });
    expect(askedBy({ by: 'colour', compare: 'x', from: 'soon' }, TODAY)).toEqual(
      askedBy({}, TODAY),
    );
  });

  it('of one day is by hour', () => {
    expect(askedBy({ from: '2026-02-10', to: '2026-02-10' }, TODAY)).toMatchObject({
      period: 'other',
      by: 'hour',
    });
  });

  it.each([
    ['2026-01-01', '2026-01-16', 'hour'],
    ['2026-01-01', '2026-01-17', 'day'],
    ['2024-12-01', '2026-01-04', 'day'],
    ['2024-12-01', '2026-01-05', 'week'],
    ['2000-01-01', '2026-01-01', 'month'],
  ])('from %s until %s can be cut as finely as by %s', (from, to, finest) => {
    expect(bysOf({ from, to })[0]).toBe(finest);
    expect(askedBy({ from, to, by: finest }, TODAY).by).toBe(finest);
    expect(bysOf({ from, to })).toContain(askedBy({ from, to, by: 'hour' }, TODAY).by);
  });

  it('takes days in either order', () => {
    expect(askedBy({ from: '2026-02-10', to: '2026-02-03' }, TODAY)).toMatchObject({
      from: '2026-02-03',
      to: '2026-02-10',
    });
  });
});
