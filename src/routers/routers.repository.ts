import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { givenFields } from '../common/given-fields.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { propertiesBut, selectList } from '../database/columns.js';
import { Database, type Sql } from '../database/database.js';
import { readPage } from '../database/keyset.js';
import { statement } from '../database/statement.js';
import { violatedConstraint } from '../database/violations.js';
import { nasAddressTaken, tunnelKeyTaken } from './router-errors.js';
import { RouterSubscribers } from './router-subscribers.js';
import { RouterEntity } from './router.entity.js';
import { TunnelAddresses } from './tunnel-addresses.js';

/** The fields of a router that its operator sets. */
type StoredFields = Pick<
  RouterEntity,
  | 'name'
  | 'host'
  | 'port'
  | 'username'
  | 'passwordSealed'
  | 'useHttps'
  | 'verifyCertificate'
  | 'accessMethod'
  | 'nasAddress'
  | 'wireguardPublicKey'
  | 'coaPort'
  | 'portalUrl'
  | 'preferredProvider'
>;
type CheckFields = Pick<RouterEntity, 'isOnline' | 'lastChecked'>;

/** The fields of a new router. */
export type NewRouter = StoredFields & Pick<RouterEntity, 'userId'>;

/** The changed fields of a router. Undefined fields keep their value. */
export type RouterUpdate = {
  readonly [Field in keyof (StoredFields & CheckFields)]?: RouterEntity[Field] | undefined;
};

/** The key of a router in statements. */
type Owned = Pick<RouterEntity, 'userId' | 'id'>;

/** A row as SQL returns it, which is no instance of the class. */
type RouterRow = Pick<RouterEntity, keyof RouterEntity>;

const ROW = selectList(RouterEntity, 'r', propertiesBut(RouterEntity, []));

const INSERT = statement<RouterEntity, NewRouter>(
  'insert_router',
  `
  INSERT INTO routers AS r
    (user_id, name, host, port, username, password_sealed, use_https, verify_certificate,
     access_method, nas_address, wireguard_public_key, coa_port, portal_url, preferred_provider)
  VALUES (:userId, :name, :host, :port, :username, :passwordSealed, :useHttps, :verifyCertificate,
          :accessMethod, :nasAddress::inet, :wireguardPublicKey, :coaPort, :portalUrl,
          :preferredProvider)
  RETURNING ${ROW}`,
);
const LOCK_TO_UPDATE = statement<RouterRow, Owned>(
  'lock_router_to_update',
  `
  SELECT ${ROW} FROM routers r
   WHERE r.user_id = :userId AND r.id = :id AND r.archived_at IS NULL FOR NO KEY UPDATE`,
);
const UPDATE = statement<RouterEntity, Owned & StoredFields & CheckFields>(
  'update_router',
  `
  UPDATE routers AS r
     SET name = :name, host = :host, port = :port, username = :username,
         password_sealed = :passwordSealed, use_https = :useHttps,
         verify_certificate = :verifyCertificate, access_method = :accessMethod,
         nas_address = :nasAddress::inet, wireguard_public_key = :wireguardPublicKey,
         coa_port = :coaPort, portal_url = :portalUrl,
         preferred_provider = :preferredProvider, is_online = :isOnline,
         last_checked = :lastChecked, updated_at = now()
   WHERE r.user_id = :userId AND r.id = :id
  RETURNING ${ROW}`,
);

