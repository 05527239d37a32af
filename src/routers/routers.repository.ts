import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { readPage } from '../database/keyset.js';
import { RouterEntity } from './router.entity.js';

/** What a new router needs. */
export type NewRouter = Pick<
  RouterEntity,
  'userId' | 'name' | 'host' | 'port' | 'username' | 'passwordSealed' | 'useHttps'
>;

/** The rows of operators' routers. */
@Injectable()
export class RoutersRepository {
  constructor(@InjectRepository(RouterEntity) private readonly rows: Repository<RouterEntity>) {}

  async insert(router: NewRouter): Promise<RouterEntity> {
    const entity = this.rows.create({ ...router, lastChecked: null, archivedAt: null });
    await this.rows.insert(entity);
    return entity;
  }

  findOwned(userId: number, id: number): Promise<RouterEntity | null> {
    return this.rows.findOneBy({ userId, id, archivedAt: IsNull() });
  }

  /** An operator's routers, newest first. */
  listOwned(userId: number, page: PageAsked): Promise<Page<RouterEntity>> {
    return readPage(
      this.rows
        .createQueryBuilder('router')
        .where('router.userId = :userId', { userId })
        .andWhere('router.archivedAt IS NULL'),
      page,
    );
  }
}
