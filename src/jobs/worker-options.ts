import { type RunnerOptions, type TaskList } from 'graphile-worker';
import { type Pool } from 'pg';
import { type Logger } from '../common/logging/logger.js';
import { workerLog } from './worker-log.js';

/**
 * The maximum number of jobs that one process runs at the same time. Most jobs wait for a provider
 * or for their operator's bulkhead, which limits the calls themselves.
 */
const CONCURRENCY = 96;
/** Polling interval for due jobs, in ms. New jobs are also announced by a notification. */
const POLL_MS = 250;
/**
 * The average delay before the queue is read again after it was empty, in ms. Every sale adds a job
 * for later, and each notification would otherwise make the worker query for due jobs.
 */
const REFETCH_DELAY_MS = 50;
/** Jobs that one statement fetches. */
const BATCH = 16;
/** How long a fetched job may wait in this process, in ms. */
export const MAX_WAIT_AHEAD_MS = 5_000;

/** The options of graphile-worker. */
export const workerOptions = (pool: Pool, tasks: TaskList, logger: Logger): RunnerOptions => ({
  pgPool: pool,
  concurrency: CONCURRENCY,
  pollInterval: POLL_MS,
  noHandleSignals: true,
  taskList: tasks,
  logger: workerLog(logger),
  // Results are stored at once, but by the batch code of the worker: it waits for that code when it
  // stops, and a failure there ends the worker instead of the process.
  preset: {
    worker: {
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
      localQueue: {
        size: BATCH,
        ttl: MAX_WAIT_AHEAD_MS,
        refetchDelay: { durationMs: REFETCH_DELAY_MS, maxAbortThreshold: Infinity },
      },
    },
  },
});
