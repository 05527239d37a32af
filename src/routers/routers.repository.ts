import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { givenFields } from '../common/given-fields.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { Database } from '../database/database.js';
import { readPage } from '../database/keyset.js';
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

// A sale in progress holds a shared lock on the rows. Waiting for it makes sure that the next
// statement sees its payment.
const LOCK = `
  SELECT id FROM routers WHERE user_id = $1 AND id = $2 AND archived_at IS NULL FOR UPDATE`;
const LOCK_PACKAGES = `
  SELECT id FROM packages WHERE user_id = $1 AND router_id = $2 ORDER BY id FOR UPDATE`;
const WAS_SOLD = `
  SELECT EXISTS (SELECT FROM payments WHERE user_id = $1 AND router_id = $2)
      OR EXISTS (SELECT FROM payments WHERE user_id = $1 AND package_id = ANY ($3::integer[]))
      OR EXISTS (SELECT FROM entitlements WHERE user_id = $1 AND router_id = $2)
         AS "wasSold"`;
const ARCHIVE = `
  WITH off_sale AS (
    UPDATE packages SET archived_at = now(), updated_at = now()
     WHERE user_id = $1 AND router_id = $2 AND archived_at IS NULL
  )
  UPDATE routers
     SET archived_at = now(), updated_at = now(), password_sealed = '', is_online = false
   WHERE user_id = $1 AND id = $2`;
const DELETE_PACKAGES = 'DELETE FROM packages WHERE user_id = $1 AND router_id = $2';
const DELETE = 'DELETE FROM routers WHERE user_id = $1 AND id = $2';

// The result is not stored if the router was changed during the test.
const RECORD_CHECK = `
  UPDATE routers SET is_online = $4, last_checked = now()
   WHERE user_id = $1 AND id = $2 AND updated_at = $3 AND archived_at IS NULL
  RETURNING last_checked AS "lastChecked"`;

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
    const its = [userId, id];
    return this.database.transaction(async (tx) => {
      const [router] = await tx.query(LOCK, its);
      if (!router) return false;
      const packages = await tx.query<{ id: number }>(LOCK_PACKAGES, its);
      const [found] = await tx.query<{ wasSold: boolean }>(WAS_SOLD, [
        ...its,
        packages.map((sold) => sold.id),
      ]);
      if (found?.wasSold === true) {
        await tx.query(ARCHIVE, its);
      } else {
        await tx.query(DELETE_PACKAGES, its);
        await tx.query(DELETE, its);
      }
      return true;
    });
  }

  /**
   * Stores the result of a connection test.
   * @returns the time by the database's clock; null when the router was changed or deleted meanwhile
   */
  async recordCheck(tried: RouterEntity, isOnline: boolean): Promise<Date | null> {
    const values = [tried.userId, tried.id, tried.updatedAt, isOnline];
    const [row] = await this.database.query<{ lastChecked: Date }>(RECORD_CHECK, values);
    return row?.lastChecked ?? null;
  }
}
