import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import {
  type ProviderError,
  ProviderNotSent,
  ProviderThrottled,
} from '../../providers/provider-errors.js';

/** The pause after a provider wants fewer questions and does not say how long, in ms. */
const DEFAULT_PAUSE_MS = 30_000;
/** The longest pause, whatever the provider asks for, in ms. */
const MAX_PAUSE_MS = 3_600_000;

/**
 * After a provider has asked for a pause, the background asks nothing with the same credentials until
 * it is over: the limit is the account's, and each further question would prolong it. The credentials
 * are named by their id and never by a key, which anybody could register as their own. Every process
 * finds out for itself.
 */
@Injectable()
export class ProviderBackoffs {
  /** When the pause of some credentials ends, in ms since the epoch. */
  private readonly until = new Map<number, number>();

  constructor(private readonly clock: Clock) {}

  /** How long there is still to wait with these credentials, in ms; 0 when there is no need. */
  leftMs(credentialId: number): number {
    const until = this.until.get(credentialId);
    if (until === undefined) return 0;
    const leftMs = until - this.clock.now().getTime();
    if (leftMs > 0) return leftMs;
    this.until.delete(credentialId);
    return 0;
  }

  /** Notes the pause that the provider has asked for with an error, if it has. */
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
