const NAME = 'lipafi-refresh';

/** Runs one task at a time in this tab, where the browser has no locks. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs tasks one after another: over all tabs of the browser, or of this tab alone where a page
 * came by plain http from another machine, because browsers have no locks there.
 */
export function withRefreshLock<T>(task: () => Promise<T>): Promise<T> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks) return locks.request(NAME, task);
  const next = last.then(task, task);
  last = next.catch(() => undefined);
  return next;
}
