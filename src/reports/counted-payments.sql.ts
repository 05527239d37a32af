import { type Dimension } from './sums.js';

/** What sums are stored by: time alone, or what payments have in common as well. */
export type FoldedBy = 'all' | Dimension;

/**
 * The units of time of the stored sums. Sums by time alone are cut at the midnights of every time
 * zone, which are quarters of an hour apart. The others are cut at those of Nairobi, or by the hour
 * where there are few keys; the rest of a period is read from the payments.
 */
export const UNITS: Readonly<Record<FoldedBy, string>> = {
  all: `interval '15 minutes'`,
  router: `interval '24 hours'`,
  package: `interval '24 hours'`,
  provider: `interval '1 hour'`,
  source: `interval '1 hour'`,
};

/** SQL: a beginning of all units, from which they are counted. */
export const ORIGIN = `timestamptz '2000-01-01 00:00:00+03'`;

/** SQL: the beginning of the unit that a time is in. */
export const unitOf = (time: string, unit: string): string =>
  `date_bin(${unit}, ${time}, ${ORIGIN})`;

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
      WHERE a.payment_id = p.id AND a.number = p.retry_count + 1),
    'prompt')`;

/** SQL: what a payment `p` has in common with others. */
export const KEYS: Readonly<Record<Dimension, string>> = {
  router: 'p.router_id::text',
  package: 'p.package_id::text',
  provider: 'p.payment_provider',
  source: SOURCE,
};

/** The columns of counted payments after those that they are grouped by. */
export const COUNTS = [
  'sales',
  'gross_minor',
  'fees_known',
  'fees_minor',
  'net_minor',
  'started',
  'failed',
] as const;

/**
 * SQL: the counts and sums of an operator's payments in a range of time, by groups: sales by the
 * time at which they were completed, and what was started.
 *
 * @param range the alias of a row with `user_id`, `since` and `until`
 * @param groups the columns of the groups of a payment `p`, from the column of the time that counts
 */
export function countedIn(range: string, groups: (at: string) => readonly string[]): string {
  const grouped = (at: string): string => groups(`p.${at}`).join(', ');
  const places = groups('').map((_, index) => index + 1);
  const ofRange = (at: string): string => `
      FROM payments p
     WHERE p.user_id = ${range}.user_id AND p.currency = :currency
       AND p.${at} >= ${range}.since AND p.${at} < ${range}.until
     GROUP BY ${places.join(', ')}`;
  return `
    SELECT ${grouped('completed_at')}, count(*) AS sales, sum(p.amount_minor) AS gross_minor,
           count(p.fee_minor) AS fees_known, COALESCE(sum(p.fee_minor), 0) AS fees_minor,
           COALESCE(sum(p.net_minor), 0) AS net_minor, 0 AS started, 0 AS failed
    ${ofRange('completed_at')}
    UNION ALL
    SELECT ${grouped('created_at')}, 0, 0, 0, 0, 0, count(*),
           count(*) FILTER (WHERE p.status = 'failed')
    ${ofRange('created_at')}`;
}

/** SQL: the counts of several rows added up. */
export const ADDED_UP = COUNTS.map((name) => `sum(${name}) AS ${name}`).join(', ');
