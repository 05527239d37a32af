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
import { type Secret } from '../common/crypto/secret.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { DIRECT_DATABASE_URL } from '../database/database.module.js';
import {
  CLEAN_UP_TASK,
  JobTasks,
  REVIVE_WEBHOOKS_TASK,
  RECONCILIATION_SWEEP_TASK,
} from './job-tasks.js';
import { JobsRepository } from './jobs.repository.js';
import { workerLog } from './worker-log.js';
import { WorkerPresence } from './worker-presence.js';

/**
 * Jobs that one process works on at the same time. Most of them wait for a provider, or for their
 * operator's turn; how many questions run at once is limited where they are asked.
 */
const CONCURRENCY = 48;
/** Connections of the worker itself; its tasks use the application's. */
const WORKER_POOL_SIZE = 3;
/** How often jobs whose time has come are looked for; new ones announce themselves. */
const POLL_MS = 250;
/**
 * How long the queue is left alone after it was found empty, on average. Every sale adds a job for
 * later, and each would have the worker look for one to do now.
 */
const REFETCH_DELAY_MS = 50;
/** Jobs that are fetched by one statement. */
const BATCH = 16;
/** How long a fetched job may wait here while all of this process's workers are busy. */
const LONGEST_WAIT_AHEAD_MS = 5_000;
/** How often jobs of workers whose connection is gone are looked for. */
const RELEASE_EVERY_MS = 2_000;
/** How often jobs are looked for that were locked for too long, whoever did it. */
const RELEASE_STUCK_EVERY_MS = 30_000;
/** How long after the worker has ended by itself it is started again. */
const RESTART_AFTER_MS = 1_000;
/** A job asks the provider this often at most, each within the time limit of a call, and is quick besides. */
const CALLS_PER_JOB = 5;
const LONGEST_JOB_BESIDES_CALLS_MS = 30_000;

/**
 * Runs the jobs, in this process if `WORKER_MODE` says so. Any number of processes may: a job is
 * given to one at a time. While the database is away the worker waits for it; see docs/adr/0021.
 */
@Injectable()
export class WorkerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private runner: Runner | undefined;
  private readonly timers: NodeJS.Timeout[] = [];
  private restarting: NodeJS.Timeout | undefined;
  private isStopping = false;
  /** The name under which the newest runner locks its jobs. */
  private holder: string | undefined;
  private presence: WorkerPresence | undefined;

  constructor(
    private readonly tasks: JobTasks,
    private readonly jobs: JobsRepository,
    private readonly settings: Settings,
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
    );
  }

  /** Takes no new jobs and finishes the running ones. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.restarting);
    const { runner } = this;
    // One that is ending by itself at this moment refuses to be stopped, and is waited for.
    await runner?.stop().catch(() => runner.promise);
    await this.presence?.close();
  }

  /**
   * Runs every job whose time has come, and returns when none is left that can be run. A worker
   * looks for its next job while the end of the last one is still being written down, and passes
   * over the jobs of a queue that is not free yet: one run is not enough.
   */
  async runDueJobs(): Promise<void> {
    let before: string | undefined;
    for (;;) {
      await runOnce(this.options());
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
    const runner = await run({
      ...this.options(),
      events,
      parsedCronItems: parseCronItems([
        { task: REVIVE_WEBHOOKS_TASK, match: '* * * * *', identifier: REVIVE_WEBHOOKS_TASK },
        {
          task: RECONCILIATION_SWEEP_TASK,
          match: '*/5 * * * *',
          identifier: RECONCILIATION_SWEEP_TASK,
        },
        { task: CLEAN_UP_TASK, match: '17 * * * *', identifier: CLEAN_UP_TASK },
      ]),
    });
    this.runner = runner;
    await this.register();
    const ended = (error?: unknown): void => {
      this.runner = undefined;
      this.restartLater(error);
    };
    runner.promise.then(() => {
      ended();
    }, ended);
  }

  /** Shows the other processes that the newest runner is alive. */
  private async register(): Promise<void> {
    await this.presence?.close();
    if (this.holder === undefined) return;
    this.presence = new WorkerPresence(this.holder, this.databaseUrl, this.logger);
    await this.presence.open();
  }

  /**
   * The worker ends by itself when it cannot write down how a job has ended, most likely because
   * the database went away at that moment. Nothing is lost: the job runs again.
   */
  private restartLater(error: unknown): void {
    if (this.isStopping) return;
    this.logger.error({ err: error }, 'the worker has ended by itself and is started again');
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

  private options(): RunnerOptions {
    return {
      connectionString: this.databaseUrl.reveal(),
      maxPoolSize: WORKER_POOL_SIZE,
      concurrency: CONCURRENCY,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      taskList: this.tasks.list(),
      logger: workerLog(this.logger),
      // How a job has ended is written down at once, yet by the part of the worker that is waited
      // for when it stops, and whose failure ends the worker instead of the process.
      preset: {
        worker: {
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
          localQueue: {
            size: BATCH,
            ttl: LONGEST_WAIT_AHEAD_MS,
            refetchDelay: { durationMs: REFETCH_DELAY_MS, maxAbortThreshold: Infinity },
          },
        },
      },
    };
  }

  /**
   * A process that was killed leaves its jobs locked, and its connection is gone: the others run them
   * within seconds.
   */
  private releaseJobsOfDead(): Promise<void> {
    return this.release(() => this.jobs.releaseJobsOfDeadWorkers(this.holder ?? ''));
  }

  /**
   * No job of ours takes long, so one that is locked for longer than any can take belongs to no one,
   * whether its worker was registered or not. Should its worker live after all, the job runs twice,
   * which every task is made for.
   */
  private releaseStuckJobs(): Promise<void> {
    const longestJobMs =
      CALLS_PER_JOB * this.settings.intasend.timeoutMs +
      LONGEST_JOB_BESIDES_CALLS_MS +
      LONGEST_WAIT_AHEAD_MS;
    return this.release(() => this.jobs.releaseJobsLockedFor(longestJobMs));
  }

  private async release(work: () => Promise<number>): Promise<void> {
    try {
      const workers = await work();
      if (workers > 0) this.logger.warn({ workers }, 'jobs of workers that are gone were released');
    } catch (error) {
      this.logger.warn({ err: error }, 'jobs of workers that are gone could not be released');
    }
  }
}
