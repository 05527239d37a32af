/**
 * Why a person has to look at a payment: reports that contradict it, which must neither grant nor
 * vanish; `cannot_verify`: nobody can be asked whether it was paid.
 */
export const REVIEW_REASONS = [
  'amount_mismatch',
  'currency_mismatch',
  'double_payment',
  'failed_after_complete',
  'cannot_verify',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];
