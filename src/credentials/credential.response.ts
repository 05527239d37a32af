import { toIso } from '../common/time/instant.js';
import { type CredentialFormats } from '../providers/credential-formats.js';
import { PROVIDER_NAMES } from '../providers/provider-code.js';
import { type CredentialEntity } from './credential.entity.js';

/** Credentials as the API shows them: an allow-list of fields, without secrets. */
export const credentialResponse = (credential: CredentialEntity, formats: CredentialFormats) => ({
  id: credential.id,
  provider: credential.provider,
  provider_display: PROVIDER_NAMES[credential.provider],
  // Before the fields were validated, a private key could be stored here.
  api_key: formats.looksSecret(credential.apiKey) ? '[redacted]' : credential.apiKey,
  environment: credential.environment,
  is_active: credential.isActive,
  is_live: credential.environment === 'live',
  is_sandbox: credential.environment === 'sandbox',
  private_key_hint: credential.privateKeyHint,
  has_webhook_challenge: credential.webhookChallengeSealed !== null,
  created_at: toIso(credential.createdAt),
  updated_at: toIso(credential.updatedAt),
});
