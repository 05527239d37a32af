import { type KeyRing } from '../../common/crypto/key-ring.js';
import { type ProviderAccount } from '../../providers/payment-provider.js';
import { type ProviderEnvironment } from '../../providers/provider-code.js';
import { paymentErrors } from '../payment-errors.js';

/** An operator's keys at a provider as they are kept. */
export interface SealedAccount {
  readonly id: number;
  readonly version: number;
  readonly apiKey: string;
  readonly privateKeySealed: string;
  readonly environment: ProviderEnvironment;
}

/** The keys to collect with. @throws ApiError 500 when the private key does not open */
export function openAccount(
  keyRing: KeyRing,
  { environment, apiKey, privateKeySealed }: SealedAccount,
): ProviderAccount {
  try {
    return { environment, publishableKey: apiKey, privateKey: keyRing.open(privateKeySealed) };
  } catch (error) {
    throw paymentErrors.privateKeyUnreadable(error);
  }
}
