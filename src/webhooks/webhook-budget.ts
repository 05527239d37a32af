import { Injectable } from '@nestjs/common';
import { allowances } from '../rate-limits/allowances.js';
import { type Counter } from '../rate-limits/counter.js';
import { Counters } from '../rate-limits/counters.js';

/** The key for counting all senders together. */
const EVERYBODY = ['everybody'] as const;

/**
 * Limits what events of unverified senders may cost this process: rows and lines of the security
 * log. It counts in memory, so that an event over the limit costs no round trip.
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
   * Counts an event with the right challenge, because an operator can send any number of them.
   * @returns whether it may be applied; an event over the limit is treated as unverified
   */
  allowsAuthenticated(userId: number, paymentId: string): Promise<boolean> {
    return within(
      [this.authenticatedByPayment, [paymentId]],
      [this.authenticatedByOperator, [String(userId)]],
    );
  }

  /** Counts a transaction at a till of an operator, whose sender is authenticated. */
  allowsTill(userId: number): Promise<boolean> {
    return within([this.authenticatedByOperator, [String(userId)]]);
  }

  /**
   * Counts an event without the right challenge.
   *
   * @param paymentId the payment that it is about; null when there is none
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

  /** Counts a line of the security log about a refused event. Returns whether it may be written. */
  allowsLogLine(paymentId: string): Promise<boolean> {
    return within([this.logLinesByPayment, [paymentId]], [this.logLines, EVERYBODY]);
  }
}

/**
 * Counts in order and stops at the first exceeded limit, so that it uses up nothing of the later
 * ones.
 */
async function within(
  ...counts: readonly (readonly [Counter, readonly string[]])[]
): Promise<boolean> {
  for (const [counter, counted] of counts) {
    if ((await counter.consume(counted)) !== null) return false;
  }
  return true;
}
