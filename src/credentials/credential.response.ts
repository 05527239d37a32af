import { pageOf, response } from '../common/openapi/response.js';
import {
  about,
  flag,
  instant,
  integerId,
  oneOf,
  optional,
  text,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import {
  PROVIDER_CODES,
  PROVIDER_ENVIRONMENTS,
  PROVIDER_NAMES,
} from '../providers/provider-code.js';
import { type CredentialEntity } from './credential.entity.js';
import { type ShownValues } from './provider-accounts.js';

interface ShownCredential {
  readonly credential: CredentialEntity;
  readonly values: ShownValues;
}

/**
 * Credentials as the API shows them: an allow-list of fields, without secrets. Each provider has the
 * fields that it declares, so that an answer can be sent back as it is.
 */
export const CredentialResponse = response<ShownCredential>(
  'Credential',
  'Keys of an operator at a payment provider, without the secrets.',
).with({
  id: [integerId, 1, (r) => r.credential.id],
  provider: [oneOf(PROVIDER_CODES), 'instasend', (r) => r.credential.provider],
  provider_display: [
    oneOf(Object.values(PROVIDER_NAMES)),
    PROVIDER_NAMES.instasend,
    ({ credential }) => PROVIDER_NAMES[credential.provider],
  ],
  api_key: [
    about(
      `The publishable key at ${PROVIDER_NAMES.instasend}. At ${PROVIDER_NAMES.kopokopo} the field ` +
        'of this name is a secret, and not shown.',
      optional(text),
    ),
    'ISPubKey_test_91ffc81a-8ac4-419e-8008-7091caa8d73f',
    (r) => r.values['api_key'],
  ],
  client_id: [
    about(`The client id at ${PROVIDER_NAMES.kopokopo}.`, optional(text)),
    undefined,
    (r) => r.values['client_id'],
  ],
  till_number: [
    about(`The till at ${PROVIDER_NAMES.kopokopo}.`, optional(text)),
    undefined,
    (r) => r.values['till_number'],
  ],
  environment: [oneOf(PROVIDER_ENVIRONMENTS), 'sandbox', (r) => r.credential.environment],
  is_active: [flag, true, (r) => r.credential.isActive],
  is_live: [flag, false, (r) => r.credential.environment === 'live'],
  is_sandbox: [flag, true, (r) => r.credential.environment === 'sandbox'],
  private_key_hint: [
    about('The last four characters of the private key, or of the client secret.', text),
    'd73f',
    (r) => r.credential.privateKeyHint,
  ],
  has_webhook_challenge: [
    about('Whether there is a challenge, or the API key that signs webhooks.', flag),
    true,
    (r) => r.credential.webhookChallengeSealed !== null,
  ],
  created_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.credential.createdAt)],
  updated_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.credential.updatedAt)],
});

export const CredentialPage = pageOf('Credential', CredentialResponse);
