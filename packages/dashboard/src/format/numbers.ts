import { centsOf } from './money.js';

/** A count as everybody reads it: `12,345`. */
export const formatCount = (count: number): string =>
  String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** A count that stops at a number: `1,000+` says that there are as many, or more. */
export const formatCountTo = (most: number, count: number): string =>
  count < most ? formatCount(count) : `${formatCount(most)}+`;

/** A share of 0 to 1 in percent: `91.7%`. */
export const formatShare = (share: number): string => {
  const tenths = Math.round(share * 1000);
  return tenths % 10 === 0 ? `${tenths / 10}%` : `${(tenths / 10).toFixed(1)}%`;
};

/**
 * How much an amount has changed, in whole percent; null when there was nothing before, because no
 * percentage says anything then.
 */
export function changeOf(before: string, now: string): number | null {
  const [from, to] = [centsOf(before), centsOf(now)];
  if (from === 0n) return null;
  // Exact up to a tenth of a percent; rounding a number that small is safe.
  return Math.round(Number(((to - from) * 1000n) / from) / 10);
}
