import { type Random } from './random.js';
import { type Scheduler } from './scheduler.js';

/** A moment in simulated time: microseconds since 1970. */
export type Stamp = number;

const EAST_AFRICA_OFFSET_MS = 3 * 60 * 60 * 1000;

/**
 * Hands out moments that never repeat and never go back, so that two changes of one
 * invoice always differ in `updated_at`, as they do in recorded traffic.
 */
export class Stamps {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  #last: Stamp = 0;

  constructor(scheduler: Scheduler, random: Random) {
    this.#scheduler = scheduler;
    this.#random = random;
  }

  /** The present simulated moment. */
  next(): Stamp {
    const now = Math.floor(this.#scheduler.nowMs()) * 1000 + this.#random.int(1000);
    this.#last = Math.max(now, this.#last + 1 + this.#random.int(40));
    return this.#last;
  }
}

/** As IntaSend writes it: ISO 8601 with microseconds and Nairobi's offset. */
export function formatStamp(stamp: Stamp): string {
  const local = new Date(Math.floor(stamp / 1000) + EAST_AFRICA_OFFSET_MS).toISOString();
  const micros = String(stamp % 1_000_000).padStart(6, '0');
  return `${local.slice(0, 19)}.${micros}+03:00`;
}
