import { type Random, type Scheduler } from 'simulator-core';

/** A point in simulated time: microseconds since 1970. */
export type Stamp = number;

const EAST_AFRICA_OFFSET_MS = 3 * 60 * 60 * 1000;

/**
 * Gives strictly increasing times, so that two changes of one invoice always differ in
 * `updated_at`, as in recorded traffic.
 */
export class Stamps {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  #last: Stamp = 0;

  constructor(scheduler: Scheduler, random: Random) {
    this.#scheduler = scheduler;
    this.#random = random;
  }

  /** The next time stamp. */
  next(): Stamp {
    const now = Math.floor(this.#scheduler.nowMs()) * 1000 + this.#random.int(1000);
    this.#last = Math.max(now, this.#last + 1 + this.#random.int(40));
    return this.#last;
  }
}

/** Formats a time as IntaSend does: ISO 8601 with microseconds and the offset of Nairobi. */
export function formatStamp(stamp: Stamp): string {
  const local = new Date(Math.floor(stamp / 1000) + EAST_AFRICA_OFFSET_MS).toISOString();
  const micros = String(stamp % 1_000_000).padStart(6, '0');
  return `${local.slice(0, 19)}.${micros}+03:00`;
}
