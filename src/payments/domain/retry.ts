import { type PaymentStatus } from './payment-status.js';
import { type ReviewReason } from './review-reason.js';

/** How often a customer may be prompted again for the same payment. */
export const MAX_RETRIES = 3;

/** Why a payment is not prompted for again. */
export type RetryRefusal = 'not_failed' | 'under_review' | 'not_verified' | 'none_left';

/** What decides whether a payment may be prompted for again. */
export interface RetriedPayment {
  readonly status: PaymentStatus;
  readonly retryCount: number;
  readonly reviewReason: ReviewReason | null;
}

/**
 * Whether a payment may be prompted for again; null when it may. One under review has had money
 * for it come in, or may have: somebody has to look at that before the customer is asked for more.
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
