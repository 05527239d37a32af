import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Database, type Sql } from '../../database/database.js';
import { violatedConstraint } from '../../database/violations.js';
import { Metrics } from '../../metrics/metrics.js';
import {
  decide,
  type EventSource,
  type HistoryEvent,
  type PaymentEvent,
  publishedBy,
  type PublishedEvent,
} from '../domain/index.js';
import { evidenceOf } from './evidence.js';
import { type PaymentNotice, PaymentSubscribers, SubscriberFailed } from './payment-subscribers.js';
import { outboxEventsOf } from './outbox-events.js';
import { INVOICE_KEY } from '../payment-attempt.entity.js';
import { type PaymentRecord } from '../payment-record.js';
import { RECEIPT_KEY } from '../receipt.entity.js';
import { type Locked, SettlementRepository } from './settlement.repository.js';

/** A payment after an event, and the history entry of the event. */
export interface Settled {
  readonly record: PaymentRecord;
  /** Null when the event has no effect. */
  readonly recorded: HistoryEvent | null;
}

/**
 * What a caller does in the transaction that settles a payment, after the change is written and before
 * it commits. Its error undoes the change.
 */
export type FurtherWork = (tx: Sql, settled: PaymentRecord) => Promise<void>;

/** The money of a receipt was counted for another payment. */
export class ReceiptTaken extends Error {
  override readonly name = 'ReceiptTaken';

  constructor(cause: unknown) {
    super('The receipt belongs to another payment', { cause });
  }
}

/**
 * The only code that changes a payment after it was created.
 * In one transaction it locks the payment, calls the pure rules, and writes the change with its
 * history entry. Of several simultaneous events the first gets the lock, and the others see its
 * result.
 */
@Injectable()
export class SettlementService {
  constructor(
    private readonly database: Database,
    private readonly repository: SettlementRepository,
    private readonly subscribers: PaymentSubscribers,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Applies an event to a payment.
   *
   * @param attemptNumber the attempt that the event is about
   * @param further belongs to the event: it runs if the event has an effect, in the same transaction
   * @returns the payment after the event, and its history entry
   * @throws ReceiptTaken when an operator or received money names the receipt of another payment
   * @throws Error when there is no such attempt, because callers only name attempts that they have
   * read
   * @throws what `further` throws; nothing is changed then
   */
  async apply(
    paymentId: string,
    attemptNumber: number,
    event: PaymentEvent,
    source: EventSource,
    further: FurtherWork | null = null,
  ): Promise<Settled> {
    const applied = { paymentId, attemptNumber, event, source, further };
    try {
      return await this.applyAndNotify(applied);
    } catch (error) {
      const violated = violatedConstraint(error);
      if (violated === RECEIPT_KEY) {
        if (event.kind !== 'report') throw new ReceiptTaken(error);
        // The money was counted for another payment. The rules do not count it again.
        const taken = { kind: 'receipt_taken', report: event.report } as const;
        return this.applyAndNotify({ ...applied, event: taken });
      }
      const isOfInvoice = event.kind === 'accepted' || event.kind === 'report';
      if (!isOfInvoice || violated !== INVOICE_KEY) throw error;
      // The invoice belongs to another attempt of the operator. The rules now know that, and do not
      // store it again.
      const taken = { kind: 'invoice_taken', event } as const;
      return this.applyAndNotify({ ...applied, event: taken });
    }
  }

  /** A subscriber never prevents the settlement: if one fails, each of them gets a savepoint. */
  private async applyAndNotify(applied: Applied): Promise<Settled> {
    try {
      return await this.applyOnce(applied, { withSavepoints: false });
    } catch (error) {
      if (!(error instanceof SubscriberFailed)) throw error;
      return this.applyOnce(applied, { withSavepoints: true });
    }
  }

  private async applyOnce(
    { paymentId, attemptNumber, event, source, further }: Applied,
    { withSavepoints }: { readonly withSavepoints: boolean },
  ): Promise<Settled> {
    const { before, after, recorded, missed } = await this.database.transaction(async (tx) => {
      const locked = await this.repository.lock(tx, paymentId, attemptNumber);
      if (!locked) throw new Error(`Payment ${paymentId} has no attempt ${attemptNumber}`);
      const decision = decide(locked.payment, locked.attempt, event, locked.now);
      if (decision.event === null) {
        return { before: locked.record, after: locked.record, recorded: null, missed: [] };
      }
      const published = publishedBy(locked.payment, locked.attempt, decision);
      const line = {
        source,
        evidence: evidenceOf(event, locked.payment.reviewReason, decision),
        events: outboxEventsOf(published),
      };
      const notices = noticesOf(locked, published);
      const apply = async (): Promise<PaymentRecord> => {
        if (!further) return this.repository.apply(tx, locked, decision, line);
        const settled = await this.repository.write(tx, locked, decision, line);
        await further(tx, settled);
        return settled;
      };
      const result = { before: locked.record, recorded: decision.event };
      if (!withSavepoints && !further && this.subscribers.areOneStatement(notices)) {
        // Their statements are pipelined with the decision and the commit. One that has sent nothing
        // may still fail, and PostgreSQL would commit without it.
        const { areAllSent, answered } = this.subscribers.send(tx, notices);
        if (!areAllSent) await answered;
        const [notified, written] = await Promise.allSettled([answered, apply()]);
        if (written.status === 'rejected') {
          throw notified.status === 'rejected' ? notified.reason : written.reason;
        }
        const missed = notified.status === 'rejected' ? notices : [];
        return { ...result, after: written.value, missed };
      }
      await (withSavepoints
        ? this.subscribers.notifyOneByOne(tx, notices)
        : this.subscribers.notify(tx, notices));
      return { ...result, after: await apply(), missed: [] };
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
    // The payment is settled, and a subscriber that had sent its statement failed without an error of
    // PostgreSQL. All are called again, which they are made for.
    if (missed.length > 0) {
      await this.database.transaction((tx) => this.subscribers.notifyOneByOne(tx, missed));
    }
    return { record: after, recorded };
  }
}

/** An event with the payment and attempt that it is applied to. */
interface Applied {
  readonly paymentId: string;
  readonly attemptNumber: number;
  readonly event: PaymentEvent;
  readonly source: EventSource;
  readonly further: FurtherWork | null;
}

function noticesOf(
  { record, attempt }: Locked,
  published: readonly PublishedEvent[],
): PaymentNotice[] {
  const about = {
    ...{ userId: record.userId, paymentId: record.id, attempt: attempt.number },
    provider: record.paymentProvider,
  };
  return published.map((event) => ({ ...about, ...event }));
}
