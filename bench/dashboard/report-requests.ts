import { day, on, type ScreenRequest, ZONE } from './screen-request.js';

/** How many days before today a period begins. */
const PERIODS = { day: 0, week: 6, month: 30, year: 364 };
const GROUPINGS = ['hour', 'day', 'week', 'month', 'router', 'package', 'provider', 'source'];
/** The dashboard cuts no longer period into hours. */
const MOST_DAYS_BY_HOUR = 16;

const of = (days: number, by: string): string => `from=${day(days)}&to=${day(0)}&by=${by}&${ZONE}`;

/** Each grouping of a day, a week, a month and a year, as far as the dashboard offers it. */
export function reportRequests(): readonly ScreenRequest[] {
  const asked = Object.entries(PERIODS).flatMap(([period, days]) =>
    GROUPINGS.filter((by) => by !== 'hour' || days < MOST_DAYS_BY_HOUR).map(
      (by) => [`${period} by ${by}`, `/reports/summary/?${of(days, by)}&compare=previous`] as const,
    ),
  );
  return on('Reports', {
    ...Object.fromEntries(asked),
    'month by day, against last week': `/reports/summary/?${of(PERIODS.month, 'day')}&compare=week`,
    'year by day as CSV': `/reports/summary/export/?${of(PERIODS.year, 'day')}`,
  });
}
