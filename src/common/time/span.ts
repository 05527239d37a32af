import { DEFAULT_ZONE, endOfDay, startOfDay } from './zone.js';

/** A period of time: `start` is part of it, `end` is not. */
export interface Span {
  readonly start: Date;
  readonly end: Date;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Seconds are optional, and a plus sign that a URL has turned into a space is accepted. */
const INSTANT =
  /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)(Z|[-+ ](?:0\d|1[0-4]):[0-5]\d)$/;

/**
 * Reads a bound of a period in ISO 8601: a day (`2026-01-31`), which means the whole day, or an
 * instant with its offset (`2026-01-31T08:00:00Z`, `2026-01-31T11:00:00+03:00`), which is a period
 * without length. Returns null for everything else, including days that do not exist.
 *
 * @param zone whose days are meant: the name of an IANA time zone
 */
export function parseSpan(text: string, zone = DEFAULT_ZONE): Span | null {
  if (DAY.test(text)) {
    const start = startOfDay(text, zone);
    const end = endOfDay(text, zone);
    return start && end && { start, end };
  }
  const [, day = '', time = '', offset = ''] = INSTANT.exec(text) ?? [];
  // JavaScript reads 30 February as 2 March.
  if (!startOfDay(day, 'UTC')) return null;
  const instant = new Date(`${day}T${time}${offset.replace(' ', '+')}`);
  return { start: instant, end: instant };
}
