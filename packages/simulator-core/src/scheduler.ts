import { type Clock } from './clock.js';

/** Node turns longer time-outs into one millisecond. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

interface Task {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Cancels a scheduled task; has no effect when it has run already. */
export type Cancel = () => void;

/**
 * The simulated time and its scheduled tasks.
 * The time runs `speed` times as fast as the given clock, and {@link advance} moves it forward at
 * once. With speed 0 only {@link advance} moves it. Tasks run in the order of their due times, and
 * those with the same time in the order of their scheduling, independently of the resolution of
 * system timers: a single timer serves one sorted list.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #afterTasks: () => void;
  readonly #realStartMs: number;
  #skippedMs = 0;
  /** Sorted by time, latest first, so that the next one is popped from the end. */
  #tasks: Task[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param afterTasks is called whenever due tasks have run */
  constructor(clock: Clock, speed: number, afterTasks: () => void) {
    this.#clock = clock;
    this.#speed = speed;
    this.#afterTasks = afterTasks;
    this.#realStartMs = clock.now().getTime();
  }

  /** The simulated time in milliseconds since 1970. */
  nowMs(): number {
    const elapsedMs = this.#clock.now().getTime() - this.#realStartMs;
    return this.#realStartMs + elapsedMs * this.#speed + this.#skippedMs;
  }

  /** The number of scheduled tasks. */
  get pending(): number {
    return this.#tasks.length;
  }

  /** Runs `run` once, after `delayMs` of simulated time. */
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
   * Moves the simulated time forward by `ms` and runs the due tasks in order. It awaits `settled`
   * after each point in time, so that its consequences (a delivery and the retry after it) are
   * scheduled before the next.
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

  /** The simulated milliseconds until the next task; undefined when there is none. */
  untilNextMs(): number | undefined {
    const dueMs = this.#tasks.at(-1)?.dueMs;
    return dueMs === undefined ? undefined : Math.max(0, dueMs - this.nowMs());
  }

  /** Cancels all tasks. */
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
