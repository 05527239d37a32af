import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  parseCronItems,
  type Runner,
  run,
  runOnce,
  type RunnerOptions,
  type WorkerEvents,
} from 'graphile-worker';
import { EventEmitter } from 'node:events';
import { type Pool } from 'pg';
import { type Secret } from '../common/crypto/secret.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { DIRECT_DATABASE_URL } from '../database/database.module.js';
import { openPool } from '../database/pool.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { JobTasks } from './job-tasks.js';
import { JobsRepository } from './jobs.repository.js';
import { workerLog } from './worker-log.js';
import { WorkerPresence } from './worker-presence.js';

/**
 * The maximum number of jobs that one process runs at the same time. Most jobs wait for a provider
 * or for their operator's bulkhead, which limits the calls themselves.
 */
const CONCURRENCY = 96;
/** Connections of the worker itself. Tasks use the pool of the application. */
const WORKER_POOL_SIZE = 3;
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
const MAX_WAIT_AHEAD_MS = 5_000;
/** The interval for releasing jobs of disconnected workers, in ms. */
const RELEASE_EVERY_MS = 2_000;
/** The interval for releasing jobs that were locked for too long, in ms. */
const RELEASE_STUCK_EVERY_MS = 30_000;
/** How often jobs are removed whose successor has their key. */
const REMOVE_SUPERSEDED_EVERY_MS = 600_000;
/** The delay before a worker that ended by itself is restarted, in ms. */
const RESTART_AFTER_MS = 1_000;
/** The maximum number of provider calls per job, and the time that a job may take besides them. */
const CALLS_PER_JOB = 5;
const MAX_JOB_MS_BESIDES_CALLS = 30_000;

/**
 * Runs jobs, if `WORKER_MODE` allows it in this process. Any number of processes may do so, since
 * each job runs in one of them. While the database is down, the worker waits for it; see
 * docs/adr/0021.
 */
@Injectable()
export class WorkerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private runner: Runner | undefined;
  private readonly timers: NodeJS.Timeout[] = [];
  private restarting: NodeJS.Timeout | undefined;
  private isStopping = false;
  /** The id under which the current runner locks its jobs. */
  private holder: string | undefined;
  private presence: WorkerPresence | undefined;

  constructor(
    private readonly tasks: JobTasks,
    private readonly jobs: JobsRepository,
    private readonly settings: Settings,
    private readonly providers: ProviderRegistry,
    @Inject(DIRECT_DATABASE_URL) private readonly databaseUrl: Secret,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.workerMode === 'off') return;
    await this.releaseStuckJobs();
    await this.releaseJobsOfDead();
    await this.start();
    this.timers.push(
      setInterval(() => void this.releaseJobsOfDead(), RELEASE_EVERY_MS),
      setInterval(() => void this.releaseStuckJobs(), RELEASE_STUCK_EVERY_MS),
      setInterval(() => void this.removeSuperseded(), REMOVE_SUPERSEDED_EVERY_MS),
    );
  }

  /** Stops fetching jobs and waits for the running ones. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.restarting);
    const { runner } = this;
    // A runner that is ending by itself cannot be stopped, so it is waited for.
    await runner?.stop().catch(() => runner.promise);
    await this.presence?.close();
  }

  /**
   * Runs all due jobs, and returns when none is left that can run. A single run is not enough: a
   * worker fetches its next job while it still stores the result of the previous one, and skips
   * jobs whose queue is locked.
   */
  async runDueJobs(): Promise<void> {
    let before: string | undefined;
    for (;;) {
      const pool = this.openPool();
      await runOnce(this.options(pool)).finally(() => pool.end());
      const left = (await this.jobs.due()).join();
      if (left === '' || left === before) return;
      before = left;
    }
  }

  private async start(): Promise<void> {
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => {
      this.holder = workerPool.id;
    });
    const pool = this.openPool();
    const close = (): void => void pool.end();
    const runner = await run({
      ...this.options(pool),
      events,
      parsedCronItems: parseCronItems(this.tasks.cronItems()),
    }).catch((error: unknown) => {
      close();
      throw error;
    });
    this.runner = runner;
    await this.register();
    const ended = (error?: unknown): void => {
      close();
      this.runner = undefined;
      this.restartLater(error);
    };
    runner.promise.then(() => {
      ended();
    }, ended);
  }

  /** Registers the current runner, so that other processes see that it is alive. */
  private async register(): Promise<void> {
    await this.presence?.close();
    if (this.holder === undefined) return;
    this.presence = new WorkerPresence(this.holder, this.databaseUrl, this.logger);
    await this.presence.open();
  }

  /**
   * The worker ends by itself when it cannot store the result of a job, most likely because the
   * connection was lost at that moment. The job runs again, so nothing is lost.
   */
  private restartLater(error: unknown): void {
    if (this.isStopping) return;
    this.logger.error({ err: error }, 'the worker has ended unexpectedly and is restarted');
    this.restarting = setTimeout(() => void this.restart(), RESTART_AFTER_MS);
  }

  private async restart(): Promise<void> {
    try {
      if (this.holder !== undefined) await this.jobs.releaseJobsOf([this.holder]);
      await this.start();
      if (this.isStopping) await this.runner?.stop();
    } catch (error) {
      this.restartLater(error);
    }
  }

  /**
   * Opens the connections of one runner. A pool that the library opens for itself loses its listeners
   * before it is closed, so that a connection terminated in between would end the process.
   */
  private openPool(): Pool {
    const pool = openPool(this.databaseUrl, { max: WORKER_POOL_SIZE });
    pool.on('connect', (client) => {
      client.on('error', (error) => {
        this.logger.warn({ err: error }, 'the worker has lost a connection to the database');
      });
    });
    return pool;
  }

  private options(pool: Pool): RunnerOptions {
    return {
      pgPool: pool,
      concurrency: CONCURRENCY,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      taskList: this.tasks.list(),
      logger: workerLog(this.logger),
      // Results are stored at once, but by the batch code of the worker: it waits for that code when
      // it stops, and a failure there ends the worker instead of the process.
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
    };
  }

  /**
   * A killed process leaves its jobs locked. Its connection is closed, so the other processes
   * release them within seconds.
   */
  private releaseJobsOfDead(): Promise<void> {
    return this.release(() => this.jobs.releaseJobsOfDeadWorkers(this.holder ?? ''));
  }

  /**
   * A job that was locked for longer than any job can take has no live worker, even if that worker
   * never registered. Should the worker be alive after all, the job runs twice, which every task
   * tolerates.
   */
  private releaseStuckJobs(): Promise<void> {
    const maxJobMs =
      CALLS_PER_JOB * this.providers.maxTimeoutMs + MAX_JOB_MS_BESIDES_CALLS + MAX_WAIT_AHEAD_MS;
    return this.release(() => this.jobs.releaseJobsLockedFor(maxJobMs));
  }

  private async removeSuperseded(): Promise<void> {
    try {
      await this.jobs.removeSuperseded();
    } catch (error) {
      this.logger.warn({ err: error }, 'superseded jobs could not be removed');
    }
  }

  private async release(work: () => Promise<number>): Promise<void> {
    try {
      const workers = await work();
      if (workers > 0) this.logger.warn({ workers }, 'released the jobs of dead workers');
    } catch (error) {
      this.logger.warn({ err: error }, 'could not release the jobs of dead workers');
    }
  }
}
