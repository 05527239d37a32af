import { bulkhead, type BulkheadPolicy } from 'cockatiel';
import { AsyncResource } from 'node:async_hooks';

/**
 * Lets work through a few at a time; the rest waits in line, in the order in which it came. Nobody
 * is turned away: who waits here is a customer, and would only come again.
 */
export class Lane {
  private readonly policy: BulkheadPolicy;

  /** @param atOnce how many are worked on at the same time */
  constructor(atOnce: number) {
    this.policy = bulkhead(atOnce, Number.POSITIVE_INFINITY);
  }

  /**
   * One that takes a part of a pool of connections, and at least one of them.
   * @param share between 0 and 1
   */
  static ofPool(connections: number, share: number): Lane {
    return new Lane(Math.max(1, Math.floor(connections * share)));
  }

  /** Runs `work` when its turn has come. */
  run<T>(work: () => Promise<T>): Promise<T> {
    // What has waited is run by what was before it, and still belongs to its own request.
    const request = new AsyncResource('waiting in a lane');
    return this.policy.execute(() => request.runInAsyncScope(work));
  }
}
