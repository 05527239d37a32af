import { toIso } from '../../common/time/instant.js';
import { type Decision } from '../domain/decision.js';
import { type News } from '../domain/payment-event.js';
import { type ReviewReason } from '../domain/review-reason.js';

/**
 * What the history keeps of a piece of news: enough to explain a decision years later, no secret.
 *
 * @param review why the payment was under review when the news came
 * @param decision what the news has done
 */
export function evidenceOf(
  news: News,
  review: ReviewReason | null,
  decision: Pick<Decision, 'payment'>,
): Record<string, unknown> {
  const { reviewReason: opened } = decision.payment;
  switch (news.kind) {
    case 'accepted':
      return {
        provider_payment_id: news.acceptance.providerPaymentId,
        invoice_id: news.acceptance.invoiceId,
        state: news.acceptance.state,
      };
    case 'refused':
    case 'not_sent':
    case 'outcome_unknown':
      return { reason: news.reason };
    case 'report': {
      const { report } = news;
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
      return { ...evidenceOf(news.news, review, decision), conflict: 'invoice_of_another_attempt' };
    case 'expired':
      return news.unverifiable ? { cannot_verify: news.unverifiable } : {};
    case 'marked_completed':
    case 'marked_failed':
      return {
        operator: news.word.operator,
        reason: news.word.reason,
        mpesa_reference: news.word.receipt,
        review_reason: review,
      };
  }
}
