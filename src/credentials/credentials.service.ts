import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { invalidFields } from '../common/errors/api-error.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { type KeysToCheck } from '../providers/credential-format.js';
import { CREDENTIAL_FORMATS } from '../providers/index.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { credentialErrors } from './credential-errors.js';
import { type CredentialEntity } from './credential.entity.js';
import { CredentialsRepository } from './credentials.repository.js';

/** Keys at a provider as an operator hands them over. */
export interface GivenCredential {
  readonly provider: ProviderCode;
  readonly apiKey: string;
  readonly privateKey: Secret;
  readonly environment: ProviderEnvironment;
  readonly webhookChallenge: Secret | null;
}

/** What an operator changes of keys; what is undefined stays, a challenge of null is removed. */
export interface CredentialChange {
  readonly provider: ProviderCode | undefined;
  readonly apiKey: string | undefined;
  readonly environment: ProviderEnvironment | undefined;
  readonly webhookChallenge: Secret | null | undefined;
  readonly isActive: boolean | undefined;
}

/** Stores operators' provider keys, sealed. Nothing here gives a stored private key back. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly repository: CredentialsRepository,
    private readonly keyRing: KeyRing,
    private readonly log: SecurityLog,
  ) {}

  async create(userId: number, given: GivenCredential): Promise<CredentialEntity> {
    refuseFaulty(given.provider, given);
    const added = await this.repository.insert({
      userId,
      provider: given.provider,
      apiKey: given.apiKey,
      ...this.sealedKey(given.privateKey),
      webhookChallengeSealed: given.webhookChallenge && this.keyRing.seal(given.webhookChallenge),
      environment: given.environment,
    });
    this.log.write('credential_added', { userId, credentialId: added.id });
    return added;
  }

  list(userId: number, page: PageAsked): Promise<Page<CredentialEntity>> {
    return this.repository.listOwned(userId, page);
  }

  /** @throws ApiError 404 */
  async getOwned(userId: number, id: number): Promise<CredentialEntity> {
    return found(await this.repository.findOwned(userId, id));
  }

  /** The keys that new payments go through. @throws ApiError 404 when none are active */
  async getInUse(userId: number, provider: ProviderCode): Promise<CredentialEntity> {
    const credential = await this.repository.findInUse(userId, provider);
    if (!credential) throw credentialErrors.noneInUse(provider);
    return credential;
  }

  /** @throws ApiError 404 */
  async update(
    userId: number,
    id: number,
    { webhookChallenge, ...change }: CredentialChange,
  ): Promise<CredentialEntity> {
    const changed = await this.repository.change(userId, id, (stored) => {
      const isOfKeys = [change.provider, change.apiKey, change.environment].some(
        (given) => given !== undefined,
      );
      if (isOfKeys) {
        refuseFaulty(change.provider ?? stored.provider, {
          apiKey: change.apiKey ?? stored.apiKey,
          environment: change.environment ?? stored.environment,
          privateKey: this.opened(stored.privateKeySealed),
        });
      }
      return {
        ...change,
        webhookChallengeSealed:
          webhookChallenge && this.sealed(webhookChallenge, stored.webhookChallengeSealed),
      };
    });
    const credential = found(changed);
    this.log.write('credential_changed', { userId, credentialId: id });
    return credential;
  }

  /** Puts another private key in the place of the stored one. @throws ApiError 404 */
  async updatePrivateKey(userId: number, id: number, key: Secret): Promise<CredentialEntity> {
    const changed = await this.repository.change(userId, id, (stored) => {
      const { apiKey, environment } = stored;
      refuseFaulty(stored.provider, { apiKey, environment, privateKey: key });
      return {
        privateKeySealed: this.sealed(key, stored.privateKeySealed),
        privateKeyHint: key.hint(),
      };
    });
    const credential = found(changed);
    this.log.write('private_key_replaced', { userId, credentialId: id });
    return credential;
  }

  /** Takes keys out of use or back into it. @throws ApiError 404 */
  async toggle(userId: number, id: number): Promise<CredentialEntity> {
    const credential = found(await this.repository.toggle(userId, id));
    this.log.write('credential_toggled', { userId, credentialId: id });
    return credential;
  }

  /**
   * Deletes keys. They stay sealed for a while, for the payments that were made with them and for
   * nothing else. @throws ApiError 404
   */
  async remove(userId: number, id: number): Promise<void> {
    if (!(await this.repository.remove(userId, id))) throw credentialErrors.notFound();
    this.log.write('credential_removed', { userId, credentialId: id });
  }

  /** A secret sealed; the stored token where it holds the same one, so that nothing changes. */
  private sealed(secret: Secret, stored: string | null): string {
    return stored !== null && this.opensTo(stored, secret) ? stored : this.keyRing.seal(secret);
  }

  private opensTo(stored: string, secret: Secret): boolean {
    const opened = this.opened(stored);
    return opened !== null && constantTimeEqual(opened.reveal(), secret.reveal());
  }

  private opened(stored: string): Secret | null {
    try {
      return this.keyRing.open(stored);
    } catch (error) {
      if (error instanceof SealBrokenError) return null;
      throw error;
    }
  }

  private sealedKey(key: Secret): Pick<CredentialEntity, 'privateKeySealed' | 'privateKeyHint'> {
    return { privateKeySealed: this.keyRing.seal(key), privateKeyHint: key.hint() };
  }
}

/** @throws ApiError 400 when a key is in the wrong field or of another environment */
function refuseFaulty(provider: ProviderCode, keys: KeysToCheck): void {
  const fault = CREDENTIAL_FORMATS[provider]?.faultOf(keys);
  if (fault) throw invalidFields({ [fault.field]: [fault.message] });
}

function found(credential: CredentialEntity | null): CredentialEntity {
  if (!credential) throw credentialErrors.notFound();
  return credential;
}
