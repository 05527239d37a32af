import { PRIVATE_KEY_FORM, PUBLIC_KEY_FORM } from '../auth/api-key-pair.js';
import { djangoPasswordFault } from '../auth/django-password.js';
import { type KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { CredentialFormats } from '../providers/credential-formats.js';
import { PROVIDERS } from '../providers/index.js';
import { pastedKey } from '../providers/pasted-key.js';
import { Secret } from '../common/crypto/secret.js';
import { PACKAGE_TYPES } from '../packages/package.entity.js';
import { parseProviderCode, PROVIDER_ENVIRONMENTS } from '../providers/provider-code.js';
import { cleanUsername, storedUsername } from '../users/username.js';
import { fitsOurIds, integerId, positiveMinor } from './numbers.js';
import {
  type SourceApiKey,
  type SourceCredential,
  type SourcePackage,
  type SourceRouter,
  type SourceUser,
} from './source-rows.js';
import {
  type TargetApiKey,
  type TargetCredential,
  type TargetPackage,
  type TargetRouter,
  type TargetUser,
} from './target-rows.js';

const TOO_LARGE = 'its id is larger than ids can be here';
const MAX_PORT = 65_535;

/** The key rings of CloudPilot and of this server. */
export interface Rings {
  readonly theirs: KeyRing;
  readonly ours: KeyRing;
}

/*
 * Each translation returns a row of ours, or a text that says what is wrong with theirs. The text
 * never contains a value that might be secret.
 */

const FORMATS = new CredentialFormats(PROVIDERS);

/** A hash that no password matches, as in Django. */
const NO_PASSWORD = '!';

/**
 * Translates an operator. The password hash is kept: the next login replaces it. A hash that is not
 * accepted here is left out, because weak ones would only help an attacker.
 */
export function translateUser(source: SourceUser): TargetUser | string {
  if (cleanUsername(source.username) === '') return 'its user name is empty';
  return {
    id: source.id,
    username: storedUsername(source.username),
    email: source.email,
    password_hash: djangoPasswordFault(source.password) === null ? source.password : NO_PASSWORD,
    is_active: source.isActive,
    bio: source.bio ?? '',
    website: source.website ?? '',
    created_at: source.dateJoined,
    updated_at: source.profileUpdatedAt ?? source.dateJoined,
  };
}

/** Translates a pair of API keys. Both systems store the SHA-256 of the private key. */
export function translateApiKey(source: SourceApiKey): TargetApiKey | string {
  const publicKey = source.publicKey.toLowerCase();
  const privateKeyHash = source.privateKeyHash.toLowerCase();
  if (!PUBLIC_KEY_FORM.test(publicKey)) return 'its public key is not 32 hex characters';
  // A SHA-256 has the same number of hex characters as a private key.
  if (!PRIVATE_KEY_FORM.test(privateKeyHash)) return 'the hash of its private key is no SHA-256';
  return {
    user_id: source.userId,
    public_key: publicKey,
    private_key_hash: privateKeyHash,
    created_at: source.createdAt,
  };
}

export function translateRouter(source: SourceRouter, rings: Rings): TargetRouter | string {
  if (!fitsOurIds(source.id)) return TOO_LARGE;
  if (source.port < 1 || source.port > MAX_PORT) return `its port ${source.port} is none`;
  const password = opened(source.encryptedPassword, rings);
  if (password === null) return 'its password cannot be opened with CLOUDPILOT_ENCRYPTION_KEY';
  return {
    id: integerId(source.id),
    user_id: source.userId,
    name: source.name,
    host: source.host,
    port: source.port,
    username: source.username,
    password_sealed: rings.ours.seal(password),
    use_https: source.useHttps,
    is_online: source.isOnline,
    last_checked: source.lastChecked,
    created_at: source.createdAt,
    updated_at: source.updatedAt,
  };
}

export function translatePackage(source: SourcePackage): TargetPackage | string {
  const price = positiveMinor(source.price);
  if (!fitsOurIds(source.id)) return TOO_LARGE;
  if (price === null) return `its price ${source.price} is not more than nothing`;
  if (!(PACKAGE_TYPES as readonly string[]).includes(source.packageType)) {
    return `its type ${source.packageType} is not known`;
  }
  if (!(source.durationHours > 0)) return 'it lasts no time';
  if (!(source.downloadSpeedMbps > 0 && source.uploadSpeedMbps > 0)) return 'it has no speed';
  return {
    id: integerId(source.id),
    user_id: source.userId,
    router_id: integerId(source.routerId),
    name: source.name,
    package_type: source.packageType,
    duration_hours: source.durationHours,
    price_minor: price,
    download_speed_mbps: source.downloadSpeedMbps,
    upload_speed_mbps: source.uploadSpeedMbps,
    description: source.description ?? '',
    is_active: source.isActive,
    created_at: source.createdAt,
    updated_at: source.updatedAt,
  };
}

export function translateCredential(
  source: SourceCredential,
  rings: Rings,
): TargetCredential | string {
  const provider = parseProviderCode(source.provider);
  const environment = PROVIDER_ENVIRONMENTS.find((known) => known === source.environment);
  if (!fitsOurIds(source.id)) return TOO_LARGE;
  if (provider === null) return `its provider ${source.provider} is not known`;
  if (!environment) return `its environment ${source.environment} is not known`;
  const openedKey = opened(source.encryptedPrivateKey, rings);
  if (openedKey === null) return 'its private key cannot be opened with CLOUDPILOT_ENCRYPTION_KEY';
  const privateKey = new Secret(pastedKey(openedKey.reveal()));
  const apiKey = pastedKey(source.apiKey);
  // CloudPilot's credentials have two fields, whoever their provider is.
  const values = {
    [FORMATS.fieldWithRole(provider, 'identifier').name]: new Secret(apiKey),
    [FORMATS.fieldWithRole(provider, 'secret').name]: privateKey,
  };
  const fault = FORMATS.faultOf(provider, { environment, values });
  if (fault) return `its ${fault.field} is wrong: ${fault.message}`;
  return {
    id: integerId(source.id),
    user_id: source.userId,
    provider,
    api_key: apiKey,
    private_key_sealed: rings.ours.seal(privateKey),
    private_key_hint: privateKey.hint(),
    environment,
    is_active: source.isActive,
    created_at: source.createdAt,
    updated_at: source.updatedAt,
  };
}

/** Opens a sealed value: empty where none is stored, null when it does not open. */
function opened(token: Buffer | null, { theirs }: Rings): Secret | null {
  if (token === null || token.length === 0) return new Secret('');
  try {
    return theirs.open(token.toString('latin1'));
  } catch (error) {
    if (error instanceof SealBrokenError) return null;
    throw error;
  }
}
