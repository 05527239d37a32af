import { setTimeout as delay } from 'node:timers/promises';

/** For so long after somebody has looked the next who looks is expected. */
const EXPECTED_MS = 100;
/** The part of its time from which on a process has none left for two things at once. */
const BUSY = 0.7;
/** How long the process is watched before what it does counts. */
const WATCHED_MS = 50;

/**
 * No piece of work waits longer for those before it. They take a few ms each; one that is held up by
 * a lock or a slow disk is not to hold up everybody else.
 */
const LONGEST_WAIT_MS = 50;

/** How a process fares. */
export interface Pulse {
  /** Time that only runs forward, in ms. */
  now(): number;
  /** The part of the time since it was last asked that was spent on work, between 0 and 1. */
  busyPart(): number;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
}

/**
 * Who only looks goes first: answers take a moment, and the work of a crowd takes all that there is.
 * While somebody looks and the process has no time to spare, that work is done one piece at a time.
 */
export class RightOfWay {
  private last: Promise<void> = Promise.resolve();
  private lookedAt = Number.NEGATIVE_INFINITY;
  private watchedAt = Number.NEGATIVE_INFINITY;
  private isBusy = false;

  constructor(private readonly pulse: Pulse) {}

  /** Somebody asks how something stands, and waits for the answer. */
  taken(): void {
    this.lookedAt = this.pulse.now();
  }

  /**
   * Runs a piece of a crowd's work: at once, or in its turn.
   * @param work enters no other line and gives no way itself: it would wait for itself
   */
  give<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isTaken()) return work();
    const result = Promise.race([this.last, this.pulse.pass(LONGEST_WAIT_MS)]).then(work);
    this.last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private isTaken(): boolean {
    const now = this.pulse.now();
    if (now - this.watchedAt >= WATCHED_MS) {
      this.watchedAt = now;
      this.isBusy = this.pulse.busyPart() >= BUSY;
    }
    return this.isBusy && now - this.lookedAt < EXPECTED_MS;
  }
}

/** The pulse of this process. */
export function pulseOfProcess(): Pulse {
  let last = performance.eventLoopUtilization();
  return {
    now: () => performance.now(),
    busyPart: () => {
      const before = last;
      last = performance.eventLoopUtilization();
      return performance.eventLoopUtilization(last, before).utilization;
    },
    pass: (ms) => delay(ms),
  };
}
