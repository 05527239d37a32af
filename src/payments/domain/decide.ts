import {
  type Decision,
  fail,
  isCurrent,
  NOTHING,
  type LockedAttempt,
  type LockedPayment,
} from './decision.js';
import { acceptedWithTaken, reportedOfTaken } from './invoice-taken.js';
import { type Acceptance, type NamesInvoice, type PaymentEvent } from './payment-event.js';
import { overrideCompleted, overrideFailed } from './manual-override.js';
import { received, reportedOfTakenReceipt, reversed } from './received-money.js';
import { isOpen } from './payment-status.js';
import { resolveReview } from './resolve-review.js';
import { reported } from './decide-report.js';
import { type Unverifiable } from './unverifiable.js';

const EXPIRED_MESSAGE =
  'The payment was not confirmed in time. If you have paid, it will still count.';
const UNREACHABLE_MESSAGE = 'The payment service could not be reached. Please try again.';

/**
 * Decides what an event about an attempt does to its payment. Pure: the caller locks the rows
 * before and writes the decision after, in one transaction.
 *
 * @param now the time at which a payment completes, by the clock of the database
 */
export function decide(
  payment: LockedPayment,
  attempt: LockedAttempt,
  event: PaymentEvent,
  now: Date,
): Decision {
  switch (event.kind) {
    case 'accepted':
      return accepted(payment, attempt, event.acceptance);
    case 'refused':
      return undelivered(payment, attempt, 'refused', event.reason);
    case 'not_sent':
      return undelivered(payment, attempt, 'not_sent', UNREACHABLE_MESSAGE);
    case 'outcome_unknown':
      return attempt.delivery === 'sending'
        ? { payment: {}, attempt: { delivery: 'unknown' }, event: 'outcome_unknown' }
        : NOTHING;
    case 'report':
      return reported(payment, attempt, event.report, now);
    case 'invoice_taken':
      return ofTakenInvoice(payment, attempt, event.event);
    case 'receipt_taken':
      return reportedOfTakenReceipt(payment, event.report);
    case 'received':
      return received(payment, event.money, now);
    case 'reversed':
      return reversed(payment, event.receipt);
    case 'expired':
      return expired(payment, attempt, event.unverifiable ?? null);
    case 'unverifiable':
      return unverifiable(payment);
    case 'marked_completed':
      return overrideCompleted(payment, event.override, now);
    case 'marked_failed':
      return overrideFailed(payment);
    case 'review_resolved':
      return resolveReview(payment, event.resolution, event.about);
  }
}

/** Handles the provider's acceptance. It may come after the first webhook, so it only adds ids. */
function accepted(
  payment: LockedPayment,
  attempt: LockedAttempt,
  acceptance: Acceptance,
): Decision {
  if (attempt.delivery === 'accepted') return NOTHING;
  const isPromptOut =
    attempt.channel === 'prompt' && payment.status === 'pending' && isCurrent(payment, attempt);
  return {
    payment: isPromptOut ? { status: 'processing' } : {},
    attempt: {
      delivery: 'accepted',
      ...(acceptance.providerPaymentId === null
        ? {}
        : { providerPaymentId: acceptance.providerPaymentId }),
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
  payment: LockedPayment,
  attempt: LockedAttempt,
  event: NamesInvoice,
): Decision {
  if (event.kind === 'report') return reportedOfTaken(payment, event.report);
  const withoutInvoice = accepted(payment, attempt, { ...event.acceptance, invoiceId: null });
  return acceptedWithTaken(payment, event.acceptance, withoutInvoice);
}

/**
 * Handles an expiry. A payment that could not be verified may have been paid, so a person checks it
 * before a retry.
 */
function expired(
  payment: LockedPayment,
  attempt: LockedAttempt,
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

/**
 * Handles a report that cannot be verified. It may be true, so a person checks a failed payment
 * before a retry. An open payment is reconciled until it expires.
 */
function unverifiable(payment: LockedPayment): Decision {
  if (payment.status !== 'failed' || payment.reviewReason !== null) return NOTHING;
  return { payment: { reviewReason: 'cannot_verify' }, attempt: {}, event: 'unverifiable' };
}

function undelivered(
  payment: LockedPayment,
  attempt: LockedAttempt,
  delivery: 'refused' | 'not_sent',
  message: string,
): Decision {
  // A report about the invoice came meanwhile, so the provider does have it.
  if (attempt.delivery !== 'sending' || attempt.state !== '') return NOTHING;
  const failure = isCurrent(payment, attempt) ? fail(payment, message) : { payment: {} };
  return { ...failure, attempt: { delivery }, event: delivery };
}
