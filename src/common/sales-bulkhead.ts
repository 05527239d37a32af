import { bulkhead, type BulkheadPolicy } from 'cockatiel';
import { AsyncResource } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { temporarilyUnavailable } from './errors/api-error.js';

/** A write of a sale: counting it against the rate limits, committing it, or recording its call. */
export type SaleWrite = 'count' | 'commit' | 'record';

/**
 * The share of the process's connections for each kind of write. Checks, lists and webhooks always
 * find a free one; a larger share would not make sales faster, because all of them wait for the
 * same disk.
 */
const SHARES: Readonly<Record<SaleWrite, number>> = { count: 0.2, commit: 0.3, record: 0.3 };

/** After a read, further reads are expected for this long, in ms. */
const READ_WINDOW_MS = 100;
/** Above this event loop utilization the process counts as busy. */
const BUSY_UTILIZATION = 0.7;
/** The utilization is measured over at least this time, in ms. */
const MEASURED_MS = 50;

/**
 * The longest time a write waits for the writes before it, in ms. A write takes a few ms; one that is
 * blocked by a lock or a slow disk must not block all others.
 */
const MAX_WAIT_MS = 50;

/**
 * The longest time a sale waits for its turn, in ms. If the writes before it hang, the customer gives
 * up, and a phone must not ring minutes later.
 */
const MAX_QUEUED_MS = 10_000;

/** The state of the process that read priority needs. */
export interface ProcessLoad {
  /** Monotonic time in ms. */
  now(): number;
  /** Event loop utilization since the last call, between 0 and 1. */
  utilization(): number;
  /** Resolves after this many ms. */
  sleep(ms: number): Promise<void>;
}

/**
 * Limits how many writes of sales run at the same time, so that many customers do not block the
 * others. Each kind of write has its own limit: a customer whose phone is ringing does not wait for
 * customers who come later. No limit is held while a provider is called. Nothing was sent for a sale
 * that waits to be counted or committed, so it is given up after a while; what a provider has answered
 * is recorded, however long that takes.
 * Reads have priority over sales: reads are short, and many sales at once would use all of the CPU.
 * While reads arrive and the process is busy, all writes of sales run one at a time. docs/adr/0028
 * has the measurements.
 */
export class SalesBulkhead {
  private readonly limits: Readonly<Record<SaleWrite, BulkheadPolicy>>;
  private lastWrite: Promise<void> = Promise.resolve();
  private lastReadAt = Number.NEGATIVE_INFINITY;
  private measuredAt = Number.NEGATIVE_INFINITY;
  private isBusy = false;

  /**
   * @param poolSize how many connections the process has
   * @param maxQueuedMs the longest time a sale waits for its turn
   */
  constructor(
    poolSize: number,
    private readonly load: ProcessLoad,
    private readonly maxQueuedMs = MAX_QUEUED_MS,
  ) {
    // The queue has no upper limit, because a customer who is rejected at once would only try again.
    const limitOf = (write: SaleWrite): BulkheadPolicy =>
      bulkhead(Math.max(1, Math.floor(poolSize * SHARES[write])), Number.POSITIVE_INFINITY);
    this.limits = {
      count: limitOf('count'),
      commit: limitOf('commit'),
      record: limitOf('record'),
    };
  }

  /** Records that a read request has arrived. */
  readStarted(): void {
    this.lastReadAt = this.load.now();
  }

  /**
   * Runs a write as soon as its limit and the reads allow it, first in, first out.
   *
   * @param work must not call `run` itself, or it could wait for itself
   * @throws ApiError 503 when it has waited for too long; `work` is not run then
   */
  run<T>(write: SaleWrite, work: () => Promise<T>): Promise<T> {
    // A queued write is started by the write before it, but must keep the context of its own request.
    const request = new AsyncResource('waiting in the sales bulkhead');
    const begin = (): Promise<T> => request.runInAsyncScope(() => this.afterReads(work));
    const limit = this.limits[write];
    const mayWait = write === 'record' || limit.executionSlots > 0;
    return mayWait ? limit.execute(begin) : this.inTime(limit, begin);
  }

  private inTime<T>(limit: BulkheadPolicy, begin: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let isGivenUp = false;
      const givingUp = setTimeout(() => {
        isGivenUp = true;
        reject(temporarilyUnavailable());
      }, this.maxQueuedMs);
      const atItsTurn = async (): Promise<void> => {
        clearTimeout(givingUp);
        if (!isGivenUp) resolve(await begin());
      };
      limit.execute(atItsTurn).catch(reject);
    });
  }

  private afterReads<T>(work: () => Promise<T>): Promise<T> {
    if (!this.readsHavePriority()) return work();
    const result = Promise.race([this.lastWrite, this.load.sleep(MAX_WAIT_MS)]).then(work);
    this.lastWrite = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private readsHavePriority(): boolean {
    const now = this.load.now();
    if (now - this.measuredAt >= MEASURED_MS) {
      this.measuredAt = now;
      this.isBusy = this.load.utilization() >= BUSY_UTILIZATION;
    }
    return this.isBusy && now - this.lastReadAt < READ_WINDOW_MS;
  }
}

/** The load of this process. */
export function processLoad(): ProcessLoad {
  let last = performance.eventLoopUtilization();
  return {
    now: () => performance.now(),
    utilization: () => {
      const before = last;
      last = performance.eventLoopUtilization();
      return performance.eventLoopUtilization(last, before).utilization;
    },
    sleep: (ms) => delay(ms),
  };
}
