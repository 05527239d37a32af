import { type Money } from '../../common/money/money.js';
import {
  type AttemptChange,
  type LockedAttempt,
  type LockedPayment,
  type PaymentChange,
} from './decision.js';
import { type Report } from './payment-event.js';
import { type ReviewReason } from './review-reason.js';

/** The fields of a report that are stored in the attempt. */
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

/** What is stored of the provider's fee, when the invoice of the money becomes known. */
export function chargesOf({ asked }: LockedPayment, { charges }: Report): PaymentChange {
  if (!charges || [charges.fee, charges.net].some(({ currency }) => currency !== asked.currency)) {
    return {};
  }
  return { feeMinor: charges.fee.minor, netMinor: charges.net.minor };
}

/** Reports can arrive out of order: one that is older than the newest is stale. */
export const isStale = (attempt: LockedAttempt, report: Report): boolean =>
  attempt.reportedAt !== null && report.at !== null && report.at < attempt.reportedAt;

/** Whether the attempt already has all that the report says. */
export const isKnown = (attempt: LockedAttempt, report: Report): boolean =>
  attempt.state === report.state && attempt.invoiceId === report.invoiceId;

/** The difference between the collected and the requested amount; null when there is none. */
export function mismatchOf(asked: Money, collected: Money | null): ReviewReason | null {
  if (collected === null) return 'amount_mismatch';
  if (collected.currency !== asked.currency) return 'currency_mismatch';
  return collected.equals(asked) ? null : 'amount_mismatch';
}

/** Whether the collected amount is at least the requested one. */
export const isEnough = (asked: Money, collected: Money | null): boolean =>
  collected?.currency === asked.currency && !collected.isLessThan(asked);

/** The message for the customer about a failure. */
export const failureMessage = (report: Report): string =>
  report.failure?.message ?? 'The payment was not completed.';
