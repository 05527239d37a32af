import { type Language } from '../preferences/preferences.js';
import { LOCALES } from './time.js';

/** The units of time that reports are grouped by. */
export const TIME_UNITS = ['hour', 'day', 'week', 'month'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

const OPTIONS: Readonly<Record<TimeUnit, Intl.DateTimeFormatOptions>> = {
  hour: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'long', year: 'numeric' },
};

/**
 * How the beginning of an hour, day, week or month is shown: `14:00`, `Mon, 30 Nov`, `30 Nov`,
 * `November 2026`. Hours of several days show their day, too.
 */
export function bucketFormat(
  unit: TimeUnit,
  language: Language,
  timeZone: string,
  isOfOneDay: boolean,
): (start: string) => string {
  const options =
    unit === 'hour' && !isOfOneDay ? { ...OPTIONS.day, ...OPTIONS.hour } : OPTIONS[unit];
  const format = new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone });
  return (start) => format.format(new Date(start));
}
