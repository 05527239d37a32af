/** Timers come late by less than this on a busy machine; by more, the process stood still. */
const STOOD_STILL_MS = 250;
/** What has arrived while the process stood still is read within this. */
const READING_MS = 1_000;

/** A time limit for a call to the outside world. */
export interface Deadline {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** Lets go of it, once the call has ended. */
  clear(): void;
}

/**
 * A time limit that holds the other side to its time, and not this process: after a standstill (a
 * frozen container, a machine that is moved or swaps) timers run before what has arrived is read.
 * All calls that were out would be given up with their answers at hand, and an outage be seen where
 * there is none. Such a call gets a moment more.
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
