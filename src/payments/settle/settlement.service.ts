import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Database, type Sql } from '../../database/database.js';
import { violatedConstraint } from '../../database/violations.js';
import { Metrics } from '../../metrics/metrics.js';
import { type Decision } from '../domain/decision.js';
import { type EventSource, type HistoryEvent } from '../domain/history.js';
import { type PaymentEvent } from '../domain/payment-event.js';
import { decide } from '../domain/decide.js';
import { evidenceOf } from './evidence.js';
import { LearnedInvoices } from './learned-invoices.js';
import { INVOICE_KEY } from '../payment-attempt.entity.js';
import { type PaymentRecord } from '../payment-record.js';
import { type Locked, SettlementRepository } from './settlement.repository.js';

/** A payment as an event has left it, and what the history says the event has done. */
export interface Settled {
  readonly record: PaymentRecord;
  /** Null when the rules make nothing of the event. */
  readonly recorded: HistoryEvent | null;
}

/**
 * Whatever changes a payment after it was created goes through this service.
 *
 * In one transaction it locks the payment, asks the pure rules what the event means, and writes the
 * change together with its line of history. Of any number of events at once the first wins the lock,
 * and the others find its work done.
 */
@Injectable()
export class SettlementService {
  constructor(
    private readonly database: Database,
    private readonly repository: SettlementRepository,
    private readonly invoices: LearnedInvoices,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Applies an event to a payment.
   *
   * @param attemptNumber which attempt of the payment the event is about
   * @returns the payment as it is afterwards, and what was recorded
   * @throws Error when there is no such attempt: callers name one that they have read
   */
  async apply(
    paymentId: string,
    attemptNumber: number,
    event: PaymentEvent,
    source: EventSource,
  ): Promise<Settled> {
    try {
      return await this.applyOnce(paymentId, attemptNumber, event, source);
    } catch (error) {
      const isOfInvoice = event.kind === 'accepted' || event.kind === 'report';
      if (!isOfInvoice || violatedConstraint(error) !== INVOICE_KEY) throw error;
      // Another attempt of the operator has the invoice: told so, the rules do not write it again.
      const taken = { kind: 'invoice_taken', event } as const;
      return this.applyOnce(paymentId, attemptNumber, taken, source);
    }
  }

  private async applyOnce(
    paymentId: string,
    attemptNumber: number,
    event: PaymentEvent,
    source: EventSource,
  ): Promise<Settled> {
    const { before, after, recorded } = await this.database.transaction(async (tx) => {
      const locked = await this.repository.lock(tx, paymentId, attemptNumber);
      if (!locked) throw new Error(`Payment ${paymentId} has no attempt ${attemptNumber}`);
      const decision = decide(locked.payment, locked.attempt, event, locked.now);
      if (decision.event === null) {
        return { before: locked.record, after: locked.record, recorded: null };
      }
      const line = { source, evidence: evidenceOf(event, locked.payment.reviewReason, decision) };
      // What the listeners send is pipelined with the decision.
      const [, after] = await Promise.all([
        this.tellOfInvoice(tx, locked, decision),
        this.repository.apply(tx, locked, decision, line),
      ]);
      return { before: locked.record, after, recorded: decision.event };
    });
    if (recorded !== null) {
      this.metrics.paymentChanged(recorded, before.status, after.status, source);
      this.logger.info(
        {
          ...{ paymentId, attempt: attemptNumber, event: recorded, source },
          ...{ from: before.status, to: after.status },
        },
        'payment settled',
      );
    }
    return { record: after, recorded };
  }

  private async tellOfInvoice(tx: Sql, locked: Locked, { attempt }: Decision): Promise<void> {
    const { invoiceId } = attempt;
    if (invoiceId === undefined || invoiceId === locked.attempt.invoiceId) return;
    const { id: paymentId, userId, paymentProvider: provider } = locked.record;
    const learned = { provider, invoiceId, userId, paymentId, attempt: locked.attempt.number };
    await this.invoices.tell(tx, learned);
  }
}
