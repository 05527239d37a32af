import { setTimeout as delay } from 'node:timers/promises';

const ASK_EVERY_MS = 50;

/** Looks again and again until what it sees is as wanted, and gives it; a test's time limit ends it. */
export async function until<T>(look: () => Promise<T>, isWanted: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (isWanted(seen)) return seen;
    await delay(ASK_EVERY_MS);
  }
}
