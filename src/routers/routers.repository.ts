import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { givenFields } from '../common/given-fields.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { Database } from '../database/database.js';
import { readPage } from '../database/keyset.js';
import { statement } from '../database/statement.js';
import { RouterEntity } from './router.entity.js';

/** The fields of a router that its operator sets. */
type StoredFields = Pick<
  RouterEntity,
  'name' | 'host' | 'port' | 'username' | 'passwordSealed' | 'useHttps' | 'verifyCertificate'
>;

/** The fields of a new router. */
export type NewRouter = StoredFields & Pick<RouterEntity, 'userId'>;

/** The changed fields of a router. Undefined fields keep their value. */
export type RouterUpdate = {
  readonly [Field in keyof (StoredFields & Pick<RouterEntity, 'isOnline' | 'lastChecked'>)]?:
    RouterEntity[Field] | undefined;
};

/** The key of a router in statements. */
type Owned = Pick<RouterEntity, 'userId' | 'id'>;

// A sale in progress holds a shared lock on the rows. Waiting for it makes sure that the next
// statement sees its payment.
const LOCK = statement<{ id: number }, Owned>(
  'lock_router',
  `
  SELECT id FROM routers WHERE user_id = :userId AND id = :id AND archived_at IS NULL FOR UPDATE`,
);
const LOCK_PACKAGES = statement<{ id: number }, Owned>(
  'lock_packages_of_router',
  `
  SELECT id FROM packages WHERE user_id = :userId AND router_id = :id ORDER BY id FOR UPDATE`,
);
const WAS_SOLD = statement<{ wasSold: boolean }, Owned & { packageIds: readonly number[] }>(
  'router_was_sold',
  `
  SELECT EXISTS (SELECT FROM payments WHERE user_id = :userId AND router_id = :id)
      OR EXISTS (SELECT FROM payments
                  WHERE user_id = :userId AND package_id = ANY (:packageIds::integer[]))
      OR EXISTS (SELECT FROM entitlements WHERE user_id = :userId AND router_id = :id)
         AS "wasSold"`,
);
const ARCHIVE = statement<unknown, Owned>(
  'archive_router',
  `
  WITH off_sale AS (
    UPDATE packages SET archived_at = now(), updated_at = now()
     WHERE user_id = :userId AND router_id = :id AND archived_at IS NULL
  )
  UPDATE routers
     SET archived_at = now(), updated_at = now(), password_sealed = '', is_online = false
   WHERE user_id = :userId AND id = :id`,
);
const DELETE_PACKAGES = statement<unknown, Owned>(
  'delete_packages_of_router',
  'DELETE FROM packages WHERE user_id = :userId AND router_id = :id',
);
const DELETE = statement<unknown, Owned>(
  'delete_router',
  'DELETE FROM routers WHERE user_id = :userId AND id = :id',
);

// The result is not stored if the router was changed during the test.
const RECORD_CHECK = statement<
  { lastChecked: Date | null },
  Pick<RouterEntity, 'userId' | 'id' | 'updatedAt' | 'isOnline'>
>(
  'record_router_check',
  `
  UPDATE routers SET is_online = :isOnline, last_checked = now()
   WHERE user_id = :userId AND id = :id AND updated_at = :updatedAt AND archived_at IS NULL
  RETURNING last_checked AS "lastChecked"`,
);

/** The queries on routers. */
@Injectable()
export class RoutersRepository {
  constructor(
    @InjectRepository(RouterEntity) private readonly rows: Repository<RouterEntity>,
    private readonly database: Database,
  ) {}

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

  /** Updates a router and returns it; null when there is none. */
  async update(userId: number, id: number, changes: RouterUpdate): Promise<RouterEntity | null> {
    await this.rows.update({ userId, id, archivedAt: IsNull() }, givenFields(changes));
    return this.findOwned(userId, id);
  }

  /**
   * Deletes a router and its packages, or archives them without the password when payments refer to
   * any of them.
   * @returns whether it existed
   */
  async remove(userId: number, id: number): Promise<boolean> {
    const its = { userId, id };
    return this.database.transaction(async (tx) => {
      const [router] = await tx.query(LOCK(its));
      if (!router) return false;
      const packages = await tx.query(LOCK_PACKAGES(its));
      const [found] = await tx.query(
        WAS_SOLD({ ...its, packageIds: packages.map((sold) => sold.id) }),
      );
      if (found?.wasSold === true) {
        await tx.query(ARCHIVE(its));
      } else {
        await tx.query(DELETE_PACKAGES(its));
        await tx.query(DELETE(its));
      }
      return true;
    });
  }

  /**
   * Stores the result of a connection test.
   * @returns the time by the database's clock; null when the router was changed or deleted meanwhile
   */
  async recordCheck(tried: RouterEntity, isOnline: boolean): Promise<Date | null> {
    const { userId, id, updatedAt } = tried;
    const [row] = await this.database.query(RECORD_CHECK({ userId, id, updatedAt, isOnline }));
    return row?.lastChecked ?? null;
  }
}
