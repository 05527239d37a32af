/** How a customer is asked: a prompt on the phone, or a link to a hosted page. */
export type AttemptChannel = 'prompt' | 'link';

/**
 * How the call to the provider ended.
 *
 * - `unsent`: refused by our own rules; the provider was not called
 * - `sending`: committed, and the call is out or about to be; after a crash the same as `unknown`
 * - `accepted`: the provider said yes
 * - `refused`: the provider said no
 * - `not_sent`: it surely did not get there
 * - `unknown`: it may have got there; never sent again by itself
 */
export type AttemptDelivery =
  'unsent' | 'sending' | 'accepted' | 'refused' | 'not_sent' | 'unknown';

/**
 * What the provider knows an attempt by and echoes in every event: the payment's id and the
 * number of the try, at most 48 characters of `[A-Za-z0-9_-]`, which every provider takes.
 */
export const attemptReference = (paymentId: string, number: number): string =>
  `${paymentId}-${number}`;
