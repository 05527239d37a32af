import { toIso } from '../../common/time/instant.js';
import { type Decision, type PaymentEvent, type ReviewReason } from '../domain/index.js';

/**
 * Returns what the history stores of an event: enough to explain a decision years later, and no
 * secrets.
 *
 * @param review why the payment was under review when the event arrived
 * @param decision the effect of the event
 */
export function evidenceOf(
  event: PaymentEvent,
  review: ReviewReason | null,
  decision: Pick<Decision, 'payment'>,
): Record<string, unknown> {
  const { reviewReason: opened } = decision.payment;
  switch (event.kind) {
    case 'accepted':
      return {
        provider_payment_id: event.acceptance.providerPaymentId,
        invoice_id: event.acceptance.invoiceId,
        state: event.acceptance.state,
      };
    case 'refused':
      return {
        reason: event.reason,
        ...(event.about === 'credentials' ? { about: event.about } : {}),
      };
    case 'not_sent':
    case 'outcome_unknown':
      return { reason: event.reason };
    case 'report': {
      const { report } = event;
      return {
        invoice_id: report.invoiceId,
        state: report.state,
        amount: report.amount?.toString() ?? null,
        currency: report.amount?.currency ?? null,
        mpesa_reference: report.receipt,
        failed_reason: report.failure?.reason ?? null,
        failed_code: report.failure?.code ?? null,
        reported_at: toIso(report.at),
        ...(opened ? { opened_review: opened } : {}),
      };
    }
    case 'invoice_taken':
      return {
        ...evidenceOf(event.event, review, decision),
        conflict: 'invoice_of_another_attempt',
      };
    case 'receipt_taken':
      return {
        ...evidenceOf({ kind: 'report', report: event.report }, review, decision),
        conflict: 'receipt_of_another_payment',
      };
    case 'received':
      return {
        mpesa_reference: event.money.receipt,
        amount: event.money.amount.toString(),
        currency: event.money.amount.currency,
        matched_by: event.money.by,
        ...(opened ? { opened_review: opened } : {}),
      };
    case 'reversed':
      return { mpesa_reference: event.receipt, ...(opened ? { opened_review: opened } : {}) };
    case 'expired':
      return event.unverifiable ? { cannot_verify: event.unverifiable } : {};
    case 'unverifiable':
      return { cannot_verify: event.why };
    case 'marked_completed':
    case 'marked_failed':
      return {
        operator: event.override.operator,
        reason: event.override.reason,
        mpesa_reference: event.override.receipt,
        review_reason: review,
      };
    case 'review_resolved':
      return { ...event.resolution, review_reason: review };
  }
}
