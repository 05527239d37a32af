import { Injectable } from '@nestjs/common';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { Secret } from '../common/crypto/secret.js';
import { isShown } from '../providers/credential-format.js';
import { CredentialFormats } from '../providers/credential-formats.js';
import { type ProviderAccount } from '../providers/payment-provider.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { credentialErrors } from './credential-errors.js';
import { type CredentialEntity } from './credential.entity.js';
import { type SealedAccount } from './sealed-account.sql.js';

/** Values of credential fields by name. Null removes an optional one. */
export type CredentialValues = Readonly<Record<string, Secret | null>>;

/** Values that are no secrets, by field name. */
export type ShownValues = Readonly<Record<string, string>>;

/** The columns that hold the values of credential fields. */
export type AccountColumns = Pick<
  CredentialEntity,
  | 'apiKey'
  | 'privateKeySealed'
  | 'privateKeyHint'
  | 'webhookChallengeSealed'
  | 'furtherFieldsSealed'
>;

/**
 * Opens and seals the accounts of operators at providers. A provider declares its fields, and each
 * field has its column by its role; fields without a column of their own are sealed together.
 */
@Injectable()
export class ProviderAccounts {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly formats: CredentialFormats,
  ) {}

  /** Opens an account to carry out a request. @throws ApiError 500 when a value does not open */
  openForRequest(sealed: SealedAccount): ProviderAccount {
    try {
      return this.open(sealed);
    } catch (error) {
      throw credentialErrors.privateKeyUnreadable(error);
    }
  }

  /** @throws SealBrokenError when a value opens with none of the server's keys */
  open({ provider, environment, ...sealed }: SealedAccount): ProviderAccount {
    const further = this.openFurther(sealed.furtherFieldsSealed);
    const values: Record<string, Secret> = {};
    for (const { name, role } of this.formats.fieldsOf(provider)) {
      if (role === 'identifier') values[name] = new Secret(sealed.apiKey);
      else if (role === 'secret') values[name] = this.keyRing.open(sealed.privateKeySealed);
      else if (role === 'further' && further[name] !== undefined) {
        values[name] = new Secret(further[name]);
      }
    }
    return { environment, values };
  }

  /**
   * The stored values by the names that `provider` gives to their columns, without the webhook
   * secret. A value that does not open is null.
   */
  storedValues(provider: ProviderCode, stored: AccountColumns): CredentialValues {
    const further = this.openedOr<Record<string, string>>({}, () =>
      this.openFurther(stored.furtherFieldsSealed),
    );
    const values: Record<string, Secret | null> = {};
    for (const { name, role } of this.formats.fieldsOf(provider)) {
      if (role === 'identifier') values[name] = new Secret(stored.apiKey);
      else if (role === 'secret') {
        values[name] = this.openedOr<Secret | null>(null, () =>
          this.keyRing.open(stored.privateKeySealed),
        );
      } else if (role === 'further') {
        values[name] = further[name] === undefined ? null : new Secret(further[name]);
      }
    }
    return values;
  }

  /** The stored values that answers show, by field name, without secrets that are there by mistake. */
  shownValues({ provider, apiKey, furtherFieldsSealed }: CredentialEntity): ShownValues {
    const further = this.openedOr<Record<string, string>>({}, () =>
      this.openFurther(furtherFieldsSealed),
    );
    return Object.fromEntries(
      this.formats.fieldsOf(provider).flatMap((field): [string, string][] => {
        if (!isShown(field)) return [];
        const text = field.role === 'identifier' ? apiKey : further[field.name];
        if (text === undefined) return [];
        // Before the fields were validated, a private key could be stored as an identifier.
        return [[field.name, this.formats.looksSecret(text) ? '[redacted]' : text]];
      }),
    );
  }

  /**
   * The columns of the given values. A column that already holds the value keeps its seal, so that
   * nothing changes.
   */
  seal(
    provider: ProviderCode,
    given: CredentialValues,
    stored: AccountColumns | null = null,
  ): Partial<AccountColumns> {
    const columns: { -readonly [Column in keyof AccountColumns]?: AccountColumns[Column] } = {};
    const further: Record<string, Secret | null> = {};
    for (const { name, role } of this.formats.fieldsOf(provider)) {
      const value = given[name];
      if (value === undefined) continue;
      if (role === 'further') further[name] = value;
      else if (role === 'webhook_secret') {
        columns.webhookChallengeSealed =
          value && this.sealed(value, stored?.webhookChallengeSealed ?? null);
      } else if (value !== null && role === 'identifier') columns.apiKey = value.reveal();
      else if (value !== null) {
        columns.privateKeySealed = this.sealed(value, stored?.privateKeySealed ?? null);
        columns.privateKeyHint = value.hint();
      }
    }
    if (Object.keys(further).length === 0) return columns;
    return { ...columns, furtherFieldsSealed: this.sealedFurther(further, stored) };
  }

  private sealedFurther(given: CredentialValues, stored: AccountColumns | null): string | null {
    const before = stored?.furtherFieldsSealed ?? null;
    const kept = this.openedOr<Record<string, string>>({}, () => this.openFurther(before));
    const values = Object.entries({ ...kept, ...given }).flatMap(
      ([name, value]): [string, string][] =>
        value === null ? [] : [[name, value instanceof Secret ? value.reveal() : value]],
    );
    if (values.length === 0) return null;
    const sorted = values.toSorted(([a], [b]) => (a < b ? -1 : 1));
    return this.sealed(new Secret(JSON.stringify(Object.fromEntries(sorted))), before);
  }

  private openFurther(sealed: string | null): Record<string, string> {
    if (sealed === null) return {};
    const text = this.keyRing.open(sealed).reveal();
    try {
      return JSON.parse(text) as Record<string, string>;
    } catch {
      // The parser's own message would quote the secrets.
      throw new Error('The further fields of credentials are not JSON');
    }
  }

  /** Seals a secret, unless `stored` holds the same one. */
  private sealed(secret: Secret, stored: string | null): string {
    const before =
      stored === null ? null : this.openedOr<Secret | null>(null, () => this.keyRing.open(stored));
    const isSame = before !== null && constantTimeEqual(before.reveal(), secret.reveal());
    return stored !== null && isSame ? stored : this.keyRing.seal(secret);
  }

  private openedOr<T>(other: T, open: () => T): T {
    try {
      return open();
    } catch (error) {
      if (error instanceof SealBrokenError) return other;
      throw error;
    }
  }
}

/** The stored account of credentials. */
export const sealedAccountOf = (credential: CredentialEntity): SealedAccount => ({
  credentialId: credential.id,
  version: credential.version,
  provider: credential.provider,
  environment: credential.environment,
  apiKey: credential.apiKey,
  privateKeySealed: credential.privateKeySealed,
  furtherFieldsSealed: credential.furtherFieldsSealed,
});
