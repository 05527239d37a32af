import { Injectable } from '@nestjs/common';
import { type SecurityEvent } from '../auth/security-events.js';
import { SecurityLog } from '../auth/security-log.js';
import { type Secret } from '../common/crypto/secret.js';
import { invalidFields } from '../common/errors/api-error.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { type Sql } from '../database/database.js';
import { type CredentialRole } from '../providers/credential-format.js';
import { CredentialFormats } from '../providers/credential-formats.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { credentialErrors } from './credential-errors.js';
import { type CredentialEntity } from './credential.entity.js';
import { CredentialsRepository } from './credentials.repository.js';
import { type CredentialValues, ProviderAccounts } from './provider-accounts.js';

/** The account at a provider, as an operator gives it. */
export interface CredentialInput {
  readonly provider: ProviderCode;
  readonly environment: ProviderEnvironment;
  readonly values: CredentialValues;
}

/** A change of credentials. Undefined fields and absent values keep theirs; null removes a value. */
export interface CredentialChange {
  readonly provider: ProviderCode | undefined;
  readonly environment: ProviderEnvironment | undefined;
  readonly isActive: boolean | undefined;
  readonly values: CredentialValues;
}

/** Stores operators' accounts at providers, sealed. No method returns a stored secret. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly repository: CredentialsRepository,
    private readonly accounts: ProviderAccounts,
    private readonly formats: CredentialFormats,
    private readonly log: SecurityLog,
  ) {}

  /** @throws ApiError 400 when a value is missing, in the wrong field or of another environment */
  async create(userId: number, given: CredentialInput): Promise<CredentialEntity> {
    const { provider, environment, values } = given;
    this.refuseFaults(provider, environment, values);
    const added = await this.repository.insert(
      {
        userId,
        provider,
        environment,
        webhookChallengeSealed: null,
        furtherFieldsSealed: null,
        ...this.accounts.seal(provider, values),
      },
      this.recording(userId, 'credential_added'),
    );
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

  /** @throws ApiError 404, or 400 as {@link create} */
  async update(
    userId: number,
    id: number,
    { values, ...change }: CredentialChange,
  ): Promise<CredentialEntity> {
    const changed = await this.repository.change(
      userId,
      id,
      (stored) => {
        const { provider = stored.provider, environment = stored.environment } = change;
        if (
          change.provider !== undefined ||
          change.environment !== undefined ||
          this.isKey(provider, values)
        ) {
          const kept = this.accounts.storedValues(provider, stored);
          this.refuseFaults(provider, environment, { ...kept, ...values });
        }
        if (provider === stored.provider) {
          return { ...change, ...this.accounts.seal(provider, values, stored) };
        }
        // Another provider has other fields, and its webhooks another secret.
        this.refuseMissing(provider, 'webhook_secret', values);
        const { apiKey, privateKeySealed, privateKeyHint, webhookChallengeSealed } = stored;
        const kept = { apiKey, privateKeySealed, privateKeyHint, webhookChallengeSealed };
        const others = { ...kept, furtherFieldsSealed: null };
        return { ...change, ...others, ...this.accounts.seal(provider, values, others) };
      },
      this.recording(userId, 'credential_changed'),
    );
    const credential = required(changed);
    this.log.write('credential_changed', { userId, credentialId: id });
    return credential;
  }

  /** Replaces the main secret. @throws ApiError 404, or 400 as {@link create} */
  async updatePrivateKey(userId: number, id: number, key: Secret): Promise<CredentialEntity> {
    const changed = await this.repository.change(
      userId,
      id,
      (stored) => {
        const { provider, environment } = stored;
        const values = { [this.formats.fieldWithRole(provider, 'secret').name]: key };
        const kept = this.accounts.storedValues(provider, stored);
        this.refuseFaults(provider, environment, { ...kept, ...values });
        return this.accounts.seal(provider, values, stored);
      },
      this.recording(userId, 'private_key_replaced'),
    );
    const credential = required(changed);
    this.log.write('private_key_replaced', { userId, credentialId: id });
    return credential;
  }

  /** Activates or deactivates credentials. @throws ApiError 404 */
  async toggle(userId: number, id: number): Promise<CredentialEntity> {
    const credential = required(
      await this.repository.toggle(userId, id, this.recording(userId, 'credential_toggled')),
    );
    this.log.write('credential_toggled', { userId, credentialId: id });
    return credential;
  }

  /**
   * Deletes credentials. Their sealed keys stay for the rechecks of payments that were made with
   * them. @throws ApiError 404
   */
  async remove(userId: number, id: number): Promise<void> {
    const removed = this.recording(userId, 'credential_removed');
    if (!(await this.repository.remove(userId, id, removed))) throw credentialErrors.notFound();
    this.log.write('credential_removed', { userId, credentialId: id });
  }

  /** Writes the row of the security log in the transaction of the change. */
  private recording(userId: number, event: SecurityEvent) {
    return (tx: Sql, credentialId: number): Promise<void> =>
      this.log.record(tx, event, { userId, credentialId });
  }

  /** Whether one of the values is part of the keys, which the webhook secret is not. */
  private isKey(provider: ProviderCode, values: CredentialValues): boolean {
    return this.formats
      .fieldsOf(provider)
      .some(({ name, role }) => role !== 'webhook_secret' && values[name] !== undefined);
  }

  /** @throws ApiError 400 when a value is missing, in the wrong field or of another environment */
  private refuseFaults(
    provider: ProviderCode,
    environment: ProviderEnvironment,
    values: CredentialValues,
  ): void {
    this.refuseMissing(provider, 'further', values);
    const fault = this.formats.faultOf(provider, { environment, values });
    if (fault) throw invalidFields({ [fault.field]: [fault.message] });
  }

  /** @throws ApiError 400 when a required field with this role has no value */
  private refuseMissing(
    provider: ProviderCode,
    role: CredentialRole,
    values: CredentialValues,
  ): void {
    const missing = this.formats
      .fieldsOf(provider)
      .filter((field) => field.role === role && !field.isOptional && !values[field.name]);
    if (missing.length === 0) return;
    throw invalidFields(
      Object.fromEntries(missing.map(({ name }) => [name, [`${name} is required`]])),
    );
  }
}

function required(credential: CredentialEntity | null): CredentialEntity {
  if (!credential) throw credentialErrors.notFound();
  return credential;
}
