import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, IsNull, Repository } from 'typeorm';
import { givenFields } from '../common/given-fields.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { readPage } from '../database/keyset.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { CredentialVersionEntity } from './credential-version.entity.js';
import { CredentialEntity } from './credential.entity.js';

/** What is stored of an operator's keys. */
type StoredFields = Pick<
  CredentialEntity,
  | 'provider'
  | 'apiKey'
  | 'privateKeySealed'
  | 'privateKeyHint'
  | 'webhookChallengeSealed'
  | 'environment'
>;

/** What a new row of credentials needs. */
export type NewCredential = StoredFields & Pick<CredentialEntity, 'userId'>;

/** What changes of credentials; what is undefined stays. */
export type CredentialUpdate = {
  readonly [Field in keyof (StoredFields & Pick<CredentialEntity, 'isActive'>)]?:
    CredentialEntity[Field] | undefined;
};

/** The rows of operators' credentials. */
@Injectable()
export class CredentialsRepository {
  constructor(
    @InjectRepository(CredentialEntity) private readonly rows: Repository<CredentialEntity>,
  ) {}

  async insert(credential: NewCredential): Promise<CredentialEntity> {
    const entity = this.rows.create(credential);
    await this.rows.insert(entity);
    return entity;
  }

  findOwned(userId: number, id: number): Promise<CredentialEntity | null> {
    return this.rows.findOneBy({ userId, id, deletedAt: IsNull() });
  }

  /** The credentials that new payments go through: the newest active ones. */
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
   * Changes credentials, under their lock, into what `decide` makes of them, and gives them back;
   * null when there are none. Other keys are another version: the attempts that are out keep theirs.
   */
  change(
    userId: number,
    id: number,
    decide: (stored: CredentialEntity) => CredentialUpdate,
  ): Promise<CredentialEntity | null> {
    return this.locked(userId, id, async (manager, stored) => {
      const changes = givenFields(decide(stored));
      const version = replacesKeys(stored, changes) ? await retire(manager, stored) : undefined;
      await manager.update(CredentialEntity, { userId, id }, givenFields({ ...changes, version }));
      return manager.findOneByOrFail(CredentialEntity, { userId, id });
    });
  }

  /** Turns active ones inactive and the other way round; null when there are none. */
  async toggle(userId: number, id: number): Promise<CredentialEntity | null> {
    const owned = { userId, id, deletedAt: IsNull() };
    await this.rows.update(owned, { isActive: () => 'NOT is_active' });
    return this.findOwned(userId, id);
  }

  /**
   * Takes credentials out of use and empties them of their secrets, which stay as a version for the
   * attempts that were made with them.
   * @returns whether there were any
   */
  async remove(userId: number, id: number): Promise<boolean> {
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
          version,
          deletedAt: () => 'now()',
        },
      );
      return true;
    });
    return removed ?? false;
  }

  /** Without keeping sales waiting, which only look that the row is there. */
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

/** What makes keys other keys to an attempt that was made with them. */
const KEY_FIELDS = [
  'provider',
  'environment',
  'apiKey',
  'privateKeySealed',
  'webhookChallengeSealed',
] as const;

const replacesKeys = (stored: CredentialEntity, changes: CredentialUpdate): boolean =>
  KEY_FIELDS.some((field) => changes[field] !== undefined && changes[field] !== stored[field]);

/** Keeps the keys as they are for the attempts made with them; gives the number of the next version. */
async function retire(manager: EntityManager, stored: CredentialEntity): Promise<number> {
  const { userId, id, version, apiKey, privateKeySealed, webhookChallengeSealed } = stored;
  await manager.insert(CredentialVersionEntity, {
    userId,
    credentialId: id,
    version,
    apiKey,
    privateKeySealed,
    webhookChallengeSealed,
  });
  return version + 1;
}
