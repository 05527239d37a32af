/** Why a person has to look at a payment: news that contradicts it, which must neither grant nor vanish. */
export const REVIEW_REASONS = [
  'amount_mismatch',
  'currency_mismatch',
  'double_payment',
  'failed_after_complete',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];
