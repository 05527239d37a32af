const HOUR_IN_MS = 3_600_000;
const MINUTE_IN_MS = 60_000;

/** How many hours a clock remembers the offset of: a table has few distinct hours at a time. */
const MAX_HOURS = 1_000;

/** The clock of a time zone. */
export interface LocalClock {
  /** The local time with its offset, to the second: `2026-03-01T12:00:30+03:00`. */
  show(date: Date): string;
}

/**
 * The clock of a time zone. It asks for the offset once an hour of the shown times, because that
 * costs more than all the rest of a line.
 *
 * @throws RangeError when there is no such zone
 */
export function localClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  /** The offset of all of an hour; null when it changes within. */
  const known = new Map<number, number | null>();

  const minutesAt = (time: number): number => {
    const part = format.formatToParts(time).find(({ type }) => type === 'timeZoneName');
    const [, sign = '+', hours = '0', minutes = '0'] =
      /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(part?.value ?? '') ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
  const ofHour = (hour: number): number | null => {
    const first = minutesAt(hour * HOUR_IN_MS);
    return first === minutesAt((hour + 1) * HOUR_IN_MS - 1) ? first : null;
  };

  return {
    show(date) {
      const time = date.getTime();
      const hour = Math.floor(time / HOUR_IN_MS);
      let offset = known.get(hour);
      if (offset === undefined) {
        if (known.size >= MAX_HOURS) known.clear();
        offset = ofHour(hour);
        known.set(hour, offset);
      }
      offset ??= minutesAt(time);
      const local = new Date(time + offset * MINUTE_IN_MS).toISOString();
      return local.replace(/\.\d+Z$/, shownOffset(offset));
    },
  };
}

function shownOffset(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(rest)}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
