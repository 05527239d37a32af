import { addHours } from './instant.js';

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
 * Reads a bound of a period in ISO 8601: a day in UTC (`2026-01-31`), which means the whole day, or
 * an instant with its offset (`2026-01-31T08:00:00Z`, `2026-01-31T11:00:00+03:00`), which is a
 * period without length. Returns null for everything else, including days that do not exist.
 */
export function parseSpan(text: string): Span | null {
  if (DAY.test(text)) {
    const start = startOfDay(text);
    return start && { start, end: addHours(start, 24) };
  }
  const [, day = '', time = '', offset = ''] = INSTANT.exec(text) ?? [];
  if (!startOfDay(day)) return null;
  const instant = new Date(`${day}T${time}${offset.replace(' ', '+')}`);
  return { start: instant, end: instant };
}

/** JavaScript reads 30 February as 2 March. */
function startOfDay(day: string): Date | null {
  const start = new Date(`${day}T00:00:00Z`);
  const isReal = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(day);
  return isReal ? start : null;
}
