import { addHours } from '../../common/time/instant.js';
import {
  contradiction,
  contradictionOf,
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
  mismatchOf,
} from './report-facts.js';

/** What a provider's report on an invoice does to the payment; see `decide`. */
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

/** Paid wins over everything but a contradiction, and never twice. More than asked is granted. */
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
      errorMessage: '',
      ...(isAnswered(payment) ? { reviewReason: null } : {}),
      ...(mismatch ? overpaid(payment, report) : {}),
    },
    attempt: attemptFacts(report),
    event: payment.status === 'failed' ? 'late_success' : 'completed',
  };
}

/** Whether a success is all that its review has been waiting for. */
const isAnswered = ({ reviewReason, contradictions }: LockedPayment): boolean =>
  reviewReason === 'cannot_verify' && contradictions.length === 0;

/** Money for a payment that has been paid: the same again, or more of it. */
function paidAgain(payment: LockedPayment, attempt: LockedAttempt, report: Report): Decision {
  if (!isTheMoney(payment, report)) {
    const more = contradiction(payment, report, 'double_payment');
    // An operator has taken it for paid, with cash perhaps. The invoice is on record from now on.
    const isFirstInvoice = more.event !== null && payment.paidInvoiceId === null;
    return isFirstInvoice
      ? { ...more, payment: { ...more.payment, ...moneyLearned(payment, report) } }
      : more;
  }
  // A receipt may come later than the success, and a manual override has no invoice yet.
  const learned = moneyLearned(payment, report);
  const isNew = Object.keys(learned).length > 0;
  // What is learned of the money is compared however old the report is: it may be the only one.
  const doubt = isNew || !isStale(attempt, report) ? amountInDoubt(payment, report) : NOTHING;
  if (doubt.event !== null) return { ...doubt, payment: { ...doubt.payment, ...learned } };
  return isNew
    ? { payment: learned, attempt: attemptFacts(report), event: 'receipt_learned' }
    : NOTHING;
}

/**
 * Whether a report is about the very money that a payment was completed with. A manual override
 * names no invoice: its money has the receipt that the operator gave, or was already on the table
 * when they decided.
 */
const isTheMoney = (payment: LockedPayment, report: Report): boolean =>
  payment.paidInvoiceId === null
    ? (report.receipt !== null && report.receipt === payment.receipt) ||
      payment.contradictions.includes(contradictionOf(report))
    : payment.paidInvoiceId === report.invoiceId;

/** The amount of the money that completed a payment is told again, and it is another one. */
function amountInDoubt(payment: LockedPayment, report: Report): Decision {
  const mismatch = report.amount === null ? null : mismatchOf(payment.asked, report.amount);
  if (!mismatch || isAmountKnownToDiffer(payment, report)) return NOTHING;
  return contradiction(payment, report, mismatch);
}

function moneyLearned(payment: LockedPayment, report: Report): PaymentChange {
  return {
    ...(payment.paidInvoiceId === null ? { paidInvoiceId: report.invoiceId } : {}),
    ...(payment.receipt === null && report.receipt !== null ? { receipt: report.receipt } : {}),
  };
}

/** A part grants nothing, and must not vanish either. It may come after the report of the whole. */
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
  // While a newer prompt is out, the failure of an older one does not concern the customer.
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
 * A receipt proves that the mobile-money company took the money, whatever has become of the
 * invoice since: the report of its success got lost.
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
