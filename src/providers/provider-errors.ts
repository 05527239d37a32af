/** A call to a provider ends in an answer or in exactly one of these three errors. */
export abstract class ProviderError extends Error {}

/** They said no: final. Calling again with the same words gives the same answer. */
export class ProviderRefused extends ProviderError {
  override readonly name = 'ProviderRefused';

  /**
   * @param reason the provider's own words, fit to be shown
   * @param about what they refused: this request, or whatever comes with these keys
   */
  constructor(
    readonly reason: string,
    readonly about: 'request' | 'credentials' = 'request',
  ) {
    super(`The provider refused: ${reason}`);
  }
}

/** It surely did not get there: safe to send again. */
export class ProviderNotSent extends ProviderError {
  override readonly name: string = 'ProviderNotSent';

  /** @param retryAfterMs how long the provider asks us to wait, if it does */
  constructor(
    readonly reason: string,
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super(`The call did not get to the provider: ${reason}`, options);
  }
}

/** It was turned away because there were too many calls: the provider is there, and wants fewer. */
export class ProviderThrottled extends ProviderNotSent {
  override readonly name = 'ProviderThrottled';
}

/**
 * It may have got there: a time-out after sending, a cut connection, a 5xx, an unreadable 2xx.
 * Never sent again by itself: the phone may be ringing.
 */
export class ProviderOutcomeUnknown extends ProviderError {
  override readonly name = 'ProviderOutcomeUnknown';

  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Whether the provider took the call is unknown: ${reason}`, options);
  }
}
