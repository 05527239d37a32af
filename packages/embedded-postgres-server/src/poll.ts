import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 20;

/**
 * Calls `condition` repeatedly, for files and other processes, which send no notification.
 *
 * @returns true once it holds, false when it did not within about `limitMs`
 */
export async function poll(
  condition: () => boolean | Promise<boolean>,
  limitMs: number,
): Promise<boolean> {
  for (let waited = 0; waited <= limitMs; waited += INTERVAL_MS) {
    if (await condition()) return true;
    await delay(INTERVAL_MS);
  }
  return false;
}
