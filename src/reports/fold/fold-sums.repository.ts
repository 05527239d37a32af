import { Injectable } from '@nestjs/common';
import { SALES_CURRENCY } from '../../common/validation/rules.js';
import { type Sql } from '../../database/database.js';
import { queryOf, statement } from '../../database/statement.js';
import { type Transaction } from '../../database/transaction.js';
import {
  ADDED_UP,
  COUNTS,
  countedIn,
  type FoldedBy,
  KEYS,
  ORIGIN,
  unitOf,
  UNITS,
} from '../counted-payments.sql.js';
import { DIMENSIONS } from '../sums.js';

/** The limit for a statement that reads or folds payments of a span of time, in ms. */
const STATEMENT_TIMEOUT_MS = 60_000;

/** All that sums are stored by. */
export const FOLDED_BY: readonly FoldedBy[] = ['all', ...DIMENSIONS];

/** How far payments were folded. */
export interface Progress {
  /** Null when every older payment was folded. */
  readonly foldedFrom: Date | null;
  readonly foldedUntil: Date;
  /** The end of the last hour whose payments are all visible; null when that is not known. */
  readonly closedUntil: Date | null;
}

/** A unit of time of an operator whose stored sums are wrong. */
export interface WrongUnit {
  readonly userId: number;
  readonly startsAt: Date;
}

/**
 * An hour is folded this long after its end, so that a clock that was set back a little does not
 * put a payment into a folded hour.
 */
const GRACE = `interval '5 minutes'`;

// A payment is written without a note of the change as long as its hour has not ended. Such a
// transaction has an id below that of one that began later, and once none of those ids is in
// progress, this snapshot sees all of them. (An id beyond the snapshot is that of another cluster,
// from which the database was restored.)
const LOCK = statement<Progress, object>(
  'lock_payment_sums',
  `
  SELECT NULLIF(folded_from, '-infinity') AS "foldedFrom", folded_until AS "foldedUntil",
         CASE WHEN barrier_xid::xid8 <= pg_snapshot_xmin(pg_current_snapshot())
              THEN date_bin(interval '1 hour', barrier_at - ${GRACE}, ${ORIGIN}) END
           AS "closedUntil"
    FROM payment_sum_progress
     FOR UPDATE SKIP LOCKED`,
);

// The transaction began before it got its id.
const SET_BARRIER = statement<unknown, object>(
  'set_payment_sums_barrier',
  `
  UPDATE payment_sum_progress
     SET barrier_at = now(), barrier_xid = pg_current_xact_id()::text
   WHERE barrier_xid IS NULL
      OR barrier_xid::xid8 <= pg_snapshot_xmin(pg_current_snapshot())
      OR barrier_xid::xid8 >= pg_snapshot_xmax(pg_current_snapshot())`,
);

const MOVE_END = statement<unknown, { until: Date }>(
  'move_payment_sums_end',
  `UPDATE payment_sum_progress SET folded_until = :until`,
);

const MOVE_BEGINNING = statement<unknown, { from: Date | null }>(
  'move_payment_sums_beginning',
  `UPDATE payment_sum_progress SET folded_from = COALESCE(:from::timestamptz, '-infinity')`,
);

const OLDEST = statement<{ day: Date | null }, object>(
  'find_oldest_payment',
  `
  SELECT ${unitOf('min(LEAST(made, completed))', UNITS.router)} AS day
    FROM users u CROSS JOIN LATERAL (
      SELECT (SELECT min(created_at) FROM payments p WHERE p.user_id = u.id) AS made,
             (SELECT min(completed_at) FROM payments p WHERE p.user_id = u.id) AS completed) oldest`,
);

// In the order of the key, notes of the same unit of time are taken together. Where some of them
// remain, the unit is folded twice.
const TAKE_CHANGES = statement<{ userId: number; at: Date }, { limit: number }>(
  'take_payment_sum_changes',
  `
  DELETE FROM payment_sum_changes
   WHERE ctid = ANY (ARRAY(SELECT ctid FROM payment_sum_changes
                            ORDER BY user_id, at, id LIMIT :limit))
  RETURNING user_id AS "userId", at`,
);

const NOTE_CHANGES = statement<unknown, { userIds: number[]; times: Date[] }>(
  'note_payment_sum_changes',
  `
  INSERT INTO payment_sum_changes (user_id, at)
  SELECT * FROM unnest(:userIds::integer[], :times::timestamptz[])`,
);

/** SQL: a range of time of all operators, cut at units. */
const OF_ALL = (unit: string): string => `
  SELECT u.id AS user_id, ${unitOf(':since::timestamptz', unit)} AS since,
         ${unitOf(':until::timestamptz', unit)} AS until
    FROM users u`;

/** SQL: the units of time, as far as they were folded, that some times of operators are in. */
const OF_CHANGES = (unit: string): string => `
  SELECT DISTINCT c.user_id, ${unitOf('c.at', unit)} AS since, ${unitOf('c.at', unit)} + ${unit} AS until
    FROM unnest(:userIds::integer[], :times::timestamptz[]) AS c (user_id, at)
    JOIN payment_sum_progress f
      ON c.at >= f.folded_from AND c.at < ${unitOf('f.folded_until', unit)}`;

/** SQL: the sums of ranges, by unit of time and key. */
const sumsOf = (by: FoldedBy): string => `
  SELECT range.user_id, c.starts_at, c.key, ${ADDED_UP}
    FROM range CROSS JOIN LATERAL (
      ${countedIn('range', (at) => [
        `${unitOf(at, UNITS[by])} AS starts_at`,
        `${by === 'all' ? `''::text` : KEYS[by]} AS key`,
      ])}) c
   GROUP BY 1, 2, 3`;

