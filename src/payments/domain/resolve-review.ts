import { type Decision, NOTHING, type LockedPayment } from './decision.js';
import { reviewClosed } from './manual-override.js';
import { type ReviewReason } from './review-reason.js';

/**
 * - `accepted`: the payment stays as it is
 * - `access_extended`: the customer got more time for the money
 * - `refunded_outside`: the money was sent back outside of this server
 */
export const REVIEW_RESOLUTIONS = ['accepted', 'access_extended', 'refunded_outside'] as const;

/** What an operator has done about a payment under review. */
export type ReviewResolution = {
  /** The operator's user name. */
  readonly operator: string;
  readonly note: string;
} & (
  | { readonly resolution: 'accepted' }
  | { readonly resolution: 'access_extended'; readonly hours: number }
  | {
      readonly resolution: 'refunded_outside';
      /** What the refund can be found by, such as the receipt of it. */
      readonly reference: string;
    }
);

/** Why a review cannot be resolved like this. */
export type ResolutionRefusal = 'not_under_review' | 'another_reason' | 'not_completed';

/**
 * Why a payment has no review that can be resolved like this; null when it has. Pure.
 *
 * @param about the reason that the operator has looked at; null when that is not known
 */
export function resolutionRefusal(
  { status, reviewReason }: Pick<LockedPayment, 'status' | 'reviewReason'>,
  { resolution }: Pick<ReviewResolution, 'resolution'>,
  about: ReviewReason | null,
): ResolutionRefusal | null {
  if (reviewReason === null) return 'not_under_review';
  // The operator has decided about a review that somebody has closed since.
  if (about !== null && about !== reviewReason) return 'another_reason';
  // A payment that is not completed has given no access that could be extended.
  return resolution === 'access_extended' && status !== 'completed' ? 'not_completed' : null;
}

/**
 * An operator resolves a review. All else of the payment stays. The reasons stay stored and do not
 * open another review; a new one does.
 */
export function resolveReview(
  payment: LockedPayment,
  resolution: ReviewResolution,
  about: ReviewReason | null,
): Decision {
  return resolutionRefusal(payment, resolution, about) === null ? reviewClosed(payment) : NOTHING;
}
