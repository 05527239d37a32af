import { type Decision, type LockedAttempt, type LockedPayment } from './decision.js';
import { reversalOf } from './received-money.js';
import { type ReviewReason } from './review-reason.js';

/** The events that other features receive in the transaction that writes the payment. */
export type PublishedEvent =
  | {
      readonly kind: 'payment_completed';
      /** ISO 8601, in UTC. */
      readonly completedAt: string;
      readonly packageExpiryTime: string;
      /** Whether the customer's phone paid it by a prompt, which proves that the number is theirs. */
      readonly isPaidByPhone: boolean;
    }
  | { readonly kind: 'payment_failed' }
  | { readonly kind: 'review_opened'; readonly reason: ReviewReason }
  /** The money that completed the payment was taken back. */
  | { readonly kind: 'payment_reversed'; readonly receipt: string }
  | { readonly kind: 'review_closed' }
  | { readonly kind: 'invoice_learned'; readonly invoiceId: string };
export type PublishedKind = PublishedEvent['kind'];

/** Returns the events of a decision, in the order in which subscribers receive them. Pure. */
export function publishedBy(
  before: LockedPayment,
  attempt: LockedAttempt,
  { payment, attempt: change, event }: Decision,
): readonly PublishedEvent[] {
  const events: PublishedEvent[] = [];
  const { invoiceId } = change;
  if (invoiceId !== undefined && invoiceId !== attempt.invoiceId) {
    events.push({ kind: 'invoice_learned', invoiceId });
  }
  const { status, completedAt, packageExpiryTime, paidInvoiceId, reviewReason } = payment;
  if (status === 'completed' && before.status !== 'completed' && completedAt && packageExpiryTime) {
    events.push({
      kind: 'payment_completed',
      completedAt: completedAt.toISOString(),
      packageExpiryTime: packageExpiryTime.toISOString(),
      isPaidByPhone: attempt.channel === 'prompt' && paidInvoiceId !== undefined,
    });
  }
  if (status === 'failed' && before.status !== 'failed') events.push({ kind: 'payment_failed' });
  const { receipt } = before;
  if (event === 'reversed' && before.status === 'completed' && receipt !== null) {
    if (payment.contradictions?.at(-1) === reversalOf(receipt)) {
      events.push({ kind: 'payment_reversed', receipt });
    }
  }
  if (reviewReason === null && before.reviewReason !== null) events.push({ kind: 'review_closed' });
  if (reviewReason && reviewReason !== before.reviewReason) {
    events.push({ kind: 'review_opened', reason: reviewReason });
  }
  return events;
}
