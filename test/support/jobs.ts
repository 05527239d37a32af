import { type TestApp } from './app.js';

/** The fields of a job that tests use. */
export interface QueuedJob {
  readonly task: string;
  readonly key: string | null;
  readonly queue: string | null;
  /** The time until it runs, in ms. */
  readonly inMs: number;
  /** The time from when it was planned until it runs, in ms, however slow the test is. */
  readonly delayMs: number;
}

/** Makes all planned jobs due, and runs them. */
export async function runPlannedJobs(app: TestApp): Promise<void> {
  await app.database.query(
    'UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL',
  );
  await app.idle();
}

/** The waiting jobs, earliest first. */
export function plannedJobs(app: TestApp): Promise<QueuedJob[]> {
  return app.database.query<QueuedJob>(
    `SELECT task_identifier AS task, key, queue_name AS queue,
            (extract(epoch FROM run_at - now()) * 1000)::double precision AS "inMs",
            (extract(epoch FROM run_at - updated_at) * 1000)::double precision AS "delayMs"
       FROM graphile_worker.jobs WHERE locked_at IS NULL ORDER BY run_at`,
  );
}

/** Moves the creation of an attempt back by this many minutes. */
export async function age(app: TestApp, paymentId: string, minutes: number): Promise<void> {
  await app.database.query(
    `UPDATE payment_attempts SET created_at = created_at - $2::double precision * interval '1 minute'
      WHERE payment_id = $1`,
    [paymentId, minutes],
  );
}
