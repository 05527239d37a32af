/** How an attempt asks for the money: a prompt on the phone, or a link to a hosted page. */
export type AttemptChannel = 'prompt' | 'link';

/**
 * How the call to the provider ended.
 *
 * - `unsent`: refused by our own rules; the provider was not called
 * - `sending`: committed, and the call is running or about to start; after a crash the same as
 *   `unknown`
 * - `accepted`: the provider accepted it
 * - `refused`: the provider refused it
 * - `not_sent`: it surely did not reach the provider
 * - `unknown`: it may have reached the provider; it is never sent again automatically
 */
export type AttemptDelivery =
  'unsent' | 'sending' | 'accepted' | 'refused' | 'not_sent' | 'unknown';

/**
 * The reference of an attempt, which the provider echoes in every event: the payment's id and the
 * number of the attempt, at most 48 characters of `[A-Za-z0-9_-]`, which every provider accepts.
 */
export const attemptReference = (paymentId: string, number: number): string =>
  `${paymentId}-${number}`;
