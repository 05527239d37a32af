import { Injectable } from '@nestjs/common';
import { SEND_COA_REQUESTS_TASK } from '../access/delivery/coa-requests.repository.js';
import { Database, type Sql } from '../database/database.js';
import {
  APPLY_ENTITLEMENT_TASK,
  APPLY_ROUTER_TASK,
  OBSERVE_ROUTER_TASK,
} from '../access/routeros/router-jobs.js';
import { RECONCILE_PAYMENT_TASK } from '../payments/reconcile/index.js';
import { PROCESS_WEBHOOK_TASK } from '../webhooks/process-webhook.job.js';
import { PRESENCE_LOCK_CLASS } from './worker-presence.js';

/** A job that has used up its tries. */
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
   WHERE locked_at < now() - $1::double precision * interval '1 millisecond'
     AND locked_by NOT IN (SELECT holder FROM job_workers)`;

// Advisory locks on two numbers have objsubid 2. A worker that lost its connection for a moment
// registers again. Its jobs may then run twice, which every task tolerates.
const REMOVE_DEAD = `
  DELETE FROM job_workers w
   WHERE w.holder <> $2
     AND (w.seen_at < now() - interval '15 seconds'
          OR NOT EXISTS (
               SELECT FROM pg_locks l
                WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND l.classid = $1::bigint::oid AND l.objid = w.id::oid))
  RETURNING holder`;

const RELEASE = 'SELECT graphile_worker.force_unlock_workers($1::text[])';

// A job that schedules its successor passes its key on, and ends. If its worker was killed at that
// moment, the job would be listed as failed although nothing is left to do.
const DROP_SUPERSEDED = `
  SELECT graphile_worker.complete_jobs(array_agg(id))
    FROM graphile_worker.jobs
   WHERE task_identifier = ANY ($1) AND key IS NULL AND attempts >= max_attempts
     AND locked_at IS NULL
  HAVING count(*) > 0`;
const KEYED_TASKS = [
  RECONCILE_PAYMENT_TASK,
  PROCESS_WEBHOOK_TASK,
  SEND_COA_REQUESTS_TASK,
  APPLY_ENTITLEMENT_TASK,
  APPLY_ROUTER_TASK,
  OBSERVE_ROUTER_TASK,
];

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

/** The SQL on the tables of the job queue. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Releases the jobs of workers that have locked one for longer than `ms`. Returns the number of
   * workers.
   */
  async releaseJobsLockedFor(ms: number): Promise<number> {
    const rows = await this.database.query<{ holder: string }>(HOLDERS_FOR_LONGER_THAN, [ms]);
    if (rows.length > 0) await this.releaseJobsOf(rows.map(({ holder }) => holder));
    return rows.length;
  }

  /**
   * Releases the jobs of workers that have registered and are no longer connected.
   *
   * @param ownHolder the id of the calling worker
   * @returns the number of such workers
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

  /** Releases all jobs that these workers have locked. */
  async releaseJobsOf(holders: readonly string[]): Promise<void> {
    await release(this.database, holders);
  }

  /** Removes jobs whose successor has their key. Reads the whole queue, so it is called rarely. */
  async removeSuperseded(): Promise<void> {
    await this.database.query(DROP_SUPERSEDED, [KEYED_TASKS]);
  }

  /** Jobs that are due and not locked. */
  async due(): Promise<string[]> {
    return (await this.database.query<{ id: string }>(DUE)).map(({ id }) => id);
  }

  /** Jobs that have used up their tries, oldest first. */
  listFailed(most: number): Promise<FailedJob[]> {
    return this.database.query<FailedJob>(FAILED, [most]);
  }

  /** Makes failed jobs due again. Returns the ids of these jobs. */
  async retry(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(RETRY, [ids]);
    return rows.map(({ id }) => id);
  }
}

async function release(sql: Sql, holders: readonly string[]): Promise<void> {
  await sql.query(RELEASE, [holders]);
  await sql.query(DROP_SUPERSEDED, [KEYED_TASKS]);
}
