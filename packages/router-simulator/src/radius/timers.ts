/** The time of a simulated router, so that a test can advance it. */
export interface Timers {
  /** Milliseconds since any moment in the past. */
  now(): number;
  /** Runs work once after so many milliseconds. @returns a function that prevents it */
  after(ms: number, work: () => void): () => void;
}

/** The longest time that a timer of Node.js takes; a longer one would run at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The system's time. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  after(ms, work) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      const step = Math.min(left, MAX_TIMER_MS);
      timer = setTimeout(() => {
        if (left > step) wait(left - step);
        else work();
      }, step);
    };
    wait(ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
