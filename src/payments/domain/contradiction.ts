import { type Decision, NOTHING, type PaymentChange, type LockedPayment } from './decision.js';
import { type Report } from './payment-event.js';
import { attemptFacts } from './report-facts.js';
import { type ReviewReason } from './review-reason.js';

/**
 * Handles a report that contradicts a payment. The first one opens the review, and each later one
 * is added to the history. A repeated one changes nothing, not even after the review was closed.
 */
export function contradiction(
  payment: LockedPayment,
  report: Report,
  reason: ReviewReason,
): Decision {
  const name = contradictionOf(report);
  if (payment.contradictions.includes(name)) return NOTHING;
  return {
    payment: openReview(payment, name, reason),
    attempt: attemptFacts(report),
    event: 'contradicted',
  };
}

/** Opens the review of a payment that was completed by more money than asked. */
export const overpaid = (payment: LockedPayment, report: Report): PaymentChange =>
  openReview(payment, overpaymentOf(report), 'amount_mismatch');

/** Whether a review was already opened because the amount of this invoice differs. */
export const isAmountKnownToDiffer = (payment: LockedPayment, report: Report): boolean =>
  [contradictionOf(report), overpaymentOf(report)].some((name) =>
    payment.contradictions.includes(name),
  );

/** Stores a contradiction under a name, and opens a review unless one is open. */
export function openReview(
  payment: LockedPayment,
  name: string,
  reason: ReviewReason,
): PaymentChange {
  // A report since then is stronger evidence than a failed verification.
  const isStronger = payment.reviewReason === null || payment.reviewReason === 'cannot_verify';
  return {
    contradictions: [...payment.contradictions, name],
    ...(isStronger ? { reviewReason: reason } : {}),
  };
}

/** The name of an overpayment without an invoice. */
export const receiptOverpaid = (receipt: string): string => `overpaid by receipt ${receipt}`;

/**
 * It has its own name, so that an overpayment after a part payment opens a review even when the
 * review of the part payment was closed.
 */
const overpaymentOf = ({ invoiceId }: Report): string => `overpaid ${invoiceId}`;

/** Whether a success resolves everything that the review is about. */
export const isAnswered = ({ reviewReason, contradictions }: LockedPayment): boolean =>
  reviewReason === 'cannot_verify' && contradictions.length === 0;

/** The name of the contradiction of a report: the invoice, and whether it was paid or failed. */
export const contradictionOf = (report: Pick<Report, 'outcome' | 'invoiceId'>): string =>
  `${report.outcome} ${report.invoiceId}`;
