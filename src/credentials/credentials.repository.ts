import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, IsNull, Repository } from 'typeorm';
import { givenFields } from '../common/given-fields.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { type Sql } from '../database/database.js';
import { readPage } from '../database/keyset.js';
import { sqlOf } from '../database/manager-sql.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { CredentialVersionEntity } from './credential-version.entity.js';
import { CredentialEntity } from './credential.entity.js';
import { type AccountColumns } from './provider-accounts.js';

/** The stored fields of an operator's keys. */
type StoredFields = AccountColumns & Pick<CredentialEntity, 'provider' | 'environment'>;

/** The fields of new credentials. */
export type NewCredential = Partial<StoredFields> & Pick<CredentialEntity, 'userId'>;

/** The changed fields of credentials. Undefined fields keep their value. */
export type CredentialUpdate = {
  readonly [Field in keyof (StoredFields & Pick<CredentialEntity, 'isActive'>)]?:
    CredentialEntity[Field] | undefined;
};

/** Writes something in the transaction of a change of credentials. */
type AlsoWrite = (tx: Sql, credentialId: number) => Promise<void>;

/** The queries on credentials. */
@Injectable()
export class CredentialsRepository {
  constructor(
    @InjectRepository(CredentialEntity) private readonly rows: Repository<CredentialEntity>,
  ) {}

  async insert(credential: NewCredential, also: AlsoWrite): Promise<CredentialEntity> {
    return this.rows.manager.transaction(async (manager) => {
      const entity = manager.create(CredentialEntity, credential);
      await manager.insert(CredentialEntity, entity);
      await also(sqlOf(manager), entity.id);
      return entity;
    });
  }

  findOwned(userId: number, id: number): Promise<CredentialEntity | null> {
    return this.rows.findOneBy({ userId, id, deletedAt: IsNull() });
  }

  /** Finds the credentials that new payments use: the newest active ones. */
  findInUse(userId: number, provider: ProviderCode): Promise<CredentialEntity | null> {
    return this.rows.findOne({
      where: { userId, provider, isActive: true },
      order: { id: 'DESC' },
    });
  }

  /** An operator's credentials, newest first. */
  listOwned(userId: number, page: PageAsked): Promise<Page<CredentialEntity>> {
    return readPage(
      this.rows
        .createQueryBuilder('credential')
        .where('credential.userId = :userId', { userId })
        .andWhere('credential.deletedAt IS NULL'),
      page,
    );
  }

  /**
   * Locks credentials, applies the changes that `decide` returns, and returns the new row; null when
   * there is none. Changed keys are a new version: pending attempts keep theirs.
   */
  change(
    userId: number,
    id: number,
    decide: (stored: CredentialEntity) => CredentialUpdate,
    also: AlsoWrite,
  ): Promise<CredentialEntity | null> {
    return this.locked(userId, id, async (manager, stored) => {
      const changes = givenFields(decide(stored));
      const version = replacesKeys(stored, changes) ? await retire(manager, stored) : undefined;
      await manager.update(CredentialEntity, { userId, id }, givenFields({ ...changes, version }));
      await also(sqlOf(manager), id);
      return manager.findOneByOrFail(CredentialEntity, { userId, id });
    });
  }

  /** Inverts `isActive`; null when there is no row. */
  toggle(userId: number, id: number, also: AlsoWrite): Promise<CredentialEntity | null> {
    return this.locked(userId, id, async (manager, stored) => {
      await manager.update(CredentialEntity, { userId, id }, { isActive: !stored.isActive });
      await also(sqlOf(manager), id);
      return manager.findOneByOrFail(CredentialEntity, { userId, id });
    });
  }

  /**
   * Deactivates credentials and removes their secrets, which stay as a version for the attempts that
   * were made with them.
   * @returns whether they existed
   */
  async remove(userId: number, id: number, also: AlsoWrite): Promise<boolean> {
    const removed = await this.locked(userId, id, async (manager, stored) => {
      const version = await retire(manager, stored);
      await manager.update(
        CredentialEntity,
        { userId, id },
        {
          isActive: false,
          privateKeySealed: '',
          privateKeyHint: '',
          webhookChallengeSealed: null,
          furtherFieldsSealed: null,
          version,
          deletedAt: () => 'now()',
        },
      );
      await also(sqlOf(manager), id);
      return true;
    });
    return removed ?? false;
  }

  /** This lock does not block sales, which only check that the row exists. */
  private locked<T>(
    userId: number,
    id: number,
    work: (manager: EntityManager, stored: CredentialEntity) => Promise<T>,
  ): Promise<T | null> {
    return this.rows.manager.transaction(async (manager) => {
      const stored = await manager.findOne(CredentialEntity, {
        where: { userId, id, deletedAt: IsNull() },
        lock: { mode: 'for_no_key_update' },
      });
      return stored ? work(manager, stored) : null;
    });
  }
}

/** The fields whose change makes a new version. */
const KEY_FIELDS = [
  'provider',
  'environment',
  'apiKey',
  'privateKeySealed',
  'webhookChallengeSealed',
  'furtherFieldsSealed',
] as const;

const replacesKeys = (stored: CredentialEntity, changes: CredentialUpdate): boolean =>
  KEY_FIELDS.some((field) => changes[field] !== undefined && changes[field] !== stored[field]);

/** Stores the keys as a version for the attempts made with them. Returns the next version number. */
async function retire(manager: EntityManager, stored: CredentialEntity): Promise<number> {
  const { userId, id, version, apiKey, privateKeySealed } = stored;
  const { webhookChallengeSealed, furtherFieldsSealed } = stored;
  await manager.insert(CredentialVersionEntity, {
    userId,
    credentialId: id,
    version,
    apiKey,
    privateKeySealed,
    webhookChallengeSealed,
    furtherFieldsSealed,
  });
  return version + 1;
}
