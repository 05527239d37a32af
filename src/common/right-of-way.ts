import { Lane } from './lane.js';

/** For so long after somebody has looked the next who looks is expected. */
const EXPECTED_MS = 100;
/** The part of its time from which on a process has none left for two things at once. */
const BUSY = 0.7;
/** How long the process is watched before what it does counts. */
const WATCHED_MS = 50;

/** How a process fares. */
export interface Pulse {
  /** Time that only runs forward, in ms. */
  now(): number;
  /** The part of the time since it was last asked that was spent on work, between 0 and 1. */
  busyPart(): number;
}

/**
 * Who only looks goes first: answers take a moment, and the work of a crowd takes all that there is.
 * While somebody looks and the process has no time to spare, that work is done one piece at a time.
 */
export class RightOfWay {
  private readonly singleFile = new Lane(1);
  private lookedAt = Number.NEGATIVE_INFINITY;
  private watchedAt = Number.NEGATIVE_INFINITY;
  private isBusy = false;

  constructor(private readonly pulse: Pulse) {}

  /** Somebody asks how something stands, and waits for the answer. */
  taken(): void {
    this.lookedAt = this.pulse.now();
  }

  /** Runs a piece of a crowd's work: at once, or when it is its turn. Pieces do not wait for others. */
  give<T>(work: () => Promise<T>): Promise<T> {
    return this.isTaken() ? this.singleFile.run(work) : work();
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
  };
}
