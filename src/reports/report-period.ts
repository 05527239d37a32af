import { Temporal } from 'temporal-polyfill';
import { type ApiError, invalidFields } from '../common/errors/api-error.js';

/** A period of time: `from` is part of it, `to` is not. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** The units of time that a report can be grouped by. */
export const TIME_UNITS = ['hour', 'day', 'week', 'month'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** What a report can be compared with: the period before it, or the same one a week earlier. */
export const COMPARISONS = ['previous', 'week'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A unit of time in a report. */
export interface Bucket {
  readonly start: Date;
  /** Its start with the offset of the time zone: `2026-11-29T00:00:00+03:00`. */
  readonly key: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNIT_MS: Readonly<Record<TimeUnit, number>> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 28 * DAY_MS,
};
/** More groups would be no report. */
const MAX_BUCKETS = 10_000;

/** 400: the period ends before it begins. */
export const endsTooEarly = (): ApiError => invalidFields({ to: ['to must not be before from'] });

/** The years that a period may be in. Calendars, and days of the database, end somewhere. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

/** 400: a bound of the period is too far away. */
export const outOfYears = (bound: keyof Period): ApiError =>
  invalidFields({ [bound]: [`${bound} must be in the years ${FIRST_YEAR} to ${LAST_YEAR}`] });

/** 400: the period has more units of time than a report lists. */
export const tooLong = (unit: TimeUnit): ApiError =>
  invalidFields({ by: [`by=${unit} takes at most ${MAX_BUCKETS} ${unit}s`] });

/**
 * Completes a period. Unless given, `to` is the end of the current day, and `from` is the beginning
 * of the last day.
 *
 * @param zone the name of an IANA time zone
 * @throws ApiError 400 when it ends before it begins, or is not in the years 2000 to 2100
 */
export function completePeriod(asked: Partial<Period>, zone: string, now: Date): Period {
  refuseOtherYears(asked, zone);
  const latest = asked.from && asked.from > now ? asked.from : now;
  const to = asked.to ?? toDate(startOfDay(at(latest, zone).toPlainDate().add({ days: 1 }), zone));
  const lastInstant = new Date(to.getTime() - 1);
  const from = asked.from ?? toDate(at(lastInstant, zone).startOfDay());
  if (from > to) throw endsTooEarly();
  return { from, to };
}

function refuseOtherYears({ from, to }: Partial<Period>, zone: string): void {
  if (from && !isInYears(at(from, zone))) throw outOfYears('from');
  // The end is not part of the period.
  if (to && !isInYears(at(new Date(to.getTime() - 1), zone))) throw outOfYears('to');
}

const isInYears = ({ year }: Temporal.ZonedDateTime): boolean =>
  year >= FIRST_YEAR && year <= LAST_YEAR;

/**
 * The period to compare another one with. `previous` is the one before it, with as many months if
 * the other one consists of whole months, else with as many whole days, else as long. Where the
 * other one has not ended yet, this one ends after the same time.
 */
export function comparedPeriod(
  period: Period,
  comparison: Comparison,
  zone: string,
  now: Date,
): Period {
  const { from, to } =
    comparison === 'week' ? aWeekBefore(period, zone) : periodBefore(period, zone);
  if (period.to <= now) return { from, to };
  const elapsedMs = Math.max(0, now.getTime() - period.from.getTime());
  return { from, to: new Date(Math.min(to.getTime(), from.getTime() + elapsedMs)) };
}

function aWeekBefore({ from, to }: Period, zone: string): Period {
  const [begin, end] = [at(from, zone), at(to, zone)];
  return { from: toDate(daysBefore(begin, 7)), to: toDate(daysBefore(end, 7)) };
}

function periodBefore({ from, to }: Period, zone: string): Period {
  const [begin, end] = [at(from, zone), at(to, zone)];
  if (!isStartOfDay(begin) || !isStartOfDay(end)) {
    return { from: new Date(2 * from.getTime() - to.getTime()), to: from };
  }
  const day = begin.toPlainDate();
  const isOfMonths = begin.day === 1 && end.day === 1;
  const length = day.until(end.toPlainDate(), { largestUnit: isOfMonths ? 'months' : 'days' });
  return { from: toDate(startOfDay(day.subtract(length), zone)), to: from };
}

/** The same time of day some days before; the beginning of a day stays one. */
const daysBefore = (time: Temporal.ZonedDateTime, days: number): Temporal.ZonedDateTime =>
  isStartOfDay(time)
    ? startOfDay(time.toPlainDate().subtract({ days }), time.timeZoneId)
    : time.subtract({ days });

/**
 * All units of time that a period has a part of, in order.
 * @throws ApiError 400 when they are too many
 */
export function bucketsOf({ from, to }: Period, unit: TimeUnit, zone: string): Bucket[] {
  if ((to.getTime() - from.getTime()) / UNIT_MS[unit] > MAX_BUCKETS) throw tooLong(unit);
  const buckets: Bucket[] = [];
  let start = startOf(unit, at(from, zone));
  while (start.epochMilliseconds < to.getTime()) {
    const clock = clockOf(start);
    let startMs = start.epochMilliseconds;
    buckets.push(bucketAt(startMs, clock));
    // From midnight or a full hour on, units have one length until the clocks are set again.
    const isEven = unit !== 'month' && start.minute === 0 && (unit === 'hour' || start.hour === 0);
    while (isEven && startMs + UNIT_MS[unit] < Math.min(clock.untilMs, to.getTime())) {
      startMs += UNIT_MS[unit];
      buckets.push(bucketAt(startMs, clock));
    }
    start = next(unit, at(new Date(startMs), zone));
  }
  return buckets;
}

/** What the clocks of a time zone show, until they are set the next time. */
interface ZoneClock {
  readonly aheadMs: number;
  /** `+03:00` */
  readonly offset: string;
  readonly untilMs: number;
}

const clockOf = (time: Temporal.ZonedDateTime): ZoneClock => ({
  aheadMs: time.offsetNanoseconds / 1_000_000,
  offset: time.offset,
  untilMs: time.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
});

const bucketAt = (startMs: number, { aheadMs, offset }: ZoneClock): Bucket => ({
  start: new Date(startMs),
  key: `${new Date(startMs + aheadMs).toISOString().slice(0, 19)}${offset}`,
});

/** The beginning of the hour, day, week or month that an instant is in. Weeks begin on Mondays. */
function startOf(unit: TimeUnit, time: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const day = time.toPlainDate();
  switch (unit) {
    case 'hour':
      return time.round({ smallestUnit: 'hour', roundingMode: 'floor' });
    case 'day':
      return time.startOfDay();
    case 'week':
      return startOfDay(day.subtract({ days: day.dayOfWeek - 1 }), time.timeZoneId);
    case 'month':
      return startOfDay(day.with({ day: 1 }), time.timeZoneId);
  }
}

function next(unit: TimeUnit, start: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  if (unit !== 'hour') {
    return startOfDay(start.toPlainDate().add({ [`${unit}s`]: 1 }), start.timeZoneId);
  }
  const anHourLater = start.add({ hours: 1 });
  const hour = startOf('hour', anHourLater);
  // Where clocks are set back by half an hour, the hour that is not over yet begins a second time.
  return hour.epochMilliseconds > start.epochMilliseconds ? hour : anHourLater;
}

const at = (time: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(time.getTime()).toZonedDateTimeISO(zone);

const toDate = ({ epochMilliseconds }: Temporal.ZonedDateTime): Date => new Date(epochMilliseconds);

/** The first instant of a day, which is not midnight where clocks skip it. */
const startOfDay = (day: Temporal.PlainDate, zone: string): Temporal.ZonedDateTime =>
  day.toZonedDateTime(zone);

const isStartOfDay = (time: Temporal.ZonedDateTime): boolean =>
  time.epochMilliseconds === time.startOfDay().epochMilliseconds;
