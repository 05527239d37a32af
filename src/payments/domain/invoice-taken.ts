import { openReview } from './contradiction.js';
import { type Decision, NOTHING, type LockedPayment } from './decision.js';
import { type Acceptance, type Report } from './payment-event.js';

/** An invoice that the provider names for an attempt, and that another attempt has. */
export const takenInvoiceOf = (invoiceId: string): string => `invoice ${invoiceId} taken`;

/**
 * A report about an invoice that another attempt of the operator has already. Which of the two it
 * belongs to cannot be known, so it grants nothing, and a person has to look.
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
 * The provider's yes that names an invoice which another attempt of the operator has already.
 * The yes counts, the invoice does not: the attempt is found by its reference.
 *
 * @param decision what the yes does without its invoice
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
