import { type KeyRing } from '../../common/crypto/key-ring.js';
import { type ProviderAccount } from '../../providers/payment-provider.js';
import { type ProviderEnvironment } from '../../providers/provider-code.js';
import { paymentErrors } from '../payment-errors.js';

/** The sealed keys of an operator's account at a provider. */
export interface SealedAccount {
  readonly id: number;
  readonly version: number;
  readonly apiKey: string;
  readonly privateKeySealed: string;
  readonly environment: ProviderEnvironment;
}

/** Opens the keys of an account. @throws ApiError 500 when the private key cannot be decrypted */
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
