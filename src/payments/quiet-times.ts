import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import {
  type ProviderError,
  ProviderNotSent,
  ProviderThrottled,
} from '../providers/provider-errors.js';

/** How long to leave a provider alone that wants fewer questions and does not say how long. */
const UNSAID_MS = 30_000;
/** Nobody is left alone for longer, whatever they ask. */
const LONGEST_MS = 3_600_000;

/**
 * When a provider has asked to be left alone, the background asks nothing with the same keys until
 * then: the limit is the account's, and each further question would prolong it. Every process finds
 * out for itself.
 */
@Injectable()
export class QuietTimes {
  /** Until when, by publishable key, in ms. */
  private readonly until = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** How long there is still to wait with these keys, in ms; 0 when there is no need. */
  leftMs(publishableKey: string): number {
    const until = this.until.get(publishableKey);
    if (until === undefined) return 0;
    const leftMs = until - this.clock.now().getTime();
    if (leftMs > 0) return leftMs;
    this.until.delete(publishableKey);
    return 0;
  }

  /** Notes what the provider has answered instead of an answer. */
  note(publishableKey: string, error: ProviderError): void {
    const ms = waitOf(error);
    if (ms === 0) return;
    this.until.set(publishableKey, this.clock.now().getTime() + Math.min(ms, LONGEST_MS));
  }
}

function waitOf(error: ProviderError): number {
  if (!(error instanceof ProviderNotSent)) return 0;
  return error.retryAfterMs ?? (error instanceof ProviderThrottled ? UNSAID_MS : 0);
}
