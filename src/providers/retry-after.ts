import { type RawAnswer } from './provider-http.js';

/** Parses `Retry-After`: seconds, or a date, which is relative to the `Date` of the response. */
export function retryAfterMs({
  retryAfter,
  date,
}: Pick<RawAnswer, 'retryAfter' | 'date'>): number | null {
  if (retryAfter === undefined) return null;
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const ms = Date.parse(retryAfter) - Date.parse(date ?? '');
  return ms > 0 ? ms : null;
}
