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
  private readonly matchedByAddress: Counter;
  private readonly matched: Counter;
  private readonly strayByAddress: Counter;
  private readonly stray: Counter;
  private readonly logLinesByPayment: Counter;
  private readonly logLines: Counter;

  constructor(counters: Counters) {
    this.matchedByAddress = counters.local(allowances.unverifiedEventsByAddress);
    this.matched = counters.local(allowances.unverifiedEvents);
    this.strayByAddress = counters.local(allowances.strayEventsByAddress);
    this.stray = counters.local(allowances.strayEvents);
    this.logLinesByPayment = counters.local(allowances.refusedWebhookLinesByPayment);
    this.logLines = counters.local(allowances.refusedWebhookLines);
  }

  /**
   * Counts an event whose sender has not shown a challenge.
   *
   * @param isMatched whether it is about one of our payments
   * @returns whether it may be stored
   */
  allows(isMatched: boolean, address: string): Promise<boolean> {
    return isMatched
      ? within([this.matchedByAddress, [address]], [this.matched, EVERYBODY])
      : within([this.strayByAddress, [address]], [this.stray, EVERYBODY]);
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
