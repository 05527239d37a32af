import { type PaymentProvider } from './payment-provider.js';
import { PROVIDER_NAMES, type ProviderCode } from './provider-code.js';

/** The providers that payments can go through, by code. */
export class ProviderRegistry {
  private readonly byCode: ReadonlyMap<ProviderCode, PaymentProvider>;

  constructor(providers: readonly PaymentProvider[]) {
    this.byCode = new Map(providers.map((provider) => [provider.code, provider]));
  }

  /** The provider; null when credentials can be stored for it but payments can not go through it. */
  find(code: ProviderCode): PaymentProvider | null {
    return this.byCode.get(code) ?? null;
  }

  /** @throws Error when credentials can be stored for the provider but payments can not go through it */
  get(code: ProviderCode): PaymentProvider {
    const provider = this.find(code);
    if (!provider) throw new Error(`Payments through ${PROVIDER_NAMES[code]} are not possible`);
    return provider;
  }
}
