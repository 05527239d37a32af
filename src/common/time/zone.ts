import { Temporal } from 'temporal-polyfill';

/** The time zone of days where a request names none. */
export const DEFAULT_ZONE = 'Africa/Nairobi';

/** `Africa/Nairobi`, `UTC`, `Etc/GMT-3`; no offsets such as `+03:00`, which have no days of 23 hours. */
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;

/**
 * Finds a time zone of the IANA database by its name, in any letter case.
 * @returns its name as the database spells it; null when there is none
 */
export function parseZone(text: string): string | null {
  if (!NAME.test(text)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The first instant of a day of a time zone, which is not midnight where clocks skip it.
 * @param day `2026-01-31`
 * @returns null for a day that does not exist
 */
export function startOfDay(day: string, zone: string): Date | null {
  const date = parseDay(day);
  return date && toInstant(date.toZonedDateTime(zone));
}

/** The instant at which a day of a time zone ends and the next begins. */
export function endOfDay(day: string, zone: string): Date | null {
  const date = parseDay(day);
  return date && toInstant(date.add({ days: 1 }).toZonedDateTime(zone));
}

const toInstant = ({ epochMilliseconds }: Temporal.ZonedDateTime): Date =>
  new Date(epochMilliseconds);

function parseDay(day: string): Temporal.PlainDate | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  try {
    return Temporal.PlainDate.from(day);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
