import {
  type CronItem,
  parseCronItems,
  run,
  type Runner,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import { EventEmitter } from 'node:events';
import { type Secret } from '../common/crypto/secret.js';
import { type Logger } from '../common/logging/logger.js';
import { WorkerConnections } from './worker-connections.js';
import { type WorkerLimits } from './worker-limits.js';
import { workerOptions } from './worker-options.js';
import { WorkerPresence } from './worker-presence.js';

/** What a worker runs, and where. */
export interface WorkerPlan {
  /** The URL of the database itself: a pooler in transaction mode keeps no session. */
  readonly url: Secret;
  /** The tasks by identifier. Each may run twice. */
  readonly tasks: TaskList;
  /** When the scheduled tasks run. */
  readonly cronItems: CronItem[];
  readonly limits: WorkerLimits;
}

/**
 * One run of graphile-worker, with connections and a presence of its own. It ends once and is not
 * started again.
 *
 * The library ends its run when it cannot store the result of a job. If more results fail to be
 * stored after that, its promise may stay pending for ever, and its clock can delay the end by more
 * than a minute. So the end has time limits, after which the run is abandoned.
 */
export class WorkerRunner {
  /** Resolves when the run has ended, with the cause if it ended by itself. Never rejects. */
  readonly ended: Promise<unknown>;
  private settle: (cause: unknown) => void = () => undefined;
  private readonly connections: WorkerConnections;
  private readonly deadlines: NodeJS.Timeout[] = [];
  private firstFetch: NodeJS.Timeout | undefined;
  private poolId: string | undefined;
  private runner: Runner | undefined;
  private presence: WorkerPresence | undefined;
  private cause: unknown;
  private isStopping = false;
  private isAbandoned = false;
  private hasEnded = false;

  constructor(
    private readonly plan: WorkerPlan,
    private readonly logger: Logger,
  ) {
    this.connections = new WorkerConnections(plan.url, plan.limits, logger);
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** The id under which it locks its jobs, once it may have locked any. */
  get holder(): string | undefined {
    return this.poolId;
  }

  /**
   * Starts to run jobs, and registers, so that other processes see that it is alive.
   *
   * @throws the error of the database
   */
  async start(): Promise<void> {
    const { tasks, cronItems, url, limits } = this.plan;
    try {
      this.runner = await run({
        ...workerOptions(this.connections.pool, tasks, this.logger),
        events: this.events(),
        parsedCronItems: parseCronItems(cronItems),
      });
    } catch (error) {
      this.finish();
      throw error;
    }
    const finish = (): void => {
      this.finish();
    };
    this.runner.promise.then(finish, finish);
    if (this.isStopping) {
      this.stopRunner();
      return;
    }
    this.firstFetch = setTimeout(() => {
      this.endWithoutFetch();
    }, limits.firstFetchMs);
    if (this.poolId === undefined) return;
    this.presence = new WorkerPresence(this.poolId, url, this.logger, limits.presenceMs);
    await this.presence.open();
  }

  /** Stops fetching jobs and waits for the running ones, within a time limit. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.endWithin(this.plan.limits.stopMs);
    this.stopRunner();
    await this.ended;
    const hasReleasedItsJobs = !this.isAbandoned && this.cause === undefined;
    await (hasReleasedItsJobs ? this.deregister() : this.presence?.disconnect());
  }

  /** Removes its registration, after its jobs were released. */
  async deregister(): Promise<void> {
    await this.presence?.close();
  }

  private events(): WorkerEvents {
    const { runningJobsMs, lastResultsMs } = this.plan.limits;
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => {
      this.poolId = workerPool.id;
    });
    events.on('localQueue:getJobs:complete', () => {
      clearTimeout(this.firstFetch);
    });
    events.on('pool:fatalError', ({ error }) => {
      this.cause ??= error;
    });
    events.on('pool:gracefulShutdown', ({ message }) => {
      if (!this.isStopping) this.cause ??= new Error(message);
      this.endWithin(runningJobsMs);
    });
    // Both mean that no job is running any more.
    for (const event of ['complete', 'error'] as const) {
      events.on(`pool:gracefulShutdown:${event}`, () => {
        this.endWithin(lastResultsMs);
      });
    }
    return events;
  }

  /**
   * The library looks the ids of its tasks up once, before it fetches jobs. If that fails, it keeps
   * the failure for as long as it runs, and fetches nothing.
   */
  private endWithoutFetch(): void {
    this.cause ??= new Error('The worker could not fetch jobs after its start');
    this.stopRunner();
  }

  private stopRunner(): void {
    // It refuses when it is ending by itself.
    void this.runner?.stop().catch(() => undefined);
  }

  /** Ends the run in `ms` at the latest. An earlier limit still holds. */
  private endWithin(ms: number): void {
    if (this.hasEnded) return;
    this.deadlines.push(
      setTimeout(() => {
        this.abandon();
      }, ms),
    );
  }

  private abandon(): void {
    this.isAbandoned = true;
    this.logger.warn({ holder: this.poolId }, 'the worker did not end in time and is abandoned');
    // Its clock would go on.
    this.stopRunner();
    this.finish();
  }

  private finish(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    for (const deadline of [this.firstFetch, ...this.deadlines]) clearTimeout(deadline);
    if (this.isAbandoned) this.connections.destroy();
    else void this.connections.end();
    this.settle(this.cause);
  }
}
