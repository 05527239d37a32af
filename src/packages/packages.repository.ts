import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, IsNull, Repository } from 'typeorm';
import { givenFields } from '../common/given-fields.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import {
  type BatchedQuery,
  batchedQuery,
  type Keys,
  type Placed,
} from '../database/batched-query.js';
import { Database } from '../database/database.js';
import { readPage } from '../database/keyset.js';
import { prepared, statement } from '../database/statement.js';
import { violatedConstraint } from '../database/violations.js';
import { RouterEntity } from '../routers/router.entity.js';
import { PACKAGE_JSON, type PackageJson, packageOf } from './package-json.sql.js';
import { PackageEntity } from './package.entity.js';
import { type ShownPackage } from './package.response.js';

/** The fields of a new package. */
export type NewPackage = Omit<PackageEntity, 'id' | 'archivedAt' | 'createdAt' | 'updatedAt'>;

/** The changed fields of a package. Undefined fields keep their value. */
export type PackageChange = {
  readonly [Field in keyof Omit<NewPackage, 'userId'>]?: NewPackage[Field] | undefined;
};

/** A router and its active packages, as a portal shows them. */
export interface PackageList {
  readonly routerId: number;
  readonly routerName: string;
  /** Whether a portal has asked before. */
  readonly wasVisited: boolean;
  readonly packages: readonly ShownPackage[];
}

/** Why a package cannot be stored. */
export type PackageRefusal = 'router_missing' | 'name_taken';

/** The key of a package in statements. */
type Owned = Pick<PackageEntity, 'userId' | 'id'>;

// A sale in progress holds a shared lock on the row. Waiting for it makes sure that the next
// statement sees its payment.
const LOCK = statement<{ id: number }, Owned>(
  'lock_package',
  `
  SELECT id FROM packages WHERE user_id = :userId AND id = :id AND archived_at IS NULL FOR UPDATE`,
);
const WAS_SOLD = statement<{ wasSold: boolean }, Owned>(
  'package_was_sold',
  `
  SELECT EXISTS (SELECT FROM payments WHERE user_id = :userId AND package_id = :id)
      OR EXISTS (SELECT FROM entitlements WHERE user_id = :userId AND package_id = :id)
         AS "wasSold"`,
);
const ARCHIVE = statement<unknown, Owned>(
  'archive_package',
  `
  UPDATE packages SET archived_at = now(), updated_at = now()
   WHERE user_id = :userId AND id = :id`,
);
const DELETE = statement<unknown, Owned>(
  'delete_package',
  'DELETE FROM packages WHERE user_id = :userId AND id = :id',
);

// A router without packages is one row with no package.
const PACKAGE_LIST = prepared<Placed<PackageListRow>, Keys>(
  'package_list',
  `SELECT asked.place, r.name AS "routerName",
          r.first_portal_visit_at IS NOT NULL AS "wasVisited",
          CASE WHEN k.id IS NOT NULL THEN ${PACKAGE_JSON} END AS sold
     FROM json_to_recordset(:keys) AS asked (place integer, user_id integer, router_id integer)
     JOIN routers r ON r.user_id = asked.user_id AND r.id = asked.router_id
                   AND r.archived_at IS NULL
     LEFT JOIN packages k ON k.user_id = r.user_id AND k.router_id = r.id AND k.is_active
                         AND k.archived_at IS NULL
    ORDER BY asked.place, k.price_minor, k.id`,
);

const RECORD_PORTAL_VISIT = statement<unknown, Owned>(
  'record_portal_visit',
  `
  UPDATE routers SET first_portal_visit_at = now()
   WHERE user_id = :userId AND id = :id AND first_portal_visit_at IS NULL`,
);

interface PackageListRow {
  readonly routerName: string;
  readonly wasVisited: boolean;
  readonly sold: PackageJson | null;
}

/** The queries on packages. */
@Injectable()
export class PackagesRepository {
  private readonly packageLists: BatchedQuery<PackageListRow>;

  constructor(
    @InjectRepository(PackageEntity) private readonly rows: Repository<PackageEntity>,
    @InjectRepository(RouterEntity) private readonly routers: Repository<RouterEntity>,
    private readonly database: Database,
  ) {
    this.packageLists = batchedQuery(database, PACKAGE_LIST);
  }

  /** Inserts a package and returns its id. */
  insert(fields: NewPackage): Promise<number | PackageRefusal> {
    return this.attempt(async (manager) => {
      if (!(await lockRouter(manager, fields.userId, fields.routerId))) return 'router_missing';
      const added = manager.create(PackageEntity, { ...fields, archivedAt: null });
      await manager.insert(PackageEntity, added);
      return added.id;
    });
  }

  /** Updates a package, if it exists. Returns the reason when it cannot. */
  update(userId: number, id: number, change: PackageChange): Promise<PackageRefusal | null> {
    return this.attempt(async (manager) => {
      const { routerId } = change;
      if (routerId !== undefined && !(await lockRouter(manager, userId, routerId))) {
        return 'router_missing';
      }
      const where = { userId, id, archivedAt: IsNull() };
      await manager.update(PackageEntity, where, givenFields(change));
      return null;
    });
  }

  /**
   * Deletes a package, or archives it when payments refer to it.
   * @returns whether it existed
   */
  async remove(userId: number, id: number): Promise<boolean> {
    const key = { userId, id };
    return this.database.transaction(async (tx) => {
      const [sold] = await tx.query(LOCK(key));
      if (!sold) return false;
      const [found] = await tx.query(WAS_SOLD(key));
      await tx.query(found?.wasSold === true ? ARCHIVE(key) : DELETE(key));
      return true;
    });
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

  /** Finds a router and its active packages, cheapest first; null when the operator has no such router. */
  async findPackageList(userId: number, routerId: number): Promise<PackageList | null> {
    const rows = await this.packageLists({ user_id: userId, router_id: routerId });
    const [first] = rows;
    if (!first) return null;
    return {
      routerId,
      routerName: first.routerName,
      wasVisited: first.wasVisited,
      packages: rows.flatMap(({ sold }) => (sold ? [packageOf(sold)] : [])),
    };
  }

  /** Stores when a portal first asked for the packages of a router. */
  async recordPortalVisit(userId: number, routerId: number): Promise<void> {
    await this.database.query(RECORD_PORTAL_VISIT({ userId, id: routerId }));
  }

  /** Finds the names of routers by id. */
  async routerNames(userId: number, routerIds: readonly number[]): Promise<Map<number, string>> {
    const found = await this.routers.find({
      select: { id: true, name: true },
      where: { userId, id: In([...new Set(routerIds)]) },
    });
    return new Map(found.map(({ id, name }) => [id, name]));
  }

  private async attempt<T>(
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T | PackageRefusal> {
    try {
      return await this.rows.manager.transaction(work);
    } catch (error) {
      if (violatedConstraint(error) === 'packages_router_id_name_key') return 'name_taken';
      throw error;
    }
  }
}

/** Locks the router until the transaction ends, so that it is not archived. False when there is none. */
async function lockRouter(manager: EntityManager, userId: number, id: number): Promise<boolean> {
  const router = await manager.findOne(RouterEntity, {
    where: { userId, id, archivedAt: IsNull() },
    lock: { mode: 'pessimistic_read' },
  });
  return router !== null;
}
