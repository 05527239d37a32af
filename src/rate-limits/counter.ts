import {
  type RateLimiterAbstract,
  type RateLimiterMemory,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { sha256Hex } from '../common/crypto/hash.js';

/** Who or what is counted: the parts that together make it one. */
export type Counted = readonly (string | number)[];

/** Counts one kind of thing against its allowance. */
export class Counter {
  /**
   * @param limiter null counts nothing and allows everything
   * @param keyOf the name that the limiter counts it under
   * @param refused remembers in this process what is over its limit, so that it costs no round trip
   */
  constructor(
    private readonly limiter: RateLimiterAbstract | null,
    private readonly keyOf: (counted: Counted) => string = digestOf,
    private readonly refused: RateLimiterMemory | null = null,
  ) {}

  /**
   * Counts one more.
   * @returns null within the allowance, else how long until there is a new one, in ms
   * @throws Error when the count cannot be kept
   */
  async take(counted: Counted): Promise<number | null> {
    const knownMs = this.refused && (await this.refusedForMs(counted));
    if (knownMs !== null) return knownMs;
    const key = this.keyOf(counted);
    try {
      await this.limiter?.consume(key);
      return null;
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      const { msBeforeNext } = thrown;
      if (msBeforeNext > 0) await this.refused?.block(key, msBeforeNext / 1000);
      return msBeforeNext;
    }
  }

  /**
   * How long something is over its limit still, in ms; null as far as this process knows of none.
   * Counts nothing and asks nobody.
   */
  async refusedForMs(counted: Counted): Promise<number | null> {
    const block = await this.refused?.get(this.keyOf(counted));
    return block && block.msBeforeNext > 0 ? block.msBeforeNext : null;
  }

  /** Takes one back that turned out not to count. */
  async giveBack(counted: Counted): Promise<void> {
    await this.limiter?.reward(this.keyOf(counted));
  }

  /** Forgets all that was counted. */
  async forget(counted: Counted): Promise<void> {
    await this.limiter?.delete(this.keyOf(counted));
    await this.refused?.delete(this.keyOf(counted));
  }

  /** Begins a new window with one counted. */
  async renew(counted: Counted, seconds: number): Promise<void> {
    await this.limiter?.set(this.keyOf(counted), 1, seconds);
  }

  /** Whether anything is counted in the present window. */
  async hasAny(counted: Counted): Promise<boolean> {
    const found = await this.limiter?.get(this.keyOf(counted));
    return (found?.consumedPoints ?? 0) > 0;
  }
}

/** Names and phone numbers need not lie about in a table of counters. */
export const digestOf = (counted: Counted): string => sha256Hex(plainly(counted));

/** For counters that are never written down. */
export const plainly = (counted: Counted): string => JSON.stringify(counted);
