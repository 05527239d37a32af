import { type Secret } from '../common/crypto/secret.js';
import { type ProviderEnvironment } from './provider-code.js';

/** Keys as they would be stored; null for a private key that cannot be read. */
export interface KeysToCheck {
  readonly apiKey: string;
  readonly privateKey: Secret | null;
  readonly environment: ProviderEnvironment;
}

/** The first fault of some keys: the field that is wrong, and why, without any of its value. */
export interface KeyFault {
  readonly field: 'api_key' | 'private_key' | 'environment';
  readonly message: string;
}

/** What a provider's keys look like. What it does not recognise it lets pass. */
export interface CredentialFormat {
  /** Whether a text looks like what must never be shown. */
  looksSecret(text: string): boolean;
  /** What is wrong with keys: halves in each other's place, or another environment; null if nothing. */
  faultOf(keys: KeysToCheck): KeyFault | null;
}
