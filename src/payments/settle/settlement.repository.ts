import { Injectable } from '@nestjs/common';
import { Money } from '../../common/money/money.js';
import { type Sql } from '../../database/database.js';
import {
  appendEvents,
  eventParameters,
  type EventParameters,
  type OutboxEvent,
} from '../../database/outbox.js';
import { prepared, type Query } from '../../database/statement.js';
import { type Transaction } from '../../database/transaction.js';
import {
  type AttemptChange,
  type Decision,
  type EventSource,
  type HistoryEvent,
  type LockedAttempt,
  type LockedPayment,
  type PaymentChange,
  type PaymentStatus,
  type ReviewReason,
} from '../domain/index.js';
import {
  NEWEST_ATTEMPT,
  PAYMENT_COLUMNS,
  paymentRecord,
  type PaymentRecord,
  type PaymentRow,
} from '../payment-record.js';

/** A payment and one of its attempts, locked until the transaction ends. */
export interface Locked {
  readonly record: PaymentRecord;
  readonly payment: LockedPayment;
  readonly attempt: LockedAttempt;
  /** The time by the database's clock, read after the lock was obtained. */
  readonly now: Date;
}

type LockedRow = PaymentRow & {
  readonly attemptNumber: number;
  readonly attemptChannel: LockedAttempt['channel'];
  readonly attemptDelivery: LockedAttempt['delivery'];
  readonly attemptInvoiceId: string | null;
  readonly attemptState: string;
  readonly attemptReportedAt: Date | null;
  readonly contradictions: readonly string[];
  readonly now: Date;
};

/** A history entry for a decision, and the events that tell of it. */
export interface HistoryLine {
  readonly source: EventSource;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly events: readonly OutboxEvent[];
}

/** Each field of a change; an undefined one leaves its column unchanged. */
type Given<Change> = { readonly [Field in keyof Change]-?: Change[Field] | undefined };

type DecisionParameters = Given<Omit<AttemptChange, 'receipt'>> &
  Given<Omit<PaymentChange, 'receipt' | 'reviewReason'>> &
  EventParameters & {
    readonly paymentId: string;
    readonly number: number;
    readonly attemptReceipt: string | undefined;
    readonly receipt: string | undefined;
    readonly reviewReason: ReviewReason | '' | undefined;
    readonly event: HistoryEvent | null;
    readonly fromStatus: PaymentStatus;
    readonly source: EventSource;
    readonly evidence: string;
  };

// The clock is read outside of the locking part: a statement that waits for a lock has already
// computed its columns, and would complete the payment at the time when the wait began.
const LOCK = prepared<LockedRow, { paymentId: string; number: number }>(
  'lock_payment',
  `
  WITH locked AS MATERIALIZED (
    SELECT ${PAYMENT_COLUMNS},
           t.number AS "attemptNumber", t.channel AS "attemptChannel",
           t.delivery AS "attemptDelivery", t.invoice_id AS "attemptInvoiceId",
           t.provider_state AS "attemptState", t.reported_at AS "attemptReportedAt",
           p.contradictions
      FROM payments p
      JOIN payment_attempts t ON t.payment_id = p.id AND t.number = :number
      JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
     WHERE p.id = :paymentId
       FOR UPDATE
  )
  SELECT locked.*, clock_timestamp()::timestamptz(3) AS now FROM locked`,
);

// One statement for four tables. Null leaves a column unchanged; the empty review reason removes
// the reason.
const APPLY = prepared<PaymentRow, DecisionParameters>(
  'apply_decision',
  `
  WITH attempt AS (
    UPDATE payment_attempts SET
      delivery = COALESCE(:delivery, delivery),
      provider_payment_id = COALESCE(:providerPaymentId, provider_payment_id),
      invoice_id = COALESCE(:invoiceId, invoice_id),
      payment_url = COALESCE(:paymentUrl, payment_url),
      link_signature_sealed = COALESCE(:linkSignatureSealed, link_signature_sealed),
      provider_state = COALESCE(:state, provider_state),
      mpesa_reference = COALESCE(:attemptReceipt, mpesa_reference),
      failed_reason = COALESCE(:failedReason, failed_reason),
      failed_code = COALESCE(:failedCode, failed_code),
      reported_at = COALESCE(:reportedAt, reported_at),
      updated_at = clock_timestamp()
    WHERE payment_id = :paymentId AND number = :number
    RETURNING *
  ), payment AS (
    UPDATE payments SET
      status = COALESCE(:status, status),
      completed_at = COALESCE(:completedAt, completed_at),
      package_expiry_time = COALESCE(:packageExpiryTime, package_expiry_time),
      paid_invoice_id = COALESCE(:paidInvoiceId, paid_invoice_id),
      mpesa_reference = COALESCE(:receipt, mpesa_reference),
      fee_minor = COALESCE(:feeMinor, fee_minor),
      net_minor = COALESCE(:netMinor, net_minor),
      error_message = COALESCE(:errorMessage, error_message),
      review_reason = NULLIF(COALESCE(:reviewReason, review_reason), ''),
      contradictions = COALESCE(:contradictions, contradictions),
      updated_at = clock_timestamp()
    WHERE id = :paymentId
    RETURNING *
  ), line AS (
    INSERT INTO payment_history
      (payment_id, user_id, attempt, event, from_status, to_status, source, evidence)
    SELECT id, user_id, :number, :event, :fromStatus, status, :source, :evidence FROM payment
  ), published AS (${appendEvents('payment')}
  ), attempts AS (
    SELECT * FROM attempt
    UNION ALL
    SELECT * FROM payment_attempts WHERE payment_id = :paymentId AND number <> :number
  )
  SELECT ${PAYMENT_COLUMNS} FROM payment p JOIN attempts a ON ${NEWEST_ATTEMPT}`,
);

