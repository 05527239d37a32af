import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { parseCronItems, type Runner, run, runOnce, type RunnerOptions } from 'graphile-worker';
import { type Secret } from '../common/crypto/secret.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { DIRECT_DATABASE_URL } from '../database/database.module.js';
import { CLEAN_UP_TASK, JobTasks, REVIVE_WEBHOOKS_TASK } from './job-tasks.js';
import { JobsRepository } from './jobs.repository.js';
import { workerLog } from './worker-log.js';

/** Jobs that one process works on at the same time. */
const CONCURRENCY = 8;
/** Connections of the worker itself; its tasks use the application's. */
const WORKER_POOL_SIZE = 3;
/** How often jobs whose time has come are looked for; new ones announce themselves. */
const POLL_MS = 1_000;
/** How often jobs of workers that were killed are looked for. */
const RELEASE_EVERY_MS = 10_000;
/** A job asks the provider at most twice, within the time limit of a call, and is quick besides. */
const CALLS_PER_JOB = 2;
const LONGEST_JOB_BESIDES_CALLS_MS = 30_000;

/**
 * Runs the jobs, in this process if `WORKER_MODE` says so. Any number of processes may: a job is
 * given to one at a time.
 */
@Injectable()
export class WorkerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private runner: Runner | undefined;
  private releasing: NodeJS.Timeout | undefined;

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
    this.releasing = setInterval(() => void this.releaseStuckJobs(), RELEASE_EVERY_MS);
    this.runner = await run({
      ...this.options(),
      parsedCronItems: parseCronItems([
        { task: REVIVE_WEBHOOKS_TASK, match: '* * * * *', identifier: REVIVE_WEBHOOKS_TASK },
        { task: CLEAN_UP_TASK, match: '17 * * * *', identifier: CLEAN_UP_TASK },
      ]),
    });
  }

  /** Takes no new jobs and finishes the running ones. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.releasing);
    await this.runner?.stop();
    this.runner = undefined;
  }

  /** Runs every job whose time has come, and returns when none is left. */
  async runDueJobs(): Promise<void> {
    await runOnce(this.options());
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
    };
  }

  /**
   * A worker that was killed leaves its jobs locked, for hours if nobody sees to it. No job of
   * ours takes long, so one that is locked for longer than any can take belongs to no one. Should
   * its worker live after all, the job runs twice, which every task is made for.
   */
  private async releaseStuckJobs(): Promise<void> {
    const longestJobMs =
      CALLS_PER_JOB * this.settings.intasend.timeoutMs + LONGEST_JOB_BESIDES_CALLS_MS;
    try {
      const workers = await this.jobs.releaseJobsLockedFor(longestJobMs);
      if (workers > 0) this.logger.warn({ workers }, 'jobs of workers that are gone were released');
    } catch (error) {
      this.logger.warn({ err: error }, 'jobs of workers that are gone could not be released');
    }
  }
}
