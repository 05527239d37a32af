import { type PaymentStatus } from './payment-status.js';
import { type ReviewReason } from './review-reason.js';

/** How often a payment can be retried. */
export const MAX_RETRIES = 3;

/** Why a payment cannot be retried. */
export type RetryRefusal = 'not_failed' | 'under_review' | 'not_verified' | 'none_left';

/** The facts that decide whether a payment can be retried. */
export interface RetriedPayment {
  readonly status: PaymentStatus;
  readonly retryCount: number;
  readonly reviewReason: ReviewReason | null;
}

/**
 * Decides why a payment cannot be retried; null when it can. Money may have arrived for a payment
 * under review, so somebody has to check that before the customer is asked for more.
 */
export function retryRefusal({
  status,
  retryCount,
  reviewReason,
}: RetriedPayment): RetryRefusal | null {
  if (status !== 'failed') return 'not_failed';
  if (reviewReason === 'cannot_verify') return 'not_verified';
  if (reviewReason !== null) return 'under_review';
  return retryCount >= MAX_RETRIES ? 'none_left' : null;
}
