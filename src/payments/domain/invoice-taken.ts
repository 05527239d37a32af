import { openReview } from './contradiction.js';
import { type Decision, NOTHING, type LockedPayment } from './decision.js';
import { type Acceptance, type Report } from './payment-event.js';

/** The name of the contradiction when an invoice already belongs to another attempt. */
export const takenInvoiceOf = (invoiceId: string): string => `invoice ${invoiceId} taken`;

/**
 * Handles a report about an invoice that already belongs to another attempt of the operator. It is
 * unknown which attempt it belongs to, so it completes nothing, and a person has to check.
 */
export function reportedOfTaken(payment: LockedPayment, { invoiceId }: Report): Decision {
  const name = takenInvoiceOf(invoiceId);
  if (payment.contradictions.includes(name)) return NOTHING;
  return {
    payment: openReview(payment, name, 'cannot_verify'),
    attempt: {},
    event: 'contradicted',
  };
}

/**
 * Handles an acceptance whose invoice already belongs to another attempt of the operator. The
 * acceptance counts, the invoice does not: the attempt can be found by its reference.
 *
 * @param decision the decision about the acceptance without its invoice
 */
export function acceptedWithTaken(
  payment: LockedPayment,
  { invoiceId }: Acceptance,
  decision: Decision,
): Decision {
  if (decision.event === null || invoiceId === null) return decision;
  const review = openReview(payment, takenInvoiceOf(invoiceId), 'cannot_verify');
  return { ...decision, payment: { ...decision.payment, ...review } };
}
