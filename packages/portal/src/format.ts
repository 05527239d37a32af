import { type Money } from './pages.js';
import { type Texts } from './texts/texts.js';

const HOURS_PER_DAY = 24;
const HOURS_PER_MONTH = 720;
const MINUTE_MS = 60_000;

/** `KSh 1,500`, `KSh 10.50`. */
export function moneyText({ minor, currency }: Money): string {
  const whole = Math.trunc(minor / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  const cents = minor % 100;
  const name = currency === 'KES' ? 'KSh' : currency;
  return `${name} ${whole}${cents === 0 ? '' : `.${cents.toString().padStart(2, '0')}`}`;
}

/** How long a package lasts: `1 hour (60 minutes)`, `1 day (24 hours)`, `7 days`. */
export function packageDuration(hours: number, texts: Texts): string {
  if (hours < HOURS_PER_DAY) return texts.hours(hours);
  if (hours % HOURS_PER_MONTH === 0) return texts.months(hours / HOURS_PER_MONTH);
  if (hours % HOURS_PER_DAY === 0) return texts.days(hours / HOURS_PER_DAY);
  return texts.daysAndHours(Math.trunc(hours / HOURS_PER_DAY), hours % HOURS_PER_DAY);
}

/** `5 Mbps, good for video`. */
export function speedText(mbps: number, { speeds }: Texts): string {
  const words =
    mbps < 3
      ? speeds.chat
      : mbps < 8
        ? speeds.video
        : mbps < 20
          ? speeds.highDefinition
          : speeds.many;
  return `${mbps} Mbps, ${words}`;
}

/** `500 MB`, `1.5 GB`. */
export function dataText(megabytes: number): string {
  const perGigabyte = megabytes % 1024 === 0 ? 1024 : 1000;
  return megabytes < 1000
    ? `${megabytes} MB`
    : `${Number((megabytes / perGigabyte).toFixed(1))} GB`;
}

/** The time until an instant, in the two largest units: `2 hours 15 minutes`. */
export function timeLeft(until: Date, now: Date, texts: Texts): string {
  const total = Math.trunc((until.getTime() - now.getTime()) / MINUTE_MS);
  if (total < 1) return texts.lessThanAMinute;
  const hours = Math.trunc(total / 60);
  const days = Math.trunc(hours / HOURS_PER_DAY);
  return texts.duration({
    days,
    hours: hours % HOURS_PER_DAY,
    minutes: days > 0 && hours % HOURS_PER_DAY > 0 ? 0 : total % 60,
  });
}

/** The whole seconds until an instant, at least 0. */
export const secondsLeft = (until: Date, now: Date): number =>
  Math.max(0, Math.ceil((until.getTime() - now.getTime()) / 1000));

/** `14:05, Tuesday 3 March`, in a time zone; with the year when it is another one than now. */
export function instantText(at: Date, now: Date, timeZone: string, { locale }: Texts): string {
  const part = (options: Intl.DateTimeFormatOptions, date = at): string =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(date);
  const year = part({ year: 'numeric' });
  const date = [
    part({ weekday: 'long' }),
    part({ day: 'numeric' }),
    part({ month: 'long' }),
    ...(year === part({ year: 'numeric' }, now) ? [] : [year]),
  ].join(' ');
  return `${part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}, ${date}`;
}

/** `ABCD-EFGH`: codes in groups of four, which can be typed with or without the dash. */
export const codeText = (code: string): string =>
  /^[A-Za-z0-9]{8}$/.test(code) ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
