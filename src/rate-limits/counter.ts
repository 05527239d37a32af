import {
  type RateLimiterAbstract,
  type RateLimiterMemory,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { sha256Hex } from '../common/crypto/hash.js';
import { type ApiError } from '../common/errors/api-error.js';
import { countingUnavailable } from './rate-limit-errors.js';

/** The parts of a counter's key. */
export type Counted = readonly (string | number)[];

/** Counts requests against one allowance. */
export class Counter {
  /**
   * @param limiter null for no limit
   * @param keyOf builds the key of a counter
   * @param refused caches exceeded limits in this process, so that they cost no round trip
   */
  constructor(
    private readonly limiter: RateLimiterAbstract | null,
    private readonly keyOf: (counted: Counted) => string = digestKey,
    private readonly refused: RateLimiterMemory | null = null,
  ) {}

  /**
   * Counts one request.
   * @returns null within the allowance, else the time until the window ends, in ms
   * @throws Error when the counter cannot be updated
   */
  async consume(counted: Counted): Promise<number | null> {
    const key = this.keyOf(counted);
    const knownMs = this.refused && (await this.cachedWaitOf(key));
    if (knownMs !== null) return knownMs;
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
   * Counts one request that must not exceed the allowance.
   * @param refusal the error for an exceeded allowance, by the time until the window ends, in ms
   * @throws ApiError that error, or 503 when the counter cannot be updated
   */
  async consumeOrRefuse(counted: Counted, refusal: (waitMs: number) => ApiError): Promise<void> {
    const waitMs = await this.consume(counted).catch((error: unknown): never => {
      throw countingUnavailable(error);
    });
    if (waitMs !== null) throw refusal(waitMs);
  }

  /**
   * Returns the time until the window ends, in ms, if this process has cached that the limit is
   * exceeded; else null. Counts nothing and sends no query.
   */
  async cachedWaitMs(counted: Counted): Promise<number | null> {
    return this.refused && this.cachedWaitOf(this.keyOf(counted));
  }

  /** Subtracts a request that should not count. */
  async refund(counted: Counted): Promise<void> {
    await this.limiter?.reward(this.keyOf(counted));
  }

  /** Resets the counter. */
  async reset(counted: Counted): Promise<void> {
    await this.limiter?.delete(this.keyOf(counted));
    await this.refused?.delete(this.keyOf(counted));
  }

  /** Starts a new window with a count of one. */
  async restart(counted: Counted, seconds: number): Promise<void> {
    await this.limiter?.set(this.keyOf(counted), 1, seconds);
  }

  /** Whether the count of the current window is above zero. */
  async hasAny(counted: Counted): Promise<boolean> {
    const found = await this.limiter?.get(this.keyOf(counted));
    return (found?.consumedPoints ?? 0) > 0;
  }

  private async cachedWaitOf(key: string): Promise<number | null> {
    const block = await this.refused?.get(key);
    return block && block.msBeforeNext > 0 ? block.msBeforeNext : null;
  }
}

/** A digest, so that the table holds no names and phone numbers. */
export const digestKey = (counted: Counted): string => sha256Hex(plainKey(counted));

/** The plain key, for counters that are not stored. */
export const plainKey = (counted: Counted): string => JSON.stringify(counted);
