import { addHours } from '../../common/time/instant.js';
import { type Decision, NOTHING, type PaymentChange, type LockedPayment } from './decision.js';
import { type ManualOverride } from './payment-event.js';

/** The message for the customer. The operator's reason is not shown to customers. */
const MARKED_FAILED_MESSAGE = 'The seller has closed this payment as not paid.';

/**
 * An operator marks a payment as paid, for example in cash. A payment that is completed already
 * keeps everything, and only its review is closed.
 */
export function overrideCompleted(
  payment: LockedPayment,
  { receipt }: ManualOverride,
  now: Date,
): Decision {
  if (payment.status === 'completed') return reviewClosed(payment);
  return {
    payment: {
      status: 'completed',
      completedAt: now,
      packageExpiryTime: addHours(now, payment.durationHours),
      errorMessage: '',
      ...(receipt === null ? {} : { receipt }),
      ...closedReview(payment),
    },
    attempt: {},
    event: 'marked_completed',
  };
}

/**
 * An operator marks a payment as not paid, or not fully paid. If it has failed already, only its
 * review is closed. A completed payment stays completed, because the customer has the access.
 */
export function overrideFailed(payment: LockedPayment): Decision {
  switch (payment.status) {
    case 'completed':
      return NOTHING;
    case 'failed':
      return reviewClosed(payment);
    case 'pending':
    case 'processing':
      return {
        payment: {
          status: 'failed',
          errorMessage: MARKED_FAILED_MESSAGE,
          ...closedReview(payment),
        },
        attempt: {},
        event: 'marked_failed',
      };
  }
}

/** Closes the review, if one is open; nothing else changes. */
export const reviewClosed = (payment: LockedPayment): Decision =>
  payment.reviewReason === null
    ? NOTHING
    : { payment: closedReview(payment), attempt: {}, event: 'review_closed' };

/** Closes the review. Its reasons stay stored and do not open another one. */
const closedReview = (payment: LockedPayment): PaymentChange =>
  payment.reviewReason === null ? {} : { reviewReason: null };
