import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** A job that was given up. */
export interface FailedJob {
  readonly id: string;
  readonly task: string;
  readonly key: string | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly failedAt: Date;
}

const RELEASE = `
  WITH stuck AS (
    SELECT DISTINCT locked_by FROM graphile_worker.jobs
     WHERE locked_at < now() - $1::double precision * interval '1 millisecond'
  ), gone AS (
    SELECT array_agg(locked_by) AS ids, count(*)::integer AS workers FROM stuck
  )
  SELECT workers, graphile_worker.force_unlock_workers(ids) FROM gone WHERE workers > 0`;

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
    const [row] = await this.database.query<{ workers: number }>(RELEASE, [ms]);
    return row?.workers ?? 0;
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
