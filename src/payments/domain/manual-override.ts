import { addHours } from '../../common/time/instant.js';
import { type Decision, NOTHING, type PaymentChange, type LockedPayment } from './decision.js';
import { type ManualOverride } from './payment-event.js';

/** For the customer; the operator's reason is their own business. */
const MARKED_FAILED_MESSAGE = 'The seller has closed this payment as not paid.';

/**
 * An operator says that a payment is paid: with cash, or with money that contradicts it. A payment
 * that is completed already keeps everything, and only its review is closed.
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
 * An operator says that a payment is not paid, or not enough. One that has failed already only has
 * its review closed; one that is completed does not listen: what was granted stays granted.
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

const reviewClosed = (payment: LockedPayment): Decision =>
  payment.reviewReason === null
    ? NOTHING
    : { payment: closedReview(payment), attempt: {}, event: 'review_closed' };

/** The operator has checked it. What opened the review stays on record and opens no other one. */
const closedReview = (payment: LockedPayment): PaymentChange =>
  payment.reviewReason === null ? {} : { reviewReason: null };
