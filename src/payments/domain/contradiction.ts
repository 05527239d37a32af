import { type Decision, NOTHING, type PaymentChange, type LockedPayment } from './decision.js';
import { type Report } from './payment-event.js';
import { attemptFacts } from './report-facts.js';
import { type ReviewReason } from './review-reason.js';

/**
 * The first contradiction names the review; each later one is kept in the history. The same one
 * again changes nothing, not even after an operator has closed the review.
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

/** Opens the review of a payment that is completed by more money than was asked for. */
export const overpaid = (payment: LockedPayment, report: Report): PaymentChange =>
  openReview(payment, overpaymentOf(report), 'amount_mismatch');

/** Whether an operator has been told that the amount of this invoice is not what was asked. */
export const isAmountKnownToDiffer = (payment: LockedPayment, report: Report): boolean =>
  [contradictionOf(report), overpaymentOf(report)].some((name) =>
    payment.contradictions.includes(name),
  );

/** Notes what is held against a payment, under a name, and opens a review unless one is open. */
export function openReview(
  payment: LockedPayment,
  name: string,
  reason: ReviewReason,
): PaymentChange {
  // That nobody could be asked says less than a report that came since.
  const isStronger = payment.reviewReason === null || payment.reviewReason === 'cannot_verify';
  return {
    contradictions: [...payment.contradictions, name],
    ...(isStronger ? { reviewReason: reason } : {}),
  };
}

/**
 * Has a name of its own, so that more money after a part of it is told, even when the review of
 * the part has been closed.
 */
const overpaymentOf = ({ invoiceId }: Report): string => `overpaid ${invoiceId}`;

/** What a report says against a payment: an invoice, and that it was paid or has failed. */
export const contradictionOf = (report: Pick<Report, 'outcome' | 'invoiceId'>): string =>
  `${report.outcome} ${report.invoiceId}`;
