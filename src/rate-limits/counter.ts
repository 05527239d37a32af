import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { sha256Hex } from '../common/crypto/hash.js';

/** Who or what is counted: the parts that together make it one. */
export type Counted = readonly (string | number)[];

/** Counts one kind of thing against its allowance. */
export class Counter {
  /** @param limiter null counts nothing and allows everything */
  constructor(private readonly limiter: RateLimiterAbstract | null) {}

  /**
   * Counts one more.
   * @returns null within the allowance, else how long until there is a new one, in ms
   * @throws Error when the count cannot be kept
   */
  async take(counted: Counted): Promise<number | null> {
    try {
      await this.limiter?.consume(keyOf(counted));
      return null;
    } catch (thrown) {
      if (thrown instanceof RateLimiterRes) return thrown.msBeforeNext;
      throw thrown;
    }
  }

  /** Takes one back that turned out not to count. */
  async giveBack(counted: Counted): Promise<void> {
    await this.limiter?.reward(keyOf(counted));
  }

  /** Forgets all that was counted. */
  async forget(counted: Counted): Promise<void> {
    await this.limiter?.delete(keyOf(counted));
  }

  /** Begins a new window with one counted. */
  async renew(counted: Counted, seconds: number): Promise<void> {
    await this.limiter?.set(keyOf(counted), 1, seconds);
  }

  /** Whether anything is counted in the present window. */
  async hasAny(counted: Counted): Promise<boolean> {
    const found = await this.limiter?.get(keyOf(counted));
    return (found?.consumedPoints ?? 0) > 0;
  }
}

/** A digest: names and phone numbers need not lie about in a table of counters. */
const keyOf = (counted: Counted): string => sha256Hex(JSON.stringify(counted));
