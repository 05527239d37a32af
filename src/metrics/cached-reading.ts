import { setTimeout as delay } from 'node:timers/promises';
import { type Clock } from '../common/clock.js';

/**
 * How long a scrape waits for the database, in ms. Prometheus itself gives up after ten seconds.
 */
const MAX_WAIT_MS = 2_000;

/** A cached reading from the database: many scrapes cause one query. */
export class CachedReading<T> {
  private reading: Promise<T | null> | null = null;
  private kept: T | null = null;
  private readAt = Number.NEGATIVE_INFINITY;

  /**
   * @param freshMs how long the reading is cached
   * @param failed receives the error when the query fails
   */
  constructor(
    private readonly read: () => Promise<T>,
    private readonly freshMs: number,
    private readonly clock: Clock,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Returns the cached or a new reading; null when there is none in time. Never rejects. */
  async get(): Promise<T | null> {
    if (this.clock.now().getTime() - this.readAt < this.freshMs) return this.kept;
    this.reading ??= this.readNow();
    const waiting = new AbortController();
    this.kept = await Promise.race([
      this.reading,
      delay(MAX_WAIT_MS, null, { signal: waiting.signal }).catch(() => null),
    ]);
    waiting.abort();
    if (this.kept) this.readAt = this.clock.now().getTime();
    return this.kept;
  }

  private async readNow(): Promise<T | null> {
    try {
      return await this.read();
    } catch (error) {
      this.failed(error);
      return null;
    } finally {
      this.reading = null;
    }
  }
}
