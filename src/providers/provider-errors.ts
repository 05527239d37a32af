/** A call to a provider that returns no value throws exactly one of these three errors. */
export abstract class ProviderError extends Error {}

/** The provider refused the request. This is final: the same request is refused again. */
export class ProviderRefused extends ProviderError {
  override readonly name = 'ProviderRefused';

  /**
   * @param reason the provider's own text, safe to show
   * @param about whether it refused this request, or every request with these keys
   */
  constructor(
    readonly reason: string,
    readonly about: 'request' | 'credentials' = 'request',
  ) {
    super(`The provider refused: ${reason}`);
  }
}

/** The call certainly did not reach the provider. It is safe to send again. */
export class ProviderNotSent extends ProviderError {
  override readonly name: string = 'ProviderNotSent';

  /** @param retryAfterMs the provider's `Retry-After` in ms, if it sent one */
  constructor(
    readonly reason: string,
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super(`The call did not get to the provider: ${reason}`, options);
  }
}

/** The provider answered 429: it is available, and wants fewer calls. */
export class ProviderThrottled extends ProviderNotSent {
  override readonly name = 'ProviderThrottled';
}

/**
 * The call may have reached the provider: a time-out after sending, a lost connection, a 5xx, an
 * unreadable 2xx. It is never repeated automatically, because the customer may have a prompt.
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
