import { type Money } from '../../common/money/money.js';
import { type AttemptChannel, type AttemptDelivery } from './attempt.js';
import { type HistoryEvent } from './history.js';
import { mayMove, type PaymentStatus } from './payment-status.js';
import { type ReviewReason } from './review-reason.js';

/** The fields of a payment that the rules need. */
export interface LockedPayment {
  readonly status: PaymentStatus;
  /** The amount that the customer was asked for. */
  readonly asked: Money;
  readonly durationHours: number;
  /** The number of the newest attempt. */
  readonly currentAttempt: number;
  readonly completedAt: Date | null;
  readonly paidInvoiceId: string | null;
  readonly receipt: string | null;
  readonly reviewReason: ReviewReason | null;
  /** The reports that have opened a review or added to one, such as `paid INV2`. */
  readonly contradictions: readonly string[];
}

/** The fields that the rules need of the attempt that an event is about. */
export interface LockedAttempt {
  readonly number: number;
  readonly channel: AttemptChannel;
  readonly delivery: AttemptDelivery;
  readonly invoiceId: string | null;
  readonly state: string;
  readonly reportedAt: Date | null;
}

/** The columns to change. Absent ones stay the same. */
export interface PaymentChange {
  readonly status?: PaymentStatus;
  readonly completedAt?: Date;
  readonly packageExpiryTime?: Date;
  readonly paidInvoiceId?: string;
  readonly receipt?: string;
  /** The provider's fee for the money that completed it and what the seller receives, in minor units. */
  readonly feeMinor?: number;
  readonly netMinor?: number;
  readonly errorMessage?: string;
  /** Null closes the review. */
  readonly reviewReason?: ReviewReason | null;
  /** All contradictions, the new one last. */
  readonly contradictions?: readonly string[];
}
export interface AttemptChange {
  readonly delivery?: AttemptDelivery;
  readonly providerPaymentId?: string;
  readonly invoiceId?: string;
  readonly paymentUrl?: string;
  readonly linkSignatureSealed?: string;
  readonly state?: string;
  readonly receipt?: string;
  readonly failedReason?: string;
  readonly failedCode?: string;
  readonly reportedAt?: Date;
}

/** The effect of an event. Without an `event` nothing is added to the history. */
export interface Decision {
  readonly payment: PaymentChange;
  readonly attempt: AttemptChange;
  readonly event: HistoryEvent | null;
}

/** The decision for an event without effect. */
export const NOTHING: Decision = { payment: {}, attempt: {}, event: null };

/** While a newer attempt is active, an older one can still be paid, but cannot fail the payment. */
export const isCurrent = (payment: LockedPayment, attempt: LockedAttempt): boolean =>
  attempt.number === payment.currentAttempt;

/** Fails a payment that may still fail, with a message for the customer. */
export function fail(payment: LockedPayment, message: string): Pick<Decision, 'payment'> {
  return {
    payment: mayMove(payment.status, 'failed') ? { status: 'failed', errorMessage: message } : {},
  };
}
