import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Database, type Sql } from '../../database/database.js';
import { violatedConstraint } from '../../database/violations.js';
import { Metrics } from '../../metrics/metrics.js';
import { type Decision } from '../domain/decision.js';
import { type NewsSource, type PaymentEvent } from '../domain/history.js';
import { type News } from '../domain/payment-event.js';
import { settle } from '../domain/decide.js';
import { evidenceOf } from './evidence.js';
import { LearnedInvoices } from './learned-invoices.js';
import { INVOICE_KEY } from '../payment-attempt.entity.js';
import { type PaymentRecord } from '../payment-record.js';
import { type Locked, SettlementRepository } from './settlement.repository.js';

/** A payment as a piece of news has left it, and what the news was. */
export interface Settled {
  readonly record: PaymentRecord;
  readonly event: PaymentEvent | null;
}

/**
 * The one door: whatever changes a payment after it was created comes through here.
 *
 * In one transaction it locks the payment, asks the pure rules what the news means, and writes the
 * change together with its line of history. Of any number of messengers at once the first wins
 * the lock, and the others find its work done.
 */
@Injectable()
export class SettlePaymentService {
  constructor(
    private readonly database: Database,
    private readonly repository: SettlementRepository,
    private readonly invoices: LearnedInvoices,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param attemptNumber which attempt of the payment the news is about
   * @returns the payment as it is afterwards
   * @throws Error when there is no such attempt: callers name one that they have read
   */
  async settle(
    paymentId: string,
    attemptNumber: number,
    news: News,
    source: NewsSource,
  ): Promise<PaymentRecord> {
    return (await this.take(paymentId, attemptNumber, news, source)).record;
  }

  /**
   * {@link settle}, and says what the news has done.
   * @returns no event when the rules make nothing of the news
   */
  async take(
    paymentId: string,
    attemptNumber: number,
    news: News,
    source: NewsSource,
  ): Promise<Settled> {
    try {
      return await this.takeOnce(paymentId, attemptNumber, news, source);
    } catch (error) {
      const isOfInvoice = news.kind === 'accepted' || news.kind === 'report';
      if (!isOfInvoice || violatedConstraint(error) !== INVOICE_KEY) throw error;
      // Another attempt of the operator has the invoice: told so, the rules do not write it again.
      const taken = { kind: 'invoice_taken', news } as const;
      return this.takeOnce(paymentId, attemptNumber, taken, source);
    }
  }

  private async takeOnce(
    paymentId: string,
    attemptNumber: number,
    news: News,
    source: NewsSource,
  ): Promise<Settled> {
    const { before, after, event } = await this.database.transaction(async (tx) => {
      const locked = await this.repository.lock(tx, paymentId, attemptNumber);
      if (!locked) throw new Error(`Payment ${paymentId} has no attempt ${attemptNumber}`);
      const decision = settle(locked.payment, locked.attempt, news, locked.now);
      if (decision.event === null) {
        return { before: locked.record, after: locked.record, event: null };
      }
      const line = { source, evidence: evidenceOf(news, locked.payment.reviewReason, decision) };
      // Who hears of the invoice adds to what is sent with the decision.
      const [, after] = await Promise.all([
        this.tellOfInvoice(tx, locked, decision),
        this.repository.apply(tx, locked, decision, line),
      ]);
      return { before: locked.record, after, event: decision.event };
    });
    if (event !== null) {
      this.metrics.paymentChanged(event, before.status, after.status, source);
      this.logger.info(
        { paymentId, attempt: attemptNumber, event, source, from: before.status, to: after.status },
        'payment settled',
      );
    }
    return { record: after, event };
  }

  private async tellOfInvoice(tx: Sql, locked: Locked, { attempt }: Decision): Promise<void> {
    const { invoiceId } = attempt;
    if (invoiceId === undefined || invoiceId === locked.attempt.invoiceId) return;
    const { id: paymentId, userId, paymentProvider: provider } = locked.record;
    const learned = { provider, invoiceId, userId, paymentId, attempt: locked.attempt.number };
    await this.invoices.tell(tx, learned);
  }
}
