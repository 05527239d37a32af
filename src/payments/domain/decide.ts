import {
  type Decision,
  fail,
  isCurrent,
  NOTHING,
  type SettlingAttempt,
  type SettlingPayment,
} from './decision.js';
import { acceptedWithTaken, reportedOfTaken } from './invoice-taken.js';
import { type Acceptance, type NamesInvoice, type News } from './payment-event.js';
import { markedCompleted, markedFailed } from './manual-override.js';
import { isOpen } from './payment-status.js';
import { reported } from './decide-report.js';
import { type Unverifiable } from './unverifiable.js';

const EXPIRED_MESSAGE =
  'The payment was not confirmed in time. If you have paid, it will still count.';
const UNREACHABLE_MESSAGE = 'The payment service could not be reached. Please try again.';

/**
 * Decides what a piece of news about an attempt does to its payment. Pure: the caller locks the
 * rows before, and writes the decision after, in one transaction.
 *
 * @param now when a payment that completes is completed: the database's clock
 */
export function settle(
  payment: SettlingPayment,
  attempt: SettlingAttempt,
  news: News,
  now: Date,
): Decision {
  switch (news.kind) {
    case 'accepted':
      return accepted(payment, attempt, news.acceptance);
    case 'refused':
      return undelivered(payment, attempt, 'refused', news.reason);
    case 'not_sent':
      return undelivered(payment, attempt, 'not_sent', UNREACHABLE_MESSAGE);
    case 'outcome_unknown':
      return attempt.delivery === 'sending'
        ? { payment: {}, attempt: { delivery: 'unknown' }, event: 'outcome_unknown' }
        : NOTHING;
    case 'report':
      return reported(payment, attempt, news.report, now);
    case 'invoice_taken':
      return ofTakenInvoice(payment, attempt, news.news);
    case 'expired':
      return expired(payment, attempt, news.unverifiable ?? null);
    case 'marked_completed':
      return markedCompleted(payment, news.word, now);
    case 'marked_failed':
      return markedFailed(payment);
  }
}

/** The provider's yes may come after its own webhook: it fills in ids and takes nothing back. */
function accepted(
  payment: SettlingPayment,
  attempt: SettlingAttempt,
  acceptance: Acceptance,
): Decision {
  if (attempt.delivery === 'accepted') return NOTHING;
  const isPromptOut =
    attempt.channel === 'prompt' && payment.status === 'pending' && isCurrent(payment, attempt);
  return {
    payment: isPromptOut ? { status: 'processing' } : {},
    attempt: {
      delivery: 'accepted',
      providerPaymentId: acceptance.providerPaymentId,
      ...(acceptance.invoiceId === null || attempt.invoiceId !== null
        ? {}
        : { invoiceId: acceptance.invoiceId }),
      ...(acceptance.paymentUrl === null ? {} : { paymentUrl: acceptance.paymentUrl }),
      ...(acceptance.linkSignatureSealed === null
        ? {}
        : { linkSignatureSealed: acceptance.linkSignatureSealed }),
      ...(attempt.state === '' ? { state: acceptance.state } : {}),
    },
    event: 'accepted',
  };
}

function ofTakenInvoice(
  payment: SettlingPayment,
  attempt: SettlingAttempt,
  news: NamesInvoice,
): Decision {
  if (news.kind === 'report') return reportedOfTaken(payment, news.report);
  const withoutInvoice = accepted(payment, attempt, { ...news.acceptance, invoiceId: null });
  return acceptedWithTaken(payment, news.acceptance, withoutInvoice);
}

/** What nobody could be asked about may have been paid: a person has to look before it is retried. */
function expired(
  payment: SettlingPayment,
  attempt: SettlingAttempt,
  unverifiable: Unverifiable | null,
): Decision {
  if (!isOpen(payment.status) || !isCurrent(payment, attempt)) return NOTHING;
  const opensReview = unverifiable !== null && payment.reviewReason === null;
  return {
    payment: {
      ...fail(payment, EXPIRED_MESSAGE).payment,
      ...(opensReview ? { reviewReason: 'cannot_verify' } : {}),
    },
    attempt: {},
    event: 'expired',
  };
}

function undelivered(
  payment: SettlingPayment,
  attempt: SettlingAttempt,
  delivery: 'refused' | 'not_sent',
  message: string,
): Decision {
  // News of the invoice has come meanwhile, so the provider does have it after all.
  if (attempt.delivery !== 'sending' || attempt.state !== '') return NOTHING;
  const failure = isCurrent(payment, attempt) ? fail(payment, message) : { payment: {} };
  return { ...failure, attempt: { delivery }, event: delivery };
}
