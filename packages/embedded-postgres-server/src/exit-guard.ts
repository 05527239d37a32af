const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs `lastResort` when this process ends without having been asked nicely: at its `exit` event
 * (end of work, `process.exit`, an exception nobody caught) and at a signal that nobody handles,
 * for which Node.js emits no `exit`. A signal that the program handles itself is left to it.
 *
 * @param lastResort must be synchronous: nothing asynchronous runs any more
 * @returns a function that takes the guard away again
 */
export function guardExit(lastResort: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listeners(signal).some((listener) => !guards.has(listener))) return;
    lastResort();
    remove();
    // Sent again, now with one guard fewer; after the last guard the signal does its usual work.
    process.kill(process.pid, signal);
  };
  const remove = (): void => {
    guards.delete(onSignal);
    process.off('exit', lastResort);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };

  guards.add(onSignal);
  process.on('exit', lastResort);
  // First in line: a handler set with `once` is no longer listed when its turn has come.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  return remove;
}

/** The listeners that are only guards, and so do not count as somebody handling the signal. */
const guards = new Set<unknown>();
