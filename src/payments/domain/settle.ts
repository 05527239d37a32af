import { type Money } from '../../common/money/money.js';
import { addHours } from '../../common/time/instant.js';
import {
  type AttemptChange,
  type Decision,
  NOTHING,
  type PaymentChange,
  type SettlingAttempt,
  type SettlingPayment,
} from './decision.js';
import { type Acceptance, type News, type Report } from './news.js';
import { markedCompleted, markedFailed } from './operator-word.js';
import { isOpen, mayMove } from './payment-status.js';
import { type ReviewReason } from './review-reason.js';

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
    case 'expired':
      return isOpen(payment.status) && isCurrent(payment, attempt)
        ? { ...fail(payment, EXPIRED_MESSAGE), attempt: {}, event: 'expired' }
        : NOTHING;
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

function reported(
  payment: SettlingPayment,
  attempt: SettlingAttempt,
  report: Report,
  now: Date,
): Decision {
  switch (report.outcome) {
    case 'paid':
      return paid(payment, report, now);
    case 'part_paid':
      return partPaid(payment, attempt, report);
    case 'failed':
      return failed(payment, attempt, report);
    case 'open':
      return inProgress(payment, attempt, report);
  }
}

/** Paid wins over everything but a contradiction, and never twice. */
function paid(payment: SettlingPayment, report: Report, now: Date): Decision {
  if (payment.status === 'completed') return paidAgain(payment, report);
  const mismatch = mismatchOf(payment.asked, report.amount);
  if (mismatch) return contradiction(payment, report, mismatch);

  return {
    payment: {
      status: 'completed',
      completedAt: now,
      packageExpiryTime: addHours(now, payment.durationHours),
      paidInvoiceId: report.invoiceId,
      ...(report.receipt === null ? {} : { receipt: report.receipt }),
      errorMessage: '',
    },
    attempt: attemptFacts(report),
    event: payment.status === 'failed' ? 'late_success' : 'completed',
  };
}

/** Money for a payment that has been paid: the same again, or more of it. */
function paidAgain(payment: SettlingPayment, report: Report): Decision {
  if (!isTheMoney(payment, report)) {
    const more = contradiction(payment, report, 'double_payment');
    // An operator has taken it for paid, with cash perhaps. The invoice is on record from now on.
    const isFirstInvoice = more.event !== null && payment.paidInvoiceId === null;
    return isFirstInvoice
      ? { ...more, payment: { ...more.payment, ...moneyLearned(payment, report) } }
      : more;
  }
  // A receipt may come later than the success, and an operator's word has no invoice yet.
  const learned = moneyLearned(payment, report);
  return Object.keys(learned).length === 0
    ? NOTHING
    : { payment: learned, attempt: attemptFacts(report), event: 'receipt_learned' };
}

/**
 * Whether a report is about the very money that a payment was completed with. An operator's word
 * names no invoice: its money has the receipt that the operator gave, or was already on the table
 * when they decided.
 */
const isTheMoney = (payment: SettlingPayment, report: Report): boolean =>
  payment.paidInvoiceId === null
    ? (report.receipt !== null && report.receipt === payment.receipt) ||
      payment.contradictions.includes(contradictionOf(report))
    : payment.paidInvoiceId === report.invoiceId;

function moneyLearned(payment: SettlingPayment, report: Report): PaymentChange {
  return {
    ...(payment.paidInvoiceId === null ? { paidInvoiceId: report.invoiceId } : {}),
    ...(payment.receipt === null && report.receipt !== null ? { receipt: report.receipt } : {}),
  };
}

/** A part grants nothing, and must not vanish either. It may come after the news of the whole. */
function partPaid(payment: SettlingPayment, attempt: SettlingAttempt, report: Report): Decision {
  const { status, paidInvoiceId } = payment;
  const isOfPayer = status === 'completed' && paidInvoiceId === report.invoiceId;
  if (isOfPayer && isStale(attempt, report)) return NOTHING;
  const isMore = status === 'completed' && !isOfPayer;
  const reason = isMore ? 'double_payment' : 'amount_mismatch';
  return contradiction(payment, report, reason);
}

