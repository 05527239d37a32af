import { Injectable } from '@nestjs/common';
import { allowances } from '../rate-limits/allowances.js';
import { type Counter } from '../rate-limits/counter.js';
import { Counters } from '../rate-limits/counters.js';

/** What is counted for all senders together. */
const EVERYBODY = ['everybody'] as const;

/**
 * Limits what events of unknown senders may cost this process: rows, and lines of the security log.
 * Counted in memory, so that an event above the limit costs no round trip more.
 */
@Injectable()
export class WebhookBudget {
  private readonly authenticatedByPayment: Counter;
  private readonly authenticatedByOperator: Counter;
  private readonly matchedByPayment: Counter;
  private readonly matchedByAddress: Counter;
  private readonly matched: Counter;
  private readonly strayByAddress: Counter;
  private readonly stray: Counter;
  private readonly logLinesByPayment: Counter;
  private readonly logLines: Counter;

  constructor(counters: Counters) {
    this.authenticatedByPayment = counters.local(allowances.authenticatedEventsByPayment);
    this.authenticatedByOperator = counters.local(allowances.authenticatedEventsByOperator);
    this.matchedByPayment = counters.local(allowances.unverifiedEventsByPayment);
    this.matchedByAddress = counters.local(allowances.unverifiedEventsByAddress);
    this.matched = counters.local(allowances.unverifiedEvents);
    this.strayByAddress = counters.local(allowances.strayEventsByAddress);
    this.stray = counters.local(allowances.strayEvents);
    this.logLinesByPayment = counters.local(allowances.refusedWebhookLinesByPayment);
    this.logLines = counters.local(allowances.refusedWebhookLines);
  }

  /**
   * Counts an event whose sender has shown the challenge: an operator can send as many as they like.
   * @returns whether it may be applied; one above the limit is treated as unverified
   */
  allowsAuthenticated(userId: number, paymentId: string): Promise<boolean> {
    return within(
      [this.authenticatedByPayment, [paymentId]],
      [this.authenticatedByOperator, [String(userId)]],
    );
  }

  /**
   * Counts an event whose sender has not shown a challenge.
   *
   * @param paymentId the payment of ours that it is about; null when it is about none
   * @returns whether it may be stored
   */
  allows(paymentId: string | null, address: string): Promise<boolean> {
    return paymentId === null
      ? within([this.strayByAddress, [address]], [this.stray, EVERYBODY])
      : within(
          [this.matchedByPayment, [paymentId]],
          [this.matchedByAddress, [address]],
          [this.matched, EVERYBODY],
        );
  }

  /** Counts a line of the security log about a refused event; gives whether it may be written. */
  allowsLogLine(paymentId: string): Promise<boolean> {
    return within([this.logLinesByPayment, [paymentId]], [this.logLines, EVERYBODY]);
  }
}

/** Counts in turn, and stops at the first that is over its limit: it uses up nothing of the next. */
async function within(
  ...counts: readonly (readonly [Counter, readonly string[]])[]
): Promise<boolean> {
  for (const [counter, counted] of counts) {
    if ((await counter.consume(counted)) !== null) return false;
  }
  return true;
}
