import { type Money } from '../../common/money/money.js';
import { type AttemptChange, type LockedAttempt } from './decision.js';
import { type Report } from './payment-event.js';
import { type ReviewReason } from './review-reason.js';

/** What an attempt keeps of a report. */
export function attemptFacts(report: Report): AttemptChange {
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

/** Events overtake each other: a report that is older than the newest one is stale. */
export const isStale = (attempt: LockedAttempt, report: Report): boolean =>
  attempt.reportedAt !== null && report.at !== null && report.at < attempt.reportedAt;

/** Whether the attempt has already been told just this. */
export const isKnown = (attempt: LockedAttempt, report: Report): boolean =>
  attempt.state === report.state && attempt.invoiceId === report.invoiceId;

/** How what was collected differs from what was asked, to the cent; null when it does not. */
export function mismatchOf(asked: Money, collected: Money | null): ReviewReason | null {
  if (collected === null) return 'amount_mismatch';
  if (collected.currency !== asked.currency) return 'currency_mismatch';
  return collected.equals(asked) ? null : 'amount_mismatch';
}

/** Whether what was collected pays for what was asked; it may be more. */
export const isEnough = (asked: Money, collected: Money | null): boolean =>
  collected?.currency === asked.currency && !collected.isLessThan(asked);

/** What the customer is told of a failure. */
export const failureMessage = (report: Report): string =>
  report.failure?.message ?? 'The payment was not completed.';
