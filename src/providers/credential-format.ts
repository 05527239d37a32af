import { type Secret } from '../common/crypto/secret.js';
import { type ProviderEnvironment } from './provider-code.js';

/**
 * What a credential field is for.
 *
 * - `identifier`: names the account and is shown to the operator. Each provider has one.
 * - `secret`: the main secret. Each provider has one. It is replaced by its own operation.
 * - `webhook_secret`: proves who sends a webhook. At most one.
 * - `further`: anything else that the provider needs, secret or not. It is sealed as well.
 */
export type CredentialRole = 'identifier' | 'secret' | 'webhook_secret' | 'further';

/** A field of a provider's credentials, as operators give it. */
export interface CredentialField {
  /** Its name in the API. */
  readonly name: string;
  readonly role: CredentialRole;
  /** Whether an account may do without it. */
  readonly isOptional?: boolean;
  /** Whether a `further` field is no secret, so that answers show it as they show the identifier. */
  readonly isPublic?: boolean;
}

/** Credentials before they are stored. A value is null when it is not given or cannot be decrypted. */
export interface CredentialsToCheck {
  readonly environment: ProviderEnvironment;
  /** By field name. */
  readonly values: Readonly<Record<string, Secret | null>>;
}

/** The first fault found: the wrong field and a message that quotes no part of its value. */
export interface CredentialFault {
  readonly field: string;
  readonly message: string;
}

/** The fields of a provider's credentials, and how their values look. */
export interface CredentialFormat {
  readonly fields: readonly CredentialField[];
  /** Whether a text holds a secret key anywhere, which must never be shown. */
  looksSecret(text: string): boolean;
  /** Finds keys in the wrong field or of the wrong environment; null when nothing is wrong. */
  faultOf(credentials: CredentialsToCheck): CredentialFault | null;
}

/** Whether answers show the value of a field. */
export const isShown = ({ role, isPublic = false }: CredentialField): boolean =>
  role === 'identifier' || (role === 'further' && isPublic);

/** The fields of the API for a provider that declares none. */
export const USUAL_FIELDS: readonly CredentialField[] = [
  { name: 'api_key', role: 'identifier' },
  { name: 'private_key', role: 'secret' },
  { name: 'webhook_challenge', role: 'webhook_secret', isOptional: true },
];