/** The SQL of settling payments. */
@Injectable()
export class SettlementRepository {
  /** Locks a payment and the attempt of an event; null when there is no such attempt. */
  async lock(tx: Sql, paymentId: string, number: number): Promise<Locked | null> {
    const lock = LOCK({ paymentId, number });
    const [row] = await tx.query(lock);
    if (row) return lockedFrom(row);
    // A retry that this statement waited for may have added an attempt that it cannot see. The lock
    // is held now, so the next statement sees everything.
    const [seen] = await tx.query(lock);
    return seen ? lockedFrom(seen) : null;
  }

  /** Writes a decision with its history entry and events, commits, and returns the payment. */
  async apply(
    tx: Transaction,
    locked: Locked,
    decision: Decision,
    line: HistoryLine,
  ): Promise<PaymentRecord> {
    return changed(await tx.finish(statementOf(locked, decision, line)));
  }

  /** Writes a decision with its history entry and events. The caller commits. */
  async write(
    tx: Sql,
    locked: Locked,
    decision: Decision,
    line: HistoryLine,
  ): Promise<PaymentRecord> {
    return changed(await tx.query(statementOf(locked, decision, line)));
  }
}

function statementOf(
  { record, attempt }: Locked,
  { payment, attempt: changes, event }: Decision,
  { source, evidence, events }: HistoryLine,
): Query<PaymentRow> {
  // Written out, because an object of this size is slow to build from several others.
  return APPLY({
    paymentId: record.id,
    number: attempt.number,
    delivery: changes.delivery,
    providerPaymentId: changes.providerPaymentId,
    invoiceId: changes.invoiceId,
    paymentUrl: changes.paymentUrl,
    linkSignatureSealed: changes.linkSignatureSealed,
    state: changes.state,
    attemptReceipt: changes.receipt,
    failedReason: changes.failedReason,
    failedCode: changes.failedCode,
    reportedAt: changes.reportedAt,
    status: payment.status,
    completedAt: payment.completedAt,
    packageExpiryTime: payment.packageExpiryTime,
    paidInvoiceId: payment.paidInvoiceId,
    receipt: payment.receipt,
    feeMinor: payment.feeMinor,
    netMinor: payment.netMinor,
    errorMessage: payment.errorMessage,
    reviewReason: payment.reviewReason === null ? '' : payment.reviewReason,
    contradictions: payment.contradictions,
    event,
    fromStatus: record.status,
    source,
    evidence: JSON.stringify(evidence),
    ...eventParameters(events),
  });
}

function changed([row]: readonly PaymentRow[]): PaymentRecord {
  if (!row) throw new Error('A locked payment is gone');
  return paymentRecord(row);
}

function lockedFrom({ now, ...row }: LockedRow): Locked {
  const record = paymentRecord(row);
  return {
    record,
    payment: {
      status: record.status,
      asked: Money.fromMinor(record.amountMinor, record.currency),
      durationHours: record.durationHours,
      currentAttempt: record.retryCount + 1,
      completedAt: record.completedAt,
      paidInvoiceId: record.paidInvoiceId,
      receipt: record.receipt,
      reviewReason: record.reviewReason,
      contradictions: row.contradictions,
    },
    attempt: {
      number: row.attemptNumber,
      channel: row.attemptChannel,
      delivery: row.attemptDelivery,
      invoiceId: row.attemptInvoiceId,
      state: row.attemptState,
      reportedAt: row.attemptReportedAt,
    },
    now,
  };
}
