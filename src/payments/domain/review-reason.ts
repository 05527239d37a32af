/**
 * Why a person has to check a payment: the reports that contradict it, or `cannot_verify` when the
 * provider could not be asked whether it was paid, or `reversed` when money was taken back.
 */
export const REVIEW_REASONS = [
  'amount_mismatch',
  'currency_mismatch',
  'double_payment',
  'failed_after_complete',
  'cannot_verify',
  'reversed',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];
