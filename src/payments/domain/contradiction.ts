import { type Decision, NOTHING, type SettlingPayment } from './decision.js';
import { type Report } from './news.js';
import { attemptFacts } from './report-facts.js';
import { type ReviewReason } from './review-reason.js';

/**
 * The first contradiction names the review; each later one is kept in the history. The same one
 * again is no news, not even after an operator has closed the review.
 */
export function contradiction(
  payment: SettlingPayment,
  report: Report,
  reason: ReviewReason,
): Decision {
  const name = contradictionOf(report);
  if (payment.contradictions.includes(name)) return NOTHING;
  return {
    payment: {
      contradictions: [...payment.contradictions, name],
      ...(payment.reviewReason === null ? { reviewReason: reason } : {}),
    },
    attempt: attemptFacts(report),
    event: 'contradicted',
  };
}

/** What a report says against a payment: an invoice, and that it was paid or has failed. */
export const contradictionOf = (report: Report): string => `${report.outcome} ${report.invoiceId}`;