const clear = (by: FoldedBy, ranges: string): string => `
  WITH range AS MATERIALIZED (${ranges})
  DELETE FROM payment_sums s USING range
   WHERE s.user_id = range.user_id AND s.dimension = '${by}'
     AND s.starts_at >= range.since AND s.starts_at < range.until`;

const fill = (by: FoldedBy, ranges: string): string => `
  WITH range AS MATERIALIZED (${ranges})
  INSERT INTO payment_sums (user_id, starts_at, key, ${COUNTS.join(', ')}, dimension)
  SELECT sums.*, '${by}' FROM (${sumsOf(by)}) sums`;

/** SQL: the units of time whose stored sums are not those of their payments. */
const wrongUnits = (by: FoldedBy): string => `
  WITH range AS MATERIALIZED (
    SELECT given.user_id, GREATEST(given.since, f.folded_from) AS since,
           LEAST(given.until, ${unitOf('f.folded_until', UNITS[by])}) AS until
      FROM (${OF_ALL(UNITS[by])}) given CROSS JOIN payment_sum_progress f
  ), stored AS (
    SELECT s.user_id, s.starts_at, s.key, ${COUNTS.map((name) => `s.${name}`).join(', ')}
      FROM range JOIN payment_sums s
        ON s.user_id = range.user_id AND s.dimension = '${by}'
       AND s.starts_at >= range.since AND s.starts_at < range.until
  ), counted AS (
    SELECT sums.user_id, sums.starts_at, sums.key,
           ${COUNTS.map((name) => `sums.${name}::bigint`).join(', ')}
      FROM (${sumsOf(by)}) sums
  ), differing AS (
    (SELECT user_id, starts_at FROM (TABLE stored EXCEPT TABLE counted) missing)
    UNION
    (SELECT user_id, starts_at FROM (TABLE counted EXCEPT TABLE stored) missing)
  )
  SELECT d.user_id AS "userId", d.starts_at AS "startsAt"
    FROM differing d
   WHERE NOT EXISTS (SELECT FROM payment_sum_changes c
                      WHERE c.user_id = d.user_id
                        AND c.at >= d.starts_at AND c.at < d.starts_at + ${UNITS[by]})`;

/** The SQL of folding payments into sums. Folding runs in transactions of one snapshot. */
@Injectable()
export class FoldSumsRepository {
  /** Begins to read one snapshot. It has to be the first statement of a transaction. */
  async beginSnapshot(tx: Transaction): Promise<void> {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await tx.limitStatements(STATEMENT_TIMEOUT_MS);
  }

  /** Begins to read only, so that the transaction holds back no events. */
  async beginReading(tx: Transaction): Promise<void> {
    await tx.query('SET TRANSACTION READ ONLY');
    await tx.limitStatements(STATEMENT_TIMEOUT_MS);
  }

  /** Locks the progress; null while another process folds. */
  async lock(tx: Sql): Promise<Progress | null> {
    const [progress] = await tx.query(LOCK({}));
    return progress ?? null;
  }

  /** Remembers a transaction to wait for, unless the last one is still waited for. */
  async setBarrier(tx: Sql): Promise<void> {
    await tx.query(SET_BARRIER({}));
  }

  /** Folds the units of time of all operators that are over at `until`, but not at `since`. */
  async foldAll(tx: Sql, since: Date, until: Date): Promise<void> {
    for (const by of FOLDED_BY) {
      await this.run(tx, by, OF_ALL(UNITS[by]), { since, until });
    }
  }

  async moveEnd(tx: Sql, until: Date): Promise<void> {
    await tx.query(MOVE_END({ until }));
  }

  /** @param from null when every older payment was folded */
  async moveBeginning(tx: Sql, from: Date | null): Promise<void> {
    await tx.query(MOVE_BEGINNING({ from }));
  }

  /** The day in which the oldest payment was made; null without payments. */
  async findOldestDay(tx: Sql): Promise<Date | null> {
    const [oldest] = await tx.query(OLDEST({}));
    return oldest?.day ?? null;
  }

  /**
   * Folds units of time again in which payments have changed.
   * @param limit how many notes of changes it takes at most
   * @returns how many it took
   */
  async foldChanges(tx: Sql, limit: number): Promise<number> {
    const changes = await tx.query(TAKE_CHANGES({ limit }));
    if (changes.length === 0) return 0;
    const userIds = changes.map(({ userId }) => userId);
    const times = changes.map(({ at }) => at.toISOString());
    for (const by of FOLDED_BY) {
      await this.run(tx, by, OF_CHANGES(UNITS[by]), { userIds, times });
    }
    return changes.length;
  }

  /**
   * Finds units of time whose sums are not those of their payments. Each statement reads progress,
   * sums, notes and payments of one snapshot, so folding may go on meanwhile.
   */
  async findWrong(tx: Sql, since: Date, until: Date): Promise<WrongUnit[]> {
    const wrong: WrongUnit[] = [];
    for (const by of FOLDED_BY) {
      const parameters = { since, until, currency: SALES_CURRENCY };
      wrong.push(...(await tx.query(queryOf<WrongUnit>(wrongUnits(by), parameters))));
    }
    return wrong;
  }

  /** Has units of time folded again. */
  async note(sql: Sql, units: readonly WrongUnit[]): Promise<void> {
    const userIds = units.map(({ userId }) => userId);
    await sql.query(NOTE_CHANGES({ userIds, times: units.map(({ startsAt }) => startsAt) }));
  }

  private async run(tx: Sql, by: FoldedBy, ranges: string, parameters: object): Promise<void> {
    const all = { ...parameters, currency: SALES_CURRENCY };
    await tx.query(queryOf(clear(by, ranges), all));
    await tx.query(queryOf(fill(by, ranges), all));
  }
}
