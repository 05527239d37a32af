import { bulkhead, type BulkheadPolicy } from 'cockatiel';
import { AsyncResource } from 'node:async_hooks';

/**
 * A bulkhead: runs a fixed number of tasks at a time and queues the others, first in, first out. The
 * queue has no upper limit, because a customer who is rejected here would only send the request again.
 */
export class ConcurrencyLimit {
  private readonly policy: BulkheadPolicy;

  /** @param maxConcurrent how many tasks run at the same time */
  constructor(maxConcurrent: number) {
    this.policy = bulkhead(maxConcurrent, Number.POSITIVE_INFINITY);
  }

  /**
   * Creates a limit for a share of a connection pool: at least one connection.
   * @param share between 0 and 1
   */
  static ofPool(connections: number, share: number): ConcurrencyLimit {
    return new ConcurrencyLimit(Math.max(1, Math.floor(connections * share)));
  }

  /** Runs `work` as soon as the limit allows it. */
  run<T>(work: () => Promise<T>): Promise<T> {
    // A queued task is started by the task before it, but must keep the context of its own request.
    const request = new AsyncResource('waiting for a concurrency limit');
    return this.policy.execute(() => request.runInAsyncScope(work));
  }
}
