import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { readPage } from '../database/keyset.js';
import { CredentialEntity } from './credential.entity.js';

/** What a new row of credentials needs. */
export type NewCredential = Pick<
  CredentialEntity,
  | 'userId'
  | 'provider'
  | 'apiKey'
  | 'privateKeySealed'
  | 'privateKeyHint'
  | 'webhookChallengeSealed'
  | 'environment'
>;

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
}
