/**
 * What happens to the access of a payment whose money was taken back: it is kept until the operator
 * has decided, or it is revoked at once.
 */
export const ON_REVERSAL = ['keep', 'revoke'] as const;
export type OnReversal = (typeof ON_REVERSAL)[number];
