import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';

/** An operator's account at a provider as it is stored, without the webhook secret. */
export interface SealedAccount {
  readonly credentialId: number;
  readonly version: number;
  readonly provider: ProviderCode;
  readonly environment: ProviderEnvironment;
  readonly apiKey: string;
  readonly privateKeySealed: string;
  readonly furtherFieldsSealed: string | null;
}

/** SQL for a {@link SealedAccount} as JSON, of a row `k`. Each argument is SQL. */
const sealedAccount = (credentialId: string, provider: string, environment: string): string => `
  json_build_object(
    'credentialId', ${credentialId}, 'version', k.version, 'provider', ${provider},
    'environment', ${environment}, 'apiKey', k.api_key, 'privateKeySealed', k.private_key_sealed,
    'furtherFieldsSealed', k.further_fields_sealed)`;

const OF_ATTEMPT = `
  ${sealedAccount('a.credential_id', 'a.provider', 'a.environment')} AS account,
  k.webhook_challenge_sealed AS "webhookSecretSealed"`;

/**
 * A lateral subquery for the sealed account that attempt `a` was made with; no row once it is
 * deleted. It uses the attempt's version of the credentials, even when they were replaced, deleted or
 * deactivated since: the answer of another account proves nothing about the attempt.
 */
export const ACCOUNT_OF_ATTEMPT = `
  SELECT ${OF_ATTEMPT}
    FROM credentials k
   WHERE k.user_id = a.user_id AND k.id = a.credential_id
     AND k.version = a.credential_version AND k.deleted_at IS NULL
  UNION ALL
  SELECT ${OF_ATTEMPT}
    FROM credential_versions k
   WHERE k.user_id = a.user_id AND k.credential_id = a.credential_id
     AND k.version = a.credential_version`;

/** Which of an operator's active accounts is looked for. Each value is SQL. */
interface WantedAccount {
  readonly userId: string;
  readonly provider: string;
  /** Any environment when it is absent. */
  readonly environment?: string;
  /** The id of the credentials that come before newer ones. */
  readonly preferredId?: string;
}

/** Which active account of any of some providers is looked for. Each value is SQL. */
interface PreferredAccount {
  readonly userId: string;
  /** The codes of the providers, the usual one first. */
  readonly providers: string;
  /** The preferred providers, the most important first; each may be null. */
  readonly preferred: readonly string[];
  /** More conditions on the credentials `k`. */
  readonly condition?: string;
}

/**
 * A lateral subquery for the active account of an operator at the provider that is preferred, sealed.
 * Without a preference the usual provider decides; of several accounts there the newest.
 */
export const preferredAccount = (wanted: PreferredAccount): string => `
  SELECT ${sealedAccount('k.id', 'k.provider', 'k.environment')} AS account
    FROM credentials k
   WHERE k.user_id = ${wanted.userId} AND k.provider = ANY (${wanted.providers}) AND k.is_active
         ${wanted.condition === undefined ? '' : `AND ${wanted.condition}`}
   ORDER BY ${wanted.preferred.map((provider) => `(k.provider = ${provider}) DESC NULLS LAST, `).join('')}
            array_position(${wanted.providers}, k.provider), k.id DESC
   LIMIT 1`;

/** A lateral subquery for the newest active account of an operator at a provider, sealed. */
export const activeAccount = (wanted: WantedAccount): string => `
  SELECT ${sealedAccount('k.id', 'k.provider', 'k.environment')} AS account
    FROM credentials k
   WHERE k.user_id = ${wanted.userId} AND k.provider = ${wanted.provider} AND k.is_active
         ${wanted.environment === undefined ? '' : `AND k.environment = ${wanted.environment}`}
   ORDER BY ${wanted.preferredId === undefined ? '' : `(k.id = ${wanted.preferredId}) DESC NULLS LAST,`}
            k.id DESC
   LIMIT 1`;
