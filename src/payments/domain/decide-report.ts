import { addHours } from '../../common/time/instant.js';
import {
  contradiction,
  contradictionOf,
  isAnswered,
  isAmountKnownToDiffer,
  overpaid,
} from './contradiction.js';
import {
  type Decision,
  fail,
  isCurrent,
  NOTHING,
  type PaymentChange,
  type LockedAttempt,
  type LockedPayment,
} from './decision.js';
import { type Report } from './payment-event.js';
import { isOpen } from './payment-status.js';
import {
  attemptFacts,
  failureMessage,
  isEnough,
  isKnown,
  isStale,
  chargesOf,
  mismatchOf,
} from './report-facts.js';

/** Decides what a provider report does to the payment; see `decide`. */
export function reported(
  payment: LockedPayment,
  attempt: LockedAttempt,
  report: Report,
  now: Date,
): Decision {
  switch (report.outcome) {
    case 'paid':
      return paid(payment, attempt, report, now);
    case 'part_paid':
      return partPaid(payment, attempt, report);
    case 'failed':
      return failed(payment, attempt, report);
    case 'open':
      return inProgress(payment, attempt, report);
  }
}

/**
 * Handles a paid invoice. It completes the payment, even a failed one, but only once. An
 * overpayment completes it too.
 */
function paid(payment: LockedPayment, attempt: LockedAttempt, report: Report, now: Date): Decision {
  if (payment.status === 'completed') return paidAgain(payment, attempt, report);
  const mismatch = mismatchOf(payment.asked, report.amount);
  if (mismatch && !isEnough(payment.asked, report.amount)) {
    return contradiction(payment, report, mismatch);
  }

  return {
    payment: {
      status: 'completed',
      completedAt: now,
      packageExpiryTime: addHours(now, payment.durationHours),
      paidInvoiceId: report.invoiceId,
      ...(report.receipt === null ? {} : { receipt: report.receipt }),
      ...chargesOf(payment, report),
      errorMessage: '',
      ...(isAnswered(payment) ? { reviewReason: null } : {}),
      ...(mismatch ? overpaid(payment, report) : {}),
    },
    attempt: attemptFacts(report),
    event: payment.status === 'failed' ? 'late_success' : 'completed',
  };
}

/**
 * Handles money for a payment that is already paid: the same money reported again, or more money.
 */
function paidAgain(payment: LockedPayment, attempt: LockedAttempt, report: Report): Decision {
  if (!isTheMoney(payment, report)) {
    const more = contradiction(payment, report, 'double_payment');
    // The operator marked it as paid, perhaps in cash. From now on its invoice is known.
    const isFirstInvoice = more.event !== null && payment.paidInvoiceId === null;
    return isFirstInvoice
      ? { ...more, payment: { ...more.payment, ...moneyLearned(payment, report) } }
      : more;
  }
  // The receipt may come after the success, and a manual override has no invoice yet.
  const learned = moneyLearned(payment, report);
  const isNew = Object.keys(learned).length > 0;
  // Facts about the money are compared even if the report is old, because there may be no other.
  const doubt = isNew || !isStale(attempt, report) ? amountInDoubt(payment, report) : NOTHING;
  if (doubt.event !== null) return { ...doubt, payment: { ...doubt.payment, ...learned } };
  return isNew
    ? { payment: learned, attempt: attemptFacts(report), event: 'receipt_learned' }
    : NOTHING;
}

/**
 * Whether a report is about the money that completed the payment. A manual override has no invoice:
 * its money has the receipt that the operator entered, or was already reported at that time.
 */
const isTheMoney = (payment: LockedPayment, report: Report): boolean =>
  payment.paidInvoiceId === null
    ? (report.receipt !== null && report.receipt === payment.receipt) ||
      payment.contradictions.includes(contradictionOf(report))
    : payment.paidInvoiceId === report.invoiceId;

/** Handles a second report about the money that completed a payment, with another amount. */
function amountInDoubt(payment: LockedPayment, report: Report): Decision {
  const mismatch = report.amount === null ? null : mismatchOf(payment.asked, report.amount);
  if (!mismatch || isAmountKnownToDiffer(payment, report)) return NOTHING;
  return contradiction(payment, report, mismatch);
}

function moneyLearned(payment: LockedPayment, report: Report): PaymentChange {
  return {
    ...(payment.paidInvoiceId === null
      ? { paidInvoiceId: report.invoiceId, ...chargesOf(payment, report) }
      : {}),
    ...(payment.receipt === null && report.receipt !== null ? { receipt: report.receipt } : {}),
  };
}

/**
 * Handles a part payment, which completes nothing but must not be lost. It may come after the
 * report of the full amount.
 */
function partPaid(payment: LockedPayment, attempt: LockedAttempt, report: Report): Decision {
  const { status, paidInvoiceId } = payment;
  const isOfPayer = status === 'completed' && paidInvoiceId === report.invoiceId;
  if (isOfPayer && isStale(attempt, report)) return NOTHING;
  const isMore = status === 'completed' && !isOfPayer;
  const reason = isMore ? 'double_payment' : 'amount_mismatch';
  return contradiction(payment, report, reason);
}

function failed(payment: LockedPayment, attempt: LockedAttempt, report: Report): Decision {
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
  // While a newer prompt is active, the failure of an older one does not concern the customer.
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
 * Handles a failed invoice with a receipt. The receipt proves that the mobile money company took
 * the money, whatever the state of the invoice: the report of the success was lost.
 */
function failedWithReceipt(
  payment: LockedPayment,
  attempt: LockedAttempt,
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

function inProgress(payment: LockedPayment, attempt: LockedAttempt, report: Report): Decision {
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

function attemptOnly(attempt: LockedAttempt, report: Report): Decision {
  return isKnown(attempt, report)
    ? NOTHING
    : { payment: {}, attempt: attemptFacts(report), event: 'attempt_failed' };
}
