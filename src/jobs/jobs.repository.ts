import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';
import { RECONCILE_PAYMENT_TASK } from '../payments/reconcile/reconcile-payment.job.js';
import { PROCESS_WEBHOOK_TASK } from '../webhooks/process-webhook.job.js';
import { PRESENCE_LOCK_CLASS } from './worker-presence.js';

/** A job that was given up. */
export interface FailedJob {
  readonly id: string;
  readonly task: string;
  readonly key: string | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly failedAt: Date;
}

const HOLDERS_FOR_LONGER_THAN = `
  SELECT DISTINCT locked_by AS holder FROM graphile_worker.jobs
   WHERE locked_at < now() - $1::double precision * interval '1 millisecond'`;

// Locks on two numbers have objsubid 2. A worker that could not show that it is alive for a moment
// registers anew; its jobs may run twice, which every task is made for.
const REMOVE_DEAD = `
  DELETE FROM job_workers w
   WHERE w.holder <> $2
     AND NOT EXISTS (
           SELECT FROM pg_locks l
            WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.classid = $1::bigint::oid AND l.objid = w.id::oid)
  RETURNING holder`;

const RELEASE = 'SELECT graphile_worker.force_unlock_workers($1::text[])';

// A job that plans its own successor gives its key to it, and ends there. One whose worker was
// killed just then would be listed as given up, although nothing is left for it to do.
const DROP_SUPERSEDED = `
  SELECT graphile_worker.complete_jobs(array_agg(id))
    FROM graphile_worker.jobs
   WHERE task_identifier = ANY ($1) AND key IS NULL AND attempts >= max_attempts
     AND locked_at IS NULL AND last_error IS NULL
  HAVING count(*) > 0`;
const KEYED_TASKS = [RECONCILE_PAYMENT_TASK, PROCESS_WEBHOOK_TASK];

const DUE = `
  SELECT id FROM graphile_worker.jobs
   WHERE run_at <= now() AND attempts < max_attempts AND locked_at IS NULL ORDER BY id`;

const FAILED = `
  SELECT id, task_identifier AS "task", key, attempts, last_error AS "lastError",
         updated_at AS "failedAt"
    FROM graphile_worker.jobs
   WHERE attempts >= max_attempts AND locked_at IS NULL
   ORDER BY id LIMIT $1`;

const RETRY = `
  SELECT id FROM graphile_worker.reschedule_jobs($1::bigint[], run_at := now(), attempts := 0)`;

/** The SQL around the job queue. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /** Frees the jobs of workers that have held one for longer than `ms`; gives how many workers. */
  async releaseJobsLockedFor(ms: number): Promise<number> {
    const rows = await this.database.query<{ holder: string }>(HOLDERS_FOR_LONGER_THAN, [ms]);
    if (rows.length > 0) await this.releaseJobsOf(rows.map(({ holder }) => holder));
    return rows.length;
  }

  /**
   * Frees the jobs of workers that have registered and are not connected any more.
   *
   * @param ownHolder the caller's own name
   * @returns how many workers there were
   */
  releaseJobsOfDeadWorkers(ownHolder: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<{ holder: string }>(REMOVE_DEAD, [
        PRESENCE_LOCK_CLASS,
        ownHolder,
      ]);
      if (rows.length > 0)
        await release(
          tx,
          rows.map(({ holder }) => holder),
        );
      return rows.length;
    });
  }

  /** Frees all jobs that these workers hold. */
  async releaseJobsOf(holders: readonly string[]): Promise<void> {
    await release(this.database, holders);
  }

  /** The jobs whose time has come and that nobody works on. */
  async due(): Promise<string[]> {
    return (await this.database.query<{ id: string }>(DUE)).map(({ id }) => id);
  }

  /** Jobs that were tried as often as they may be, oldest first. */
  listFailed(most: number): Promise<FailedJob[]> {
    return this.database.query<FailedJob>(FAILED, [most]);
  }

  /** Has failed jobs run again now; gives the ids of those that will. */
  async retry(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(RETRY, [ids]);
    return rows.map(({ id }) => id);
  }
}

async function release(sql: Sql, holders: readonly string[]): Promise<void> {
  await sql.query(RELEASE, [holders]);
  await sql.query(DROP_SUPERSEDED, [KEYED_TASKS]);
}
