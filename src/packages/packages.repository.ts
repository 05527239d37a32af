import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Repository } from 'typeorm';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { readPage } from '../database/keyset.js';
import { RouterEntity } from '../routers/router.entity.js';
import { PackageEntity } from './package.entity.js';

/** What a new package needs. */
export type NewPackage = Omit<PackageEntity, 'id' | 'archivedAt' | 'createdAt' | 'updatedAt'>;

/** The rows of what operators sell. */
@Injectable()
export class PackagesRepository {
  constructor(
    @InjectRepository(PackageEntity) private readonly rows: Repository<PackageEntity>,
    @InjectRepository(RouterEntity) private readonly routers: Repository<RouterEntity>,
  ) {}

  /** Adds a package; null when the router already has one of that name. */
  async insertIfNew(wanted: NewPackage): Promise<PackageEntity | null> {
    const result = await this.rows
      .createQueryBuilder()
      .insert()
      .values(wanted)
      .orIgnore()
      .returning('id')
      .updateEntity(false)
      .execute();
    const [inserted] = result.raw as { id: number }[];
    return inserted ? this.rows.findOneByOrFail({ userId: wanted.userId, id: inserted.id }) : null;
  }

  findOwned(userId: number, id: number): Promise<PackageEntity | null> {
    return this.rows.findOneBy({ userId, id, archivedAt: IsNull() });
  }

  /** An operator's packages on all routers, newest first. */
  listOwned(userId: number, page: PageAsked): Promise<Page<PackageEntity>> {
    return readPage(
      this.rows
        .createQueryBuilder('package')
        .where('package.userId = :userId', { userId })
        .andWhere('package.archivedAt IS NULL'),
      page,
    );
  }

  /** What a router sells now, cheapest first. */
  listOnSale(userId: number, routerId: number): Promise<PackageEntity[]> {
    return this.rows.find({
      where: { userId, routerId, isActive: true, archivedAt: IsNull() },
      order: { priceMinor: 'ASC', id: 'ASC' },
    });
  }

  /** The names of the routers that some packages belong to. */
  async routerNames(userId: number, routerIds: readonly number[]): Promise<Map<number, string>> {
    const found = await this.routers.find({
      select: { id: true, name: true },
      where: { userId, id: In([...new Set(routerIds)]) },
    });
    return new Map(found.map(({ id, name }) => [id, name]));
  }
}
