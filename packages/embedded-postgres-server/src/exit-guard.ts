const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs `lastResort` when this process ends unexpectedly: at its `exit` event (end of the work,
 * `process.exit`, an uncaught exception) and at a signal without a handler, for which Node.js emits
 * no `exit`. A signal that the program handles is left to the program.
 *
 * @param lastResort must be synchronous, because nothing asynchronous runs any more
 * @returns a function that removes the guard
 */
export function guardExit(lastResort: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listeners(signal).some((listener) => !guards.has(listener))) return;
    lastResort();
    remove();
    // Sends the signal again with one guard fewer. After the last guard it has its default effect.
    process.kill(process.pid, signal);
  };
  const remove = (): void => {
    guards.delete(onSignal);
    process.off('exit', lastResort);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };

  guards.add(onSignal);
  process.on('exit', lastResort);
  // The guard comes first, because a handler set with `once` is removed before it runs.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  return remove;
}

/** The listeners that are guards, which do not count as handlers of the program. */
const guards = new Set<unknown>();