// A sale in progress holds a shared lock on the rows. Waiting for it makes sure that the next
// statement sees its payment.
const LOCK = statement<Pick<RouterEntity, 'accessMethod'>, Owned>(
  'lock_router',
  `
  SELECT access_method AS "accessMethod" FROM routers WHERE user_id = :userId AND id = :id AND archived_at IS NULL FOR UPDATE`,
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
// The password of a router that has our users is kept until they are removed.
const ARCHIVE = statement<unknown, Owned>(
  'archive_router',
  `
  WITH off_sale AS (
    UPDATE packages SET archived_at = now(), updated_at = now()
     WHERE user_id = :userId AND router_id = :id AND archived_at IS NULL
  )
  UPDATE routers
     SET archived_at = now(), updated_at = now(), is_online = false,
         password_sealed = CASE access_method WHEN 'routeros_api' THEN password_sealed ELSE '' END,
         wireguard_public_key = NULL
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

const ASSIGN_SLUG = statement<{ portalSlug: string | null }, Owned>(
  'assign_portal_slug',
  `
  UPDATE routers SET portal_slug = coalesce(portal_slug, new_portal_slug())
   WHERE user_id = :userId AND id = :id
  RETURNING portal_slug AS "portalSlug"`,
);
// Several workers may do so at once.
const FILL_SLUGS = statement<unknown, { limit: number }>(
  'fill_portal_slugs',
  `
  UPDATE routers SET portal_slug = new_portal_slug()
   WHERE id = ANY (ARRAY(
           SELECT id FROM routers WHERE portal_slug IS NULL
            LIMIT :limit FOR UPDATE SKIP LOCKED))
  RETURNING id`,
);
const SLUG_BATCH = 500;

/** The queries on routers. */
@Injectable()
export class RoutersRepository {
  constructor(
    @InjectRepository(RouterEntity) private readonly rows: Repository<RouterEntity>,
    private readonly database: Database,
    private readonly addresses: TunnelAddresses,
    private readonly subscribers: RouterSubscribers,
  ) {}

  /**
   * Inserts a router, with an address if it needs one.
   * @throws ApiError 400 when its address or key is taken, 409 when there is no address
   */
  insert(router: NewRouter): Promise<RouterEntity> {
    return this.write(async (tx) => {
      const nasAddress = await this.addressOf(tx, router, null);
      const [added] = await tx.query(INSERT({ ...router, nasAddress }));
      if (!added) throw new Error('A router was not inserted');
      const { userId, id: routerId, accessMethod: after } = added;
      await this.subscribers.notify(tx, { userId, routerId, before: null, after });
      return added;
    });
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

  /**
   * Locks a router, applies the changes that `decide` returns, and returns the new row; null when
   * there is none.
   * @throws ApiError as {@link insert}, and the errors of `decide`
   */
  update(
    userId: number,
    id: number,
    decide: (current: RouterEntity) => RouterUpdate,
  ): Promise<RouterEntity | null> {
    return this.write(async (tx) => {
      const [current] = await tx.query(LOCK_TO_UPDATE({ userId, id }));
      if (!current) return null;
      const wanted = { ...current, ...givenFields(decide(current)) };
      const nasAddress = await this.addressOf(tx, wanted, current.nasAddress);
      const [updated] = await tx.query(UPDATE({ ...wanted, nasAddress }));
      const [before, after] = [current.accessMethod, wanted.accessMethod];
      if (before !== after) {
        await this.subscribers.notify(tx, { userId, routerId: id, before, after });
      }
      return updated ?? null;
    });
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
        const before = router.accessMethod;
        await this.subscribers.notify(tx, { userId, routerId: id, before, after: null });
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

  /** Returns the portal slug of a router, and gives it one if it has none; null: no such router. */
  async assignPortalSlug(userId: number, id: number): Promise<string | null> {
    const [row] = await this.database.query(ASSIGN_SLUG({ userId, id }));
    return row?.portalSlug ?? null;
  }

  /** Gives a portal slug to each router that is older than the column, in batches. */
  async fillPortalSlugs(): Promise<void> {
    let filled: readonly unknown[];
    do {
      filled = await this.database.query(FILL_SLUGS({ limit: SLUG_BATCH }));
    } while (filled.length === SLUG_BATCH);
  }

  /** The address of a router, which one through which the server gives access must have. */
  private async addressOf(
    tx: Sql,
    router: Pick<RouterEntity, 'userId' | 'accessMethod' | 'nasAddress' | 'wireguardPublicKey'>,
    present: string | null,
  ): Promise<string | null> {
    const { userId, accessMethod, nasAddress, wireguardPublicKey } = router;
    if (nasAddress !== null) {
      if (nasAddress !== present) await this.addresses.release(tx, nasAddress);
      return nasAddress;
    }
    const needsOne = accessMethod !== 'none' || wireguardPublicKey !== null;
    return needsOne ? this.addresses.assign(tx, userId) : null;
  }

  private async write<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(work);
    } catch (error) {
      const constraint = violatedConstraint(error);
      if (constraint === 'routers_nas_address_key') throw nasAddressTaken();
      if (constraint === 'routers_wireguard_key_key') throw tunnelKeyTaken();
      throw error;
    }
  }
}
