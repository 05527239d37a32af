import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Settings } from '../../config/settings.js';
import {
  ProviderNotSent,
  ProviderOutcomeUnknown,
  ProviderRefused,
} from '../../providers/provider-errors.js';
import { retryNotSent } from '../../providers/retry-not-sent.js';
import { type AttemptChannel } from '../domain/attempt.js';
import { type Acceptance, type PaymentEvent } from '../domain/payment-event.js';
import { paymentErrors } from '../payment-errors.js';
import { type PaymentRecord } from '../payment-record.js';
import { SalesBulkhead } from './sales-bulkhead.js';
import { UndeliveredPrompts } from './undelivered-prompts.js';
import { type Settled, SettlementService } from '../settle/settlement.service.js';

/** How asking the provider to collect ended, when it did not end in an error. */
export interface Collected {
  /**
   * `unknown`: the phone may be ringing; webhook, checks and reconciliation find out. Also when the
   * provider has refused although an event about the payment has come: then something was sent.
   */
  readonly outcome: 'accepted' | 'unknown';
  readonly record: PaymentRecord;
}

/** An attempt that is committed and now goes out. */
export interface OutgoingAttempt {
  readonly paymentId: string;
  readonly number: number;
  readonly channel: AttemptChannel;
  /** What is tried, for the error text: "initiate STK push". */
  readonly what: string;
}

/**
 * Calls the provider for an attempt that is already committed, and records how the call ended.
 * No transaction is open during the call; a crash in between leaves an attempt `sending`, which
 * counts as unknown.
 */
@Injectable()
export class CollectService {
  constructor(
    private readonly settlement: SettlementService,
    private readonly bulkhead: SalesBulkhead,
    private readonly undelivered: UndeliveredPrompts,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /**
   * @param call asks the provider, within the time it is given in ms
   * @throws ApiError 400 refused, 502 keys refused, 503 surely not sent; each with the payment's id
   */
  async collect(
    attempt: OutgoingAttempt,
    call: (timeoutMs: number) => Promise<Acceptance>,
  ): Promise<Collected> {
    try {
      const acceptance = await retryNotSent(this.clock, this.settings.intasend.timeoutMs, call);
      const event = { kind: 'accepted', acceptance } as const;
      return { outcome: 'accepted', record: await this.record(attempt, event) };
    } catch (error) {
      return this.recordFailure(attempt, error);
    }
  }

  private async recordFailure(attempt: OutgoingAttempt, error: unknown): Promise<Collected> {
    const { paymentId, what } = attempt;
    if (error instanceof ProviderOutcomeUnknown) {
      const event = { kind: 'outcome_unknown', reason: error.reason } as const;
      return { outcome: 'unknown', record: await this.record(attempt, event) };
    }
    if (error instanceof ProviderNotSent) {
      const event = { kind: 'not_sent', reason: error.reason } as const;
      const record = await this.recordUndelivered(attempt, event);
      if (record.status !== 'failed') return { outcome: 'unknown', record };
      throw paymentErrors.providerUnreachable(paymentId, error.retryAfterMs, error);
    }
    if (error instanceof ProviderRefused) {
      const event = { kind: 'refused', reason: error.reason } as const;
      const record = await this.recordUndelivered(attempt, event);
      if (record.status !== 'failed') return { outcome: 'unknown', record };
      throw error.about === 'credentials'
        ? paymentErrors.credentialsRefused(paymentId, error)
        : paymentErrors.refused(what, error.reason, paymentId);
    }
    // Ours: the attempt stays `sending`, which is treated as unknown.
    throw error;
  }

  private async recordUndelivered(
    attempt: OutgoingAttempt,
    event: PaymentEvent,
  ): Promise<PaymentRecord> {
    const { record, recorded } = await this.apply(attempt, event);
    if (recorded !== null) await this.undelivered.refund(record, attempt.channel);
    return record;
  }

  private async record(attempt: OutgoingAttempt, event: PaymentEvent): Promise<PaymentRecord> {
    const { record } = await this.apply(attempt, event);
    return record;
  }

  private apply({ paymentId, number }: OutgoingAttempt, event: PaymentEvent): Promise<Settled> {
    return this.bulkhead.record(() => this.settlement.apply(paymentId, number, event, 'provider'));
  }
}
