import { type Clock } from '../common/clock.js';
import { type PaymentProvider } from './payment-provider.js';
import { PROVIDER_CODES, PROVIDER_NAMES, type ProviderCode } from './provider-code.js';
import { retryNotSent } from './retry-not-sent.js';

/** The providers that can take payments, by code. */
export class ProviderRegistry {
  private readonly byCode: ReadonlyMap<ProviderCode, PaymentProvider>;

  constructor(
    providers: readonly PaymentProvider[],
    private readonly clock: Clock,
  ) {
    this.byCode = new Map(providers.map((provider) => [provider.code, provider]));
  }

  /** Finds a provider; null when credentials can be stored for it but it cannot take payments. */
  find(code: ProviderCode): PaymentProvider | null {
    return this.byCode.get(code) ?? null;
  }

  /** @throws Error when credentials can be stored for the provider but it cannot take payments */
  get(code: ProviderCode): PaymentProvider {
    const provider = this.find(code);
    if (!provider) throw new Error(`Payments through ${PROVIDER_NAMES[code]} are not possible`);
    return provider;
  }

  /**
   * Makes a call that must reach the provider at most once: only a call that certainly did not reach
   * it is repeated, as long as the time of one call is not over.
   *
   * @param call receives the provider and the remaining time, in ms
   * @throws ProviderError how the last try ended
   */
  callOnce<T>(
    code: ProviderCode,
    call: (provider: PaymentProvider, timeoutMs: number) => Promise<T>,
  ): Promise<T> {
    const provider = this.get(code);
    return retryNotSent(this.clock, provider.timeoutMs, (timeoutMs) => call(provider, timeoutMs));
  }

  /** The codes of the providers that can take payments, the usual one first. */
  get codes(): readonly ProviderCode[] {
    return PROVIDER_CODES.filter((code) => this.byCode.has(code));
  }

  /** The longest that one call to any provider may take, in ms. */
  get maxTimeoutMs(): number {
    return Math.max(...[...this.byCode.values()].map(({ timeoutMs }) => timeoutMs));
  }
}
