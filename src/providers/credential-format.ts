import { type Secret } from '../common/crypto/secret.js';
import { type ProviderEnvironment } from './provider-code.js';

/** Keys before they are stored. The private key is null when it cannot be decrypted. */
export interface KeysToCheck {
  readonly apiKey: string;
  readonly privateKey: Secret | null;
  readonly environment: ProviderEnvironment;
}

/** The first fault found: the wrong field and a message that quotes no part of its value. */
export interface KeyFault {
  readonly field: 'api_key' | 'private_key' | 'environment';
  readonly message: string;
}

/** The format of a provider's keys. A key of an unknown format passes. */
export interface CredentialFormat {
  /** Whether a text holds a secret key anywhere, which must never be shown. */
  looksSecret(text: string): boolean;
  /** Finds keys in the wrong field or of the wrong environment; null when nothing is wrong. */
  faultOf(keys: KeysToCheck): KeyFault | null;
}
