import { type PaymentProvider } from './payment-provider.js';
import { PROVIDER_NAMES, type ProviderCode } from './provider-code.js';

/** The providers that can take payments, by code. */
export class ProviderRegistry {
  private readonly byCode: ReadonlyMap<ProviderCode, PaymentProvider>;

  constructor(providers: readonly PaymentProvider[]) {
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
}
