import { setTimeout as delay } from 'node:timers/promises';
import { type Logger } from '../common/logging/logger.js';
import { type JobsRepository } from './jobs.repository.js';
import { type WorkerPlan, WorkerRunner } from './worker-runner.js';

/** A worker that is restarted whenever it ends by itself; see docs/adr/0021. */
export class KeptWorker {
  private runner: WorkerRunner | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly plan: WorkerPlan,
    private readonly jobs: JobsRepository,
    private readonly logger: Logger,
  ) {}

  /** The id under which it currently locks jobs. */
  get holder(): string | undefined {
    return this.runner?.holder;
  }

  /**
   * Starts it.
   *
   * @throws the error of the database, which only the first start does
   */
  async start(): Promise<void> {
    void this.keepRunning(await this.startRunner());
  }

  /**
   * Stops fetching jobs and waits for the running ones, within a time limit. A restart that is under
   * way does not begin to fetch jobs any more.
   */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.runner?.stop();
  }

  /**
   * The worker ends by itself when it cannot store the result of a job, most likely because the
   * connection was lost at that moment. The job runs again, so nothing is lost.
   */
  private async keepRunning(first: WorkerRunner): Promise<void> {
    let runner: WorkerRunner | undefined = first;
    while (runner) {
      const cause: unknown = await runner.ended;
      if (this.isStopping()) return;
      this.logger.error({ err: cause }, 'the worker has ended unexpectedly and is restarted');
      runner = await this.replacementOf(runner);
    }
  }

  /** Releases the jobs of a runner that has ended, and starts another, as soon as both succeed. */
  private async replacementOf(ended: WorkerRunner): Promise<WorkerRunner | undefined> {
    const { signal } = this.stopping;
    for (;;) {
      await delay(this.plan.limits.restartAfterMs, undefined, { signal }).catch(() => undefined);
      if (this.isStopping()) return undefined;
      try {
        if (ended.holder !== undefined) await this.jobs.releaseJobsOf([ended.holder]);
        await ended.deregister();
        if (this.isStopping()) return undefined;
        return await this.startRunner();
      } catch (error) {
        if (this.isStopping()) return undefined;
        this.logger.warn({ err: error }, 'the worker could not be restarted and tries again');
      }
    }
  }

  private async startRunner(): Promise<WorkerRunner> {
    const runner = new WorkerRunner(this.plan, this.logger);
    this.runner = runner;
    await runner.start();
    return runner;
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }
}