function failed(payment: SettlingPayment, attempt: SettlingAttempt, report: Report): Decision {
  if (report.receipt !== null && payment.paidInvoiceId !== report.invoiceId) {
    return failedWithReceipt(payment, attempt, report);
  }
  if (isStale(attempt, report)) return NOTHING;
  if (payment.status === 'completed') {
    if (payment.paidInvoiceId === report.invoiceId) {
      return contradiction(payment, report, 'failed_after_complete');
    }
    // The invoice that was paid stays the one that is shown, and refunded.
    const showsPaidInvoice =
      attempt.invoiceId !== null && attempt.invoiceId === payment.paidInvoiceId;
    return showsPaidInvoice ? NOTHING : attemptOnly(attempt, report);
  }
  // While a newer prompt is out, the failure of an older one is no news for the customer.
  if (payment.status === 'failed' || !isCurrent(payment, attempt)) {
    return attemptOnly(attempt, report);
  }
  return {
    ...fail(payment, failureMessage(report)),
    attempt: attemptFacts(report),
    event: 'failed',
  };
}

/**
 * A receipt is the mobile-money company's word that it took the money, whatever has become of the
 * invoice since: the news of its success got lost.
 */
function failedWithReceipt(
  payment: SettlingPayment,
  attempt: SettlingAttempt,
  report: Report,
): Decision {
  const isSecond = payment.status === 'completed' && payment.paidInvoiceId !== null;
  const reason = isSecond ? 'double_payment' : 'failed_after_complete';
  const decision = contradiction(payment, report, reason);
  const isOver = isOpen(payment.status) && isCurrent(payment, attempt) && !isStale(attempt, report);
  return isOver && decision.event !== null
    ? {
        ...decision,
        payment: { ...fail(payment, failureMessage(report)).payment, ...decision.payment },
      }
    : decision;
}

const failureMessage = (report: Report): string =>
  report.failure?.message ?? 'The payment was not completed.';

function inProgress(payment: SettlingPayment, attempt: SettlingAttempt, report: Report): Decision {
  if (isStale(attempt, report)) return NOTHING;
  if (!isOpen(payment.status) || !isCurrent(payment, attempt)) return NOTHING;
  const isFirstWord = payment.status === 'pending';
  if (!isFirstWord && attempt.state === report.state) return NOTHING;
  return {
    payment: isFirstWord ? { status: 'processing' } : {},
    attempt: attemptFacts(report),
    event: 'in_progress',
  };
}

function attemptOnly(attempt: SettlingAttempt, report: Report): Decision {
  return isKnown(attempt, report)
    ? NOTHING
    : { payment: {}, attempt: attemptFacts(report), event: 'attempt_failed' };
}

/**
 * The first contradiction names the review; each later one is kept in the history. The same one
 * again is no news, not even after an operator has closed the review.
 */
function contradiction(payment: SettlingPayment, report: Report, reason: ReviewReason): Decision {
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
const contradictionOf = (report: Report): string => `${report.outcome} ${report.invoiceId}`;

/** While a newer attempt is out, an older one can still be paid, but no longer fail the payment. */
const isCurrent = (payment: SettlingPayment, attempt: SettlingAttempt): boolean =>
  attempt.number === payment.currentAttempt;

/** Whether the attempt has already been told just this. */
const isKnown = (attempt: SettlingAttempt, report: Report): boolean =>
  attempt.state === report.state && attempt.invoiceId === report.invoiceId;

/** More than asked is fine: some tariffs add the fee to what the customer pays. */
function mismatchOf(asked: Money, collected: Money | null): ReviewReason | null {
  if (collected === null) return 'amount_mismatch';
  if (collected.currency !== asked.currency) return 'currency_mismatch';
  return collected.isLessThan(asked) ? 'amount_mismatch' : null;
}

function fail(payment: SettlingPayment, message: string): Pick<Decision, 'payment'> {
  return {
    payment: mayMove(payment.status, 'failed') ? { status: 'failed', errorMessage: message } : {},
  };
}

/** Events overtake each other: what was true before the newest report is no longer news. */
const isStale = (attempt: SettlingAttempt, report: Report): boolean =>
  attempt.reportedAt !== null && report.at !== null && report.at < attempt.reportedAt;

function attemptFacts(report: Report): AttemptChange {
  return {
    invoiceId: report.invoiceId,
    state: report.state,
    ...(report.receipt === null ? {} : { receipt: report.receipt }),
    ...(report.failure === null
      ? {}
      : {
          ...(report.failure.reason === null ? {} : { failedReason: report.failure.reason }),
          ...(report.failure.code === null ? {} : { failedCode: report.failure.code }),
        }),
    ...(report.at === null ? {} : { reportedAt: report.at }),
  };
}
