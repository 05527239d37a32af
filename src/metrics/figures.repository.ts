import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database, type Sql } from '../database/database.js';
import { REVIEW_REASONS } from '../payments/domain/index.js';
import { type Figures, type GivenUpJobs, type OpenPayments, type TaskFigures } from './figures.js';

/** Time limit for each statement, in ms: requests are more important than metrics. */
const STATEMENT_TIMEOUT_MS = 1_500;
/** At most so many rows are counted, oldest first, so that a reading stays cheap. */
const MAX_COUNTED = 20_000;
/** The time that the worker has to expire payments. */
const OVERDUE_GRACE_MS = 5 * 60_000;

// This reads a partial index of the open payments, which does not grow with the table.
const OPEN = `
  WITH open AS (
    SELECT id, retry_count FROM payments
     WHERE status IN ('pending', 'processing') ORDER BY created_at LIMIT ${MAX_COUNTED}
  ), aged AS (
    SELECT a.channel, now() - a.created_at AS age,
           CASE WHEN a.channel = 'link' THEN $2::double precision
                WHEN a.invoice_id IS NULL THEN $3::double precision
                ELSE $1::double precision END
             * interval '1 millisecond' AS allowed
      FROM open o
      JOIN payment_attempts a ON a.payment_id = o.id AND a.number = o.retry_count + 1
  ), counted AS (
    SELECT channel,
           CASE WHEN age < interval '1 minute' THEN 'under_1m'
                WHEN age < interval '15 minutes' THEN '1m_to_15m'
                WHEN age < interval '1 hour' THEN '15m_to_1h'
                WHEN age < interval '24 hours' THEN '1h_to_24h'
                ELSE 'over_24h' END AS age,
           count(*)::integer AS open, (count(*) FILTER (WHERE age > allowed))::integer AS overdue
      FROM aged GROUP BY 1, 2
  )
  SELECT channel, age, COALESCE(open, 0) AS open, COALESCE(overdue, 0) AS overdue
    FROM (VALUES ('prompt'), ('link')) AS channels (channel)
   CROSS JOIN (VALUES ('under_1m'), ('1m_to_15m'), ('15m_to_1h'), ('1h_to_24h'), ('over_24h'))
              AS ages (age)
    LEFT JOIN counted USING (channel, age)`;

const IN_REVIEW = `
  SELECT reason, count(found.review_reason)::integer AS payments
    FROM unnest('{${REVIEW_REASONS.join(',')}}'::text[]) AS reasons (reason)
    LEFT JOIN (SELECT review_reason FROM payments
                WHERE review_reason IS NOT NULL LIMIT ${MAX_COUNTED}) AS found
           ON found.review_reason = reason
   GROUP BY reason`;

const INBOX = `
  SELECT count(*)::integer AS waiting,
         COALESCE(extract(epoch FROM now() - min(received_at)), 0)::double precision AS "lagSeconds"
    FROM (SELECT received_at FROM webhook_events
           WHERE outcome = 'stored' ORDER BY received_at LIMIT ${MAX_COUNTED}) AS stored`;

const UNMATCHED = `
  SELECT count(*)::integer AS receipts,
         COALESCE(extract(epoch FROM now() - min(received_at)), 0)::double precision AS "oldestSeconds"
    FROM (SELECT received_at FROM receipts
           WHERE state = 'unmatched' AND received_at > now() - interval '7 days'
           ORDER BY received_at LIMIT ${MAX_COUNTED}) AS unmatched`;

// This reads the private tables of the worker, because its view hides the columns of the index of
// waiting jobs. The index begins with the priority, so each of our priorities is looked up
// separately.
const JOBS = `
  SELECT t.identifier AS task, count(due.run_at)::integer AS waiting,
         COALESCE(extract(epoch FROM now() - min(due.run_at)), 0)::double precision AS "lagSeconds"
    FROM graphile_worker._private_tasks t
    LEFT JOIN (SELECT waiting.task_id, waiting.run_at
                 FROM unnest(ARRAY[-10, 0, 10, 20]::smallint[]) AS known (priority)
                CROSS JOIN LATERAL (
                  SELECT task_id, run_at FROM graphile_worker._private_jobs j
                   WHERE is_available = true AND j.priority = known.priority AND run_at <= now()
                   ORDER BY run_at LIMIT ${MAX_COUNTED}) AS waiting) AS due
           ON due.task_id = t.id
   GROUP BY 1`;

// A router that restarts is away for less.
const ROUTERS_AWAY = `
  SELECT count(*)::integer AS routers
    FROM (SELECT FROM routers
           WHERE unreachable_since < now() - interval '2 minutes' LIMIT ${MAX_COUNTED}) AS away`;

/** The frequent statements. Each reads an index of unfinished rows and no whole table. */
export const OFTEN_READ = { OPEN, IN_REVIEW, INBOX, UNMATCHED, JOBS, ROUTERS_AWAY } as const;

// The table has one row.
const SUMS_LAG = `
  SELECT extract(epoch FROM now() - folded_until)::double precision AS "lagSeconds"
    FROM payment_sum_progress`;

// No index supports this, and the table belongs to the library, so the whole queue is read. It
// contains waiting and failed jobs only; finished ones are deleted.
const GIVEN_UP = `
  SELECT t.identifier AS task, count(given_up.task_id)::integer AS failed
    FROM graphile_worker._private_tasks t
    LEFT JOIN (SELECT task_id FROM graphile_worker._private_jobs
                WHERE NOT is_available AND locked_at IS NULL LIMIT ${MAX_COUNTED}) AS given_up
           ON given_up.task_id = t.id
   GROUP BY 1`;

/** Reads the figures that only the database knows. */
@Injectable()
export class FiguresRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Reads the cheap figures, one after the other on one connection. */
  read(): Promise<Figures> {
    return this.inTime(async (tx) => ({
      open: await this.openPayments(tx),
      inReview: await tx.query<Figures['inReview'][number]>(IN_REVIEW),
      inbox: (await tx.query<Figures['inbox']>(INBOX))[0] ?? { waiting: 0, lagSeconds: 0 },
      unmatched: (await tx.query<Figures['unmatched']>(UNMATCHED))[0] ?? {
        receipts: 0,
        oldestSeconds: 0,
      },
      jobs: await tx.query<TaskFigures>(JOBS),
      routersAway: (await tx.query<{ routers: number }>(ROUTERS_AWAY))[0]?.routers ?? 0,
      sumsLagSeconds: (await tx.query<{ lagSeconds: number }>(SUMS_LAG))[0]?.lagSeconds ?? 0,
    }));
  }

  /** Counts the failed jobs. The cost grows with the queue, so this must not run often. */
  readGivenUp(): Promise<GivenUpJobs[]> {
    return this.inTime((tx) => tx.query<GivenUpJobs>(GIVEN_UP));
  }

  private inTime<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.limitStatements(STATEMENT_TIMEOUT_MS);
      return work(tx);
    });
  }

  private openPayments(tx: Sql): Promise<OpenPayments[]> {
    const { promptExpiryMs, linkExpiryMs, unverifiableExpiryMs } = this.settings.payments;
    return tx.query<OpenPayments>(OPEN, [
      promptExpiryMs + OVERDUE_GRACE_MS,
      linkExpiryMs + OVERDUE_GRACE_MS,
      Math.max(promptExpiryMs, unverifiableExpiryMs) + OVERDUE_GRACE_MS,
    ]);
  }
}
