import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { sha256Hex } from '../common/crypto/hash.js';

/** Who or what is counted: the parts that together make it one. */
export type Counted = readonly (string | number)[];

/** Counts one kind of thing against its allowance. */
export class Counter {
  /**
   * @param limiter null counts nothing and allows everything
   * @param keyOf the name that the limiter counts it under
   */
  constructor(
    private readonly limiter: RateLimiterAbstract | null,
    private readonly keyOf: (counted: Counted) => string = digestOf,
  ) {}

  /**
   * Counts one more.
   * @returns null within the allowance, else how long until there is a new one, in ms
   * @throws Error when the count cannot be kept
   */
  async take(counted: Counted): Promise<number | null> {
    try {
      await this.limiter?.consume(this.keyOf(counted));
      return null;
    } catch (thrown) {
      if (thrown instanceof RateLimiterRes) return thrown.msBeforeNext;
      throw thrown;
    }
  }

  /** Takes one back that turned out not to count. */
  async giveBack(counted: Counted): Promise<void> {
    await this.limiter?.reward(this.keyOf(counted));
  }

  /** Forgets all that was counted. */
  async forget(counted: Counted): Promise<void> {
    await this.limiter?.delete(this.keyOf(counted));
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
const digestOf = (counted: Counted): string => sha256Hex(plainly(counted));

/** For counters that are never written down. */
export const plainly = (counted: Counted): string => JSON.stringify(counted);
