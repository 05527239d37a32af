import { Inject, Injectable } from '@nestjs/common';
import { SALES_CURRENCY } from '../common/validation/rules.js';
import { safeInteger } from '../database/columns.js';
import { type Sql } from '../database/database.js';
import { ReadDatabase } from '../database/read-database.js';
import { queryOf } from '../database/statement.js';
import { type Period } from './report-period.js';
import { type Dimension, type Sums } from './sums.js';

/** Sums of a group, which is named by a text. */
export interface SumsOfGroup extends Sums {
  readonly key: string;
  readonly label: string | null;
}

/** What sums are grouped by: units of time by their starts, in order, or what payments have in common. */
export type GroupedBy =
  | { readonly kind: 'time'; readonly starts: readonly Date[] }
  | { readonly kind: Dimension }
  | { readonly kind: 'nothing' };

/** A row as the database returns it: `bigint` is text. */
type Row = Readonly<Record<Exclude<keyof Sums, number>, string>> & {
  readonly key: string;
  readonly label: string | null;
};

/**
 * How the money of a payment `p` came: the entry of the history that completed it says whether an
 * operator or an import did, or money that came to a till; else it is the channel of the attempt.
 */
const SOURCE = `
  COALESCE(
    (SELECT CASE WHEN h.event = 'marked_completed' THEN 'operator'
                 WHEN h.event = 'imported' THEN 'import'
                 WHEN h.evidence ? 'matched_by' THEN 'till'
                 ELSE (SELECT a.channel FROM payment_attempts a
                        WHERE a.payment_id = p.id AND a.number = h.attempt) END
       FROM payment_history h
      WHERE h.payment_id = p.id AND p.status = 'completed' AND h.to_status = 'completed'
        AND h.from_status IS DISTINCT FROM 'completed'
      ORDER BY h.id LIMIT 1),
    (SELECT a.channel FROM payment_attempts a
      WHERE a.payment_id = p.id AND a.number = p.retry_count + 1))`;

/** SQL: the key of the group of a payment `p`. @param at the column of the time that counts */
const KEYS: Readonly<Record<GroupedBy['kind'], (at: string) => string>> = {
  nothing: () => `''`,
  time: (at) => `width_bucket(p.${at}, :starts::timestamptz[])::text`,
  router: () => 'p.router_id::text',
  package: () => 'p.package_id::text',
  provider: () => 'p.payment_provider',
  source: () => SOURCE,
};

/** SQL: the name of a group `g`, of which the tables are joined. */
const NAMED = {
  router: `LEFT JOIN routers n ON n.user_id = :userId AND n.id = g.key::integer`,
  package: `LEFT JOIN packages n ON n.user_id = :userId AND n.id = g.key::integer`,
} as const;

/** Reads counts and sums of an operator's payments. */
@Injectable()
export class SumsRepository {
  constructor(@Inject(ReadDatabase) private readonly lists: Sql) {}

  /** Reads the sums of the groups that have any, in no order. */
  async read(userId: number, period: Period, by: GroupedBy): Promise<SumsOfGroup[]> {
    const starts = by.kind === 'time' ? by.starts.map((start) => start.toISOString()) : undefined;
    const rows = await this.lists.query(
      queryOf<Row>(textOf(by.kind), { userId, ...period, currency: SALES_CURRENCY, starts }),
    );
    return rows.map(sumsOf);
  }
}

function textOf(kind: GroupedBy['kind']): string {
  const key = KEYS[kind];
  const [label, names] =
    kind === 'router' || kind === 'package' ? ['n.name', NAMED[kind]] : ['NULL::text', ''];
  return `
    WITH counted AS (
      SELECT ${key('completed_at')} AS key, count(*) AS sales, sum(p.amount_minor) AS gross,
             count(p.fee_minor) AS fees_known, COALESCE(sum(p.fee_minor), 0) AS fees,
             COALESCE(sum(p.net_minor), 0) AS net,
             0 AS started, 0 AS failed, 0 AS waiting, 0 AS in_review
        FROM payments p
       WHERE p.user_id = :userId AND p.currency = :currency
         AND p.completed_at >= :from AND p.completed_at < :to
       GROUP BY 1
      UNION ALL
      SELECT ${key('created_at')}, 0, 0, 0, 0, 0, count(*),
             count(*) FILTER (WHERE p.status = 'failed'),
             count(*) FILTER (WHERE p.status IN ('pending', 'processing')),
             count(*) FILTER (WHERE p.review_reason IS NOT NULL)
        FROM payments p
       WHERE p.user_id = :userId AND p.currency = :currency
         AND p.created_at >= :from AND p.created_at < :to
       GROUP BY 1
    ), g AS (
      SELECT key, sum(sales) AS sales, sum(gross) AS gross, sum(fees_known) AS "feesKnown",
             sum(fees) AS fees, sum(net) AS net, sum(started) AS started, sum(failed) AS failed,
             sum(waiting) AS waiting, sum(in_review) AS "inReview"
        FROM counted GROUP BY key
    )
    SELECT g.*, ${label} AS label FROM g ${names}`;
}

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
