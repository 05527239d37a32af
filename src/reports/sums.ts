import { TIME_UNITS } from './report-period.js';

/** What payments have in common besides time. */
export const DIMENSIONS = ['router', 'package', 'provider', 'source'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What a report can be grouped by. */
export const GROUPINGS = [...TIME_UNITS, ...DIMENSIONS] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Counts and sums of payments. Money is in minor units. */
export interface Sums {
  /** Payments that were completed in the period, and their amounts. */
  readonly sales: number;
  readonly gross: number;
  /** The sales whose fee is known, the sum of these fees, and what remained of these sales. */
  readonly feesKnown: number;
  readonly fees: number;
  readonly net: number;
  /** Payments that were started in the period, and those of them that are in a state now. */
  readonly started: number;
  readonly failed: number;
  readonly waiting: number;
  readonly inReview: number;
}

/** The sums of no payments. */
export const NO_SUMS: Sums = {
  ...{ sales: 0, gross: 0, feesKnown: 0, fees: 0, net: 0 },
  ...{ started: 0, failed: 0, waiting: 0, inReview: 0 },
};

/** Adds sums up. */
export const addUp = (all: readonly Sums[]): Sums =>
  all.reduce(
    (total, sums) => ({
      sales: total.sales + sums.sales,
      gross: total.gross + sums.gross,
      feesKnown: total.feesKnown + sums.feesKnown,
      fees: total.fees + sums.fees,
      net: total.net + sums.net,
      started: total.started + sums.started,
      failed: total.failed + sums.failed,
      waiting: total.waiting + sums.waiting,
      inReview: total.inReview + sums.inReview,
    }),
    NO_SUMS,
  );

/** The average amount of a sale in minor units, half a unit rounded up; null without sales. */
export function averageOf({ sales, gross }: Sums): number | null {
  if (sales === 0) return null;
  const count = BigInt(sales);
  return Number((2n * BigInt(gross) + count) / (2n * count));
}

/**
 * The share of the started payments that were completed, among those that were completed or failed:
 * 0 to 1 with four decimals. Null when there are none.
 */
export function successRateOf({ started, failed, waiting }: Sums): number | null {
  const decided = started - waiting;
  return decided === 0 ? null : Math.round(((decided - failed) / decided) * 10_000) / 10_000;
}
