import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { invalidFields } from '../common/errors/api-error.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { type KeysToCheck } from '../providers/credential-format.js';
import { keyFaultOf } from '../providers/index.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { credentialErrors } from './credential-errors.js';
import { type CredentialEntity } from './credential.entity.js';
import { CredentialsRepository } from './credentials.repository.js';

/** The keys of a provider account, as an operator sends them. */
export interface CredentialInput {
  readonly provider: ProviderCode;
  readonly apiKey: string;
  readonly privateKey: Secret;
  readonly environment: ProviderEnvironment;
  readonly webhookChallenge: Secret | null;
}

/** A change of credentials. Undefined fields keep their value; a null challenge is removed. */
export interface CredentialChange {
  readonly provider: ProviderCode | undefined;
  readonly apiKey: string | undefined;
  readonly environment: ProviderEnvironment | undefined;
  readonly webhookChallenge: Secret | null | undefined;
  readonly isActive: boolean | undefined;
}

/** Stores operators' provider keys, sealed. No method returns a stored private key. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly repository: CredentialsRepository,
    private readonly keyRing: KeyRing,
    private readonly log: SecurityLog,
  ) {}

  async create(userId: number, given: CredentialInput): Promise<CredentialEntity> {
    refuseInvalidKeys(given.provider, given);
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
    return required(await this.repository.findOwned(userId, id));
  }

  /** Returns the credentials that new payments use. @throws ApiError 404 when none are active */
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
      const changesKeys = [change.provider, change.apiKey, change.environment].some(
        (value) => value !== undefined,
      );
      if (changesKeys) {
        refuseInvalidKeys(change.provider ?? stored.provider, {
          apiKey: change.apiKey ?? stored.apiKey,
          environment: change.environment ?? stored.environment,
          privateKey: this.open(stored.privateKeySealed),
        });
      }
      return {
        ...change,
        webhookChallengeSealed:
          webhookChallenge && this.seal(webhookChallenge, stored.webhookChallengeSealed),
      };
    });
    const credential = required(changed);
    this.log.write('credential_changed', { userId, credentialId: id });
    return credential;
  }

  /** Replaces the private key. @throws ApiError 404 */
  async updatePrivateKey(userId: number, id: number, key: Secret): Promise<CredentialEntity> {
    const changed = await this.repository.change(userId, id, (stored) => {
      const { apiKey, environment } = stored;
      refuseInvalidKeys(stored.provider, { apiKey, environment, privateKey: key });
      return {
        privateKeySealed: this.seal(key, stored.privateKeySealed),
        privateKeyHint: key.hint(),
      };
    });
    const credential = required(changed);
    this.log.write('private_key_replaced', { userId, credentialId: id });
    return credential;
  }

  /** Activates or deactivates credentials. @throws ApiError 404 */
  async toggle(userId: number, id: number): Promise<CredentialEntity> {
    const credential = required(await this.repository.toggle(userId, id));
    this.log.write('credential_toggled', { userId, credentialId: id });
    return credential;
  }

  /**
   * Deletes credentials. Their sealed keys stay for the rechecks of payments that were made with
   * them. @throws ApiError 404
   */
  async remove(userId: number, id: number): Promise<void> {
    if (!(await this.repository.remove(userId, id))) throw credentialErrors.notFound();
    this.log.write('credential_removed', { userId, credentialId: id });
  }

  /** Seals a secret. Returns the stored value when it holds the same secret, so that nothing changes. */
  private seal(secret: Secret, stored: string | null): string {
    return stored !== null && this.opensTo(stored, secret) ? stored : this.keyRing.seal(secret);
  }

  private opensTo(stored: string, secret: Secret): boolean {
    const opened = this.open(stored);
    return opened !== null && constantTimeEqual(opened.reveal(), secret.reveal());
  }

  private open(stored: string): Secret | null {
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
function refuseInvalidKeys(provider: ProviderCode, keys: KeysToCheck): void {
  const fault = keyFaultOf(provider, keys);
  if (fault) throw invalidFields({ [fault.field]: [fault.message] });
}

function required(credential: CredentialEntity | null): CredentialEntity {
  if (!credential) throw credentialErrors.notFound();
  return credential;
}
