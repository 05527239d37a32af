import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import {
  type ProviderError,
  ProviderNotSent,
  ProviderThrottled,
} from '../../providers/provider-errors.js';

/** The pause in ms after a provider has limited our questions without saying for how long. */
const DEFAULT_PAUSE_MS = 30_000;
/** The maximum pause in ms, whatever the provider asks for. */
const MAX_PAUSE_MS = 3_600_000;

/**
 * Pauses background questions for the credentials that a provider has rate-limited: the limit
 * applies to the account, and more questions would prolong it. Credentials are identified by their
 * id and not by their key, because anybody could register the same key. Each process keeps its own
 * pauses.
 */
@Injectable()
export class ProviderBackoffs {
  /** The end of each pause, in ms since 1970, by credential id. */
  private readonly until = new Map<number, number>();

  constructor(private readonly clock: Clock) {}

  /** The remaining pause for these credentials in ms; 0 when there is none. */
  leftMs(credentialId: number): number {
    const until = this.until.get(credentialId);
    if (until === undefined) return 0;
    const leftMs = until - this.clock.now().getTime();
    if (leftMs > 0) return leftMs;
    this.until.delete(credentialId);
    return 0;
  }

  /** Stores the pause if the error of the provider asks for one. */
  note(credentialId: number, error: ProviderError): void {
    const ms = pauseOf(error);
    if (ms === 0) return;
    this.until.set(credentialId, this.clock.now().getTime() + Math.min(ms, MAX_PAUSE_MS));
  }
}

function pauseOf(error: ProviderError): number {
  if (!(error instanceof ProviderNotSent)) return 0;
  return error.retryAfterMs ?? (error instanceof ProviderThrottled ? DEFAULT_PAUSE_MS : 0);
}
