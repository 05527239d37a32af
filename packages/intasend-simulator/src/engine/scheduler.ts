import { type Clock } from '../clock.js';

/** Node cuts longer timeouts to one millisecond. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

interface Task {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Takes a planned task back; harmless when it has run already. */
export type Cancel = () => void;

/**
 * Simulated time, and what is to happen in it.
 *
 * It runs `speed` times as fast as the given clock, and {@link advance} moves it
 * on at once. With speed 0 nothing happens but by {@link advance}. Tasks run in the
 * order they fall due, those of one moment in the order they were planned, however
 * coarse the machine's timers are: a single timer drives one sorted list.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #afterTasks: () => void;
  readonly #realStartMs: number;
  #skippedMs = 0;
  /** Latest first, so that the next one is popped from the end. */
  #tasks: Task[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `afterTasks` is called whenever due tasks have run. */
  constructor(clock: Clock, speed: number, afterTasks: () => void) {
    this.#clock = clock;
    this.#speed = speed;
    this.#afterTasks = afterTasks;
    this.#realStartMs = clock.now().getTime();
  }

  /** Simulated time in milliseconds since 1970. */
  nowMs(): number {
    const elapsedMs = this.#clock.now().getTime() - this.#realStartMs;
    return this.#realStartMs + elapsedMs * this.#speed + this.#skippedMs;
  }

  /** How many tasks are still to come. */
  get pending(): number {
    return this.#tasks.length;
  }

  /** Runs `run` once, `delayMs` of simulated time from now. */
  after(delayMs: number, run: () => void): Cancel {
    const task: Task = { dueMs: this.nowMs() + delayMs, run };
    const at = this.#tasks.findLastIndex((other) => other.dueMs > task.dueMs);
    this.#tasks.splice(at + 1, 0, task);
    this.#arm();
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== task);
      this.#arm();
    };
  }

  /**
   * Moves simulated time on by `ms`, running what falls due on the way, one moment
   * after the other. `settled` is awaited after each, so that what a moment set going
   * (a delivery and the retry it leads to) finds its place before the next.
   */
  async advance(ms: number, settled: () => Promise<void>): Promise<void> {
    const targetMs = this.nowMs() + ms;
    for (;;) {
      const dueMs = this.#tasks.at(-1)?.dueMs;
      if (dueMs === undefined || dueMs > targetMs) break;
      this.#skipTo(dueMs);
      this.#runDue();
      await settled();
    }
    this.#skipTo(targetMs);
    this.#arm();
  }

  /** How far off the next task is, in simulated milliseconds; undefined when there is none. */
  untilNextMs(): number | undefined {
    const dueMs = this.#tasks.at(-1)?.dueMs;
    return dueMs === undefined ? undefined : Math.max(0, dueMs - this.nowMs());
  }

  /** Forgets every task. */
  clear(): void {
    this.#tasks = [];
    this.#arm();
  }

  #skipTo(momentMs: number): void {
    this.#skippedMs += Math.max(0, momentMs - this.nowMs());
  }

  #runDue(): void {
    for (;;) {
      const next = this.#tasks.at(-1);
      if (next === undefined || next.dueMs > this.nowMs()) break;
      this.#tasks.pop();
      next.run();
    }
    this.#arm();
    this.#afterTasks();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const waitMs = this.untilNextMs();
    if (waitMs === undefined || this.#speed === 0) return;
    const realMs = Math.min(Math.ceil(waitMs / this.#speed), MAX_TIMEOUT_MS);
    this.#timer = setTimeout(() => {
      this.#runDue();
    }, realMs);
  }
}
