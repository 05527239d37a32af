import { setTimeout as delay } from 'node:timers/promises';
import { type Clock } from '../common/clock.js';

/** A scrape waits no longer than this for the database; Prometheus itself gives up after ten seconds. */
const LONGEST_WAIT_MS = 2_000;

/** What was read from the database, told again while it is fresh: however many ask, it is read once. */
export class KeptReading<T> {
  private reading: Promise<T | null> | null = null;
  private kept: T | null = null;
  private readAt = Number.NEGATIVE_INFINITY;

  /**
   * @param freshMs how long it is told again
   * @param failed hears why it could not be read
   */
  constructor(
    private readonly read: () => Promise<T>,
    private readonly freshMs: number,
    private readonly clock: Clock,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** The reading, as fresh as it is going to be; null when it cannot be had in time. Never fails. */
  async get(): Promise<T | null> {
    if (this.clock.now().getTime() - this.readAt < this.freshMs) return this.kept;
    this.reading ??= this.readNow();
    const waiting = new AbortController();
    this.kept = await Promise.race([
      this.reading,
      delay(LONGEST_WAIT_MS, null, { signal: waiting.signal }).catch(() => null),
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
