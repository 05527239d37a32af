import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

const POLL_INTERVAL_MS = 50;
const LIMIT_MS = 60_000;
/** The maximum length of a value's description in an error, in characters. */
const MAX_DESCRIPTION_LENGTH = 1_000;

/**
 * Calls a function repeatedly until its result is the wanted one, and returns it.
 *
 * @param what what the test waits for, as a clause: "the payment is completed"
 * @throws after a minute, with `what` and the last result
 */
export async function until<T, Wanted extends T>(
  what: string,
  look: () => Promise<T>,
  isWanted: (seen: T) => seen is Wanted,
  limitMs?: number,
): Promise<Wanted>;
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  isWanted: (seen: T) => boolean,
  limitMs?: number,
): Promise<T>;
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  isWanted: (seen: T) => boolean,
  limitMs = LIMIT_MS,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (isWanted(seen)) return seen;
    if (Date.now() >= deadline) {
      throw new Error(`Waited ${limitMs} ms until ${what}. Last seen: ${describeSeen(seen)}`);
    }
    await delay(POLL_INTERVAL_MS);
  }
}

/** A response is described by its status and body, because the rest fills pages. */
function describeSeen(seen: unknown): string {
  const isResponse =
    typeof seen === 'object' && seen !== null && 'status' in seen && 'body' in seen;
  const shown = isResponse ? { status: seen.status, body: seen.body } : seen;
  return inspect(shown, { depth: 4 }).slice(0, MAX_DESCRIPTION_LENGTH);
}
