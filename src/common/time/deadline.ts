/**
 * On a busy machine timers are late by less than this, in ms. A larger delay means that the process
 * was suspended.
 */
const STOOD_STILL_MS = 250;
/** After a suspension, data that has arrived is read within this time, in ms. */
const READING_MS = 1_000;

/** A time limit for a call to the outside world. */
export interface Deadline {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** Cancels the timer, after the call has ended. */
  clear(): void;
}

/**
 * A time limit for the other side of a call, not for this process. After a suspension (a frozen
 * container, a migrated or swapping machine) timers fire before received data is read: all open
 * calls would be aborted although their responses have arrived. Such a call gets some extra time.
 */
export function deadlineIn(ms: number): Deadline {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(new DOMException('The time is over', 'TimeoutError'));
  };
  const due = performance.now() + ms;
  let timer = setTimeout(() => {
    if (performance.now() - due < STOOD_STILL_MS) abort();
    else timer = setTimeout(abort, READING_MS).unref();
  }, ms).unref();
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
    },
  };
}
