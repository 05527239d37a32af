import { setTimeout as delay } from 'node:timers/promises';

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

/** What read priority needs to know about the process. */
export interface ProcessLoad {
  /** Monotonic time in ms. */
  now(): number;
  /** Event loop utilization since the last call, between 0 and 1. */
  utilization(): number;
  /** Resolves after this many ms. */
  sleep(ms: number): Promise<void>;
}

/**
 * Read requests take priority over sales while the process is busy: reads are short, and many sales
 * at once would use all of the CPU. While reads arrive and the process is busy, writes run one at a
 * time. docs/adr/0028 has the measurements.
 */
export class ReadPriority {
  private last: Promise<void> = Promise.resolve();
  private lastReadAt = Number.NEGATIVE_INFINITY;
  private measuredAt = Number.NEGATIVE_INFINITY;
  private isBusy = false;

  constructor(private readonly load: ProcessLoad) {}

  /** Records that a read request has arrived. */
  readStarted(): void {
    this.lastReadAt = this.load.now();
  }

  /**
   * Runs a write, at once or after the writes before it.
   * @param work must not call `runWrite` itself, or it would wait for itself
   */
  runWrite<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isActive()) return work();
    const result = Promise.race([this.last, this.load.sleep(MAX_WAIT_MS)]).then(work);
    this.last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private isActive(): boolean {
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
