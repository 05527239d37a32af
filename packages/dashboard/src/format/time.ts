import { type Language } from '../preferences/preferences.js';

/** How instants of the API are shown. */
export interface TimeFormat {
  /** `29 Nov 2026, 14:05` */
  readonly dateTime: (instant: string) => string;
  /** `14:05` */
  readonly time: (instant: string) => string;
  /** `29 Nov 2026` */
  readonly date: (instant: string) => string;
  /** `14:05` of today, `29 Nov, 14:05` of another day, `29 Nov 2025, 14:05` of another year. */
  readonly short: (instant: string, now?: Date) => string;
}

/** The locale whose dates a language has. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', sw: 'sw-KE' };
const DATE = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** Formats instants in a zone; the zone of the browser plays no part. */
export function timeFormat(language: Language, timeZone: string): TimeFormat {
  const format = (options: Intl.DateTimeFormatOptions): ((instant: string) => string) => {
    const formatter = new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone });
    return (instant) => formatter.format(new Date(instant));
  };
  const [date, time] = [format(DATE), format(TIME)];
  const dateTime = format({ ...DATE, ...TIME });
  const year = format({ year: 'numeric' });
  const thisYear = format({ day: 'numeric', month: 'short', ...TIME });
  return {
    dateTime,
    time,
    date,
    short: (instant, now = new Date()) => {
      const current = now.toISOString();
      if (date(instant) === date(current)) return time(instant);
      return year(instant) === year(current) ? thisYear(instant) : dateTime(instant);
    },
  };
}

/**
 * The day of an instant in the operator's zone, as the API takes it in `from` and `to`.
 * @returns such as `2026-11-29`
 */
export const dayOf = (instant: Date, timeZone: string): string =>
  // The Swedish way to write a date is that of ISO 8601.
  new Intl.DateTimeFormat('sv-SE', { timeZone }).format(instant);

/** A day some days later, or earlier: `2026-03-01` and -1 give `2026-02-28`. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 'YYYY-MM-DD'.length);
}
