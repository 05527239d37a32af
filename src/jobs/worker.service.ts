import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runOnce } from 'graphile-worker';
import { type Secret } from '../common/crypto/secret.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { DIRECT_DATABASE_URL } from '../database/database.module.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { JobTasks } from './job-tasks.js';
import { JobsRepository } from './jobs.repository.js';
import { KeptWorker } from './kept-worker.js';
import { WorkerConnections } from './worker-connections.js';
import { workerLimits, type WorkerLimits } from './worker-limits.js';
import { MAX_WAIT_AHEAD_MS, workerOptions } from './worker-options.js';

/** The interval for releasing jobs of disconnected workers, in ms. */
const RELEASE_EVERY_MS = 2_000;
/** The interval for releasing jobs that were locked for too long, in ms. */
const RELEASE_STUCK_EVERY_MS = 30_000;
/** How often jobs are removed whose successor has their key. */
const REMOVE_SUPERSEDED_EVERY_MS = 600_000;
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
  private worker: KeptWorker | undefined;
  private readonly timers: NodeJS.Timeout[] = [];

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
    const plan = {
      url: this.databaseUrl,
      tasks: this.tasks.list(),
      cronItems: this.tasks.cronItems(),
      limits: this.limits,
    };
    this.worker = new KeptWorker(plan, this.jobs, this.logger);
    await this.worker.start();
    this.timers.push(
      setInterval(() => void this.releaseJobsOfDead(), RELEASE_EVERY_MS),
      setInterval(() => void this.releaseStuckJobs(), RELEASE_STUCK_EVERY_MS),
      setInterval(() => void this.removeSuperseded(), REMOVE_SUPERSEDED_EVERY_MS),
    );
  }

  /** Stops fetching jobs and waits for the running ones, within a time limit. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.worker?.stop();
  }

  /**
   * Runs all due jobs, and returns when none is left that can run. A single run is not enough: a
   * worker fetches its next job while it still stores the result of the previous one, and skips
   * jobs whose queue is locked.
   */
  async runDueJobs(): Promise<void> {
    let before: string | undefined;
    for (;;) {
      const connections = new WorkerConnections(this.databaseUrl, this.limits, this.logger);
      const options = workerOptions(connections.pool, this.tasks.list(), this.logger);
      await runOnce(options).finally(() => connections.end());
      const left = (await this.jobs.due()).join();
      if (left === '' || left === before) return;
      before = left;
    }
  }

  /**
   * A killed process leaves its jobs locked. Its connection is closed, so the other processes
   * release them within seconds.
   */
  private releaseJobsOfDead(): Promise<void> {
    return this.release(() => this.jobs.releaseJobsOfDeadWorkers(this.worker?.holder ?? ''));
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

  private get limits(): WorkerLimits {
    return workerLimits(this.providers.maxTimeoutMs);
  }
}
