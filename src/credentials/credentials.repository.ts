import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, type QueryDeepPartialEntity, Repository } from 'typeorm';
import { givenFields } from '../common/given-fields.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { readPage } from '../database/keyset.js';
import { type ProviderCode } from '../providers/provider-code.js';
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

  /** Changes credentials and gives them back; null when there are none. */
  async update(
    userId: number,
    id: number,
    changes: CredentialUpdate,
  ): Promise<CredentialEntity | null> {
    await this.change(userId, id, givenFields(changes));
    return this.findOwned(userId, id);
  }

  /** Turns active ones inactive and the other way round; null when there are none. */
  async toggle(userId: number, id: number): Promise<CredentialEntity | null> {
    await this.change(userId, id, { isActive: () => 'NOT is_active' });
    return this.findOwned(userId, id);
  }

  /**
   * Empties credentials of their secrets and takes them out of use. The row stays for the payments
   * that were made with it.
   * @returns whether there were any
   */
  remove(userId: number, id: number): Promise<boolean> {
    return this.change(userId, id, {
      isActive: false,
      privateKeySealed: '',
      privateKeyHint: '',
      webhookChallengeSealed: null,
      deletedAt: () => 'now()',
    });
  }

  private async change(
    userId: number,
    id: number,
    changes: QueryDeepPartialEntity<CredentialEntity>,
  ): Promise<boolean> {
    const { affected } = await this.rows.update({ userId, id, deletedAt: IsNull() }, changes);
    return affected === 1;
  }
}
