import { Inject, Injectable } from '@nestjs/common';
import { SALES_CURRENCY } from '../common/validation/rules.js';
import { safeInteger } from '../database/columns.js';
import { type Sql } from '../database/database.js';
import { ReadDatabase } from '../database/read-database.js';
import { queryOf } from '../database/statement.js';
import {
  ADDED_UP,
  COUNTS,
  countedIn,
  type FoldedBy,
  KEYS,
  unitOf,
  UNITS,
} from './counted-payments.sql.js';
import { type Period } from './report-period.js';
import { type Dimension, type Sums } from './sums.js';

/** Sums of a group, which is named by a text. */
export interface SumsOfGroup extends Sums {
  readonly key: string;
  readonly label: string | null;
}

/**
 * What sums are grouped by: units of time by their starts, in order, which are named by their place;
 * or what payments have in common.
 */
export type GroupedBy =
  | { readonly kind: 'time'; readonly starts: readonly Date[] }
  | { readonly kind: Dimension }
  | { readonly kind: 'nothing' };

/** A row as the database returns it: `bigint` is text. */
type Row = Readonly<Record<keyof Sums, string>> & {
  readonly key: string;
  readonly label: string | null;
};

/** Stored sums begin at quarters of an hour. */
const QUARTER_MS = 15 * 60_000;

/** Reads counts and sums of an operator's payments. */
@Injectable()
export class SumsRepository {
  constructor(@Inject(ReadDatabase) private readonly lists: Sql) {}

  /** Reads the sums of the groups that have any, in no order. */
  async read(userId: number, period: Period, by: GroupedBy): Promise<SumsOfGroup[]> {
    const rows = await this.lists.query(
      queryOf<Row>(TEXTS[by.kind], {
        ...{ userId, from: period.from, to: period.to, currency: SALES_CURRENCY },
        starts: by.kind === 'time' ? by.starts.map((start) => start.toISOString()) : undefined,
        usesSums: canUseSums(by),
      }),
    );
    return rows.map(sumsOf);
  }
}

/** Zones of long ago had offsets of odd minutes. The first start may be before the period. */
const canUseSums = (by: GroupedBy): boolean =>
  by.kind !== 'time' || by.starts.slice(1).every((start) => start.getTime() % QUARTER_MS === 0);

/**
 * One statement, so that the stored sums and the payments are of one snapshot: a unit of time that
 * was folded meanwhile would be counted twice or not at all.
 *
 * @param folded what the stored sums are by
 * @param ofPayment SQL: the key of a payment `p`, from the column of the time that counts
 * @param ofSums SQL: the key of stored sums `s`
 * @param names SQL: the names of the groups `g`: the column, and the join
 */
function textOf(
  folded: FoldedBy,
  ofPayment: (at: string) => string,
  ofSums: string,
  [label, join]: readonly [string, string] = ['NULL::text', ''],
): string {
  const unit = UNITS[folded];
  const since = `${unitOf(":from::timestamptz - interval '1 millisecond'", unit)} + ${unit}`;
  const state = (name: string, condition: string): string => `
      SELECT ${ofPayment('p.created_at')} AS key, ${COUNTS.map(() => '0').join(', ')},
             ${name === 'waiting' ? 'count(*), 0' : '0, count(*)'}
        FROM payments p
       WHERE p.user_id = :userId AND p.currency = :currency AND ${condition}
         AND p.created_at >= :from AND p.created_at < :to
       GROUP BY 1`;
  return `
    WITH whole AS MATERIALIZED (
      SELECT * FROM (
        SELECT GREATEST(${since}, folded_from) AS since,
               LEAST(${unitOf(':to::timestamptz', unit)}, ${unitOf('folded_until', unit)}) AS until
          FROM payment_sum_progress WHERE :usesSums) units
       WHERE since < until
    ), changed AS MATERIALIZED (
      SELECT DISTINCT ${unitOf('c.at', unit)} AS starts_at
        FROM whole w JOIN payment_sum_changes c
          ON c.user_id = :userId AND c.at >= w.since AND c.at < w.until
    ), range AS MATERIALIZED (
      SELECT :userId::integer AS user_id, :from::timestamptz AS since, :to::timestamptz AS until
       WHERE NOT EXISTS (SELECT FROM whole)
      UNION ALL SELECT :userId, :from, since FROM whole
      UNION ALL SELECT :userId, until, :to FROM whole
      UNION ALL SELECT :userId, starts_at, starts_at + ${unit} FROM changed
    ), counted AS (
      SELECT ${ofSums} AS key, ${COUNTS.map((name) => `s.${name}`).join(', ')},
             0 AS waiting, 0 AS in_review
        FROM whole w JOIN payment_sums s
          ON s.user_id = :userId AND s.dimension = '${folded}'
         AND s.starts_at >= w.since AND s.starts_at < w.until
       WHERE s.starts_at NOT IN (SELECT starts_at FROM changed)
      UNION ALL
      SELECT c.*, 0, 0
        FROM range CROSS JOIN LATERAL (${countedIn('range', (at) => [`${ofPayment(at)} AS key`])}) c
      UNION ALL ${state('waiting', `p.status IN ('pending', 'processing')`)}
      UNION ALL ${state('in_review', 'p.review_reason IS NOT NULL')}
    ), g AS (
      SELECT key, ${ADDED_UP}, sum(waiting) AS waiting, sum(in_review) AS in_review
        FROM counted GROUP BY key
    )
    SELECT g.key, g.sales, g.gross_minor AS gross, g.fees_known AS "feesKnown",
           g.fees_minor AS fees, g.net_minor AS net, g.started, g.failed, g.waiting,
           g.in_review AS "inReview", ${label} AS label
      FROM g ${join}`;
}

const TEXTS: Readonly<Record<GroupedBy['kind'], string>> = {
  nothing: textOf('all', () => `''::text`, `''::text`),
  time: textOf(
    'all',
    (at) => `width_bucket(${at}, :starts::timestamptz[])::text`,
    'width_bucket(s.starts_at, :starts::timestamptz[])::text',
  ),
  router: textOf('router', () => KEYS.router, 's.key', [
    'n.name',
    'LEFT JOIN routers n ON n.user_id = :userId AND n.id = g.key::integer',
  ]),
  package: textOf('package', () => KEYS.package, 's.key', [
    'n.name',
    'LEFT JOIN packages n ON n.user_id = :userId AND n.id = g.key::integer',
  ]),
  provider: textOf('provider', () => KEYS.provider, 's.key'),
  source: textOf('source', () => KEYS.source, 's.key'),
};

const sumsOf = ({ key, label, ...row }: Row): SumsOfGroup => ({
  key,
  label,
  sales: safeInteger(row.sales),
  gross: safeInteger(row.gross),
  feesKnown: safeInteger(row.feesKnown),
  fees: safeInteger(row.fees),
  net: safeInteger(row.net),
  started: safeInteger(row.started),
  failed: safeInteger(row.failed),
  waiting: safeInteger(row.waiting),
  inReview: safeInteger(row.inReview),
});
