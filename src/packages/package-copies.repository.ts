import { Injectable } from '@nestjs/common';
import { type Sql } from '../database/database.js';
import { statement } from '../database/statement.js';
import { type PackageEntity } from './package.entity.js';
import { PACKAGE_JSON, type PackageJson, packageOf } from './package-json.sql.js';
import { type ShownPackage } from './package.response.js';

type Owned = Pick<PackageEntity, 'userId' | 'id'>;
interface Routers {
  readonly routerIds: readonly number[];
}

// Whoever archives a router or a package waits until the copies are there, and then sees them.
const LOCK_ROUTERS = statement<{ id: number; name: string }, Pick<Owned, 'userId'> & Routers>(
  'lock_routers_to_copy_to',
  `
  SELECT id, name FROM routers
   WHERE user_id = :userId AND id = ANY (:routerIds::integer[]) AND archived_at IS NULL
   ORDER BY id FOR SHARE`,
);
const LOCK_PACKAGE = statement<{ sold: PackageJson }, Owned>(
  'lock_package_to_copy',
  `
  SELECT ${PACKAGE_JSON} AS sold FROM packages k
   WHERE k.user_id = :userId AND k.id = :id AND k.archived_at IS NULL FOR SHARE`,
);
// In one order, so that two requests for the same routers wait for each other only one way.
const COPY = statement<{ sold: PackageJson }, Owned & Routers>(
  'copy_package',
  `
  INSERT INTO packages AS k
    (user_id, router_id, name, package_type, duration_hours, price_minor, currency,
     download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb, description, is_active)
  SELECT p.user_id, r.id, p.name, p.package_type, p.duration_hours, p.price_minor, p.currency,
         p.download_speed_mbps, p.upload_speed_mbps, p.device_limit, p.data_cap_mb, p.description,
         p.is_active
    FROM packages p CROSS JOIN unnest(:routerIds::integer[]) AS r (id)
   WHERE p.user_id = :userId AND p.id = :id
   ORDER BY r.id
  ON CONFLICT (router_id, name) WHERE archived_at IS NULL DO NOTHING
  RETURNING ${PACKAGE_JSON} AS sold`,
);

/** The queries that copy packages. Each belongs to a transaction of its caller. */
@Injectable()
export class PackageCopiesRepository {
  /** Locks routers, so that none is archived. Returns the names of those that the operator has. */
  async lockRouters(
    tx: Sql,
    userId: number,
    routerIds: readonly number[],
  ): Promise<ReadonlyMap<number, string>> {
    const rows = await tx.query(LOCK_ROUTERS({ userId, routerIds }));
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Locks a package, so that it stays as it is. Null when the operator has no such package. */
  async lockPackage(tx: Sql, userId: number, id: number): Promise<ShownPackage | null> {
    const [row] = await tx.query(LOCK_PACKAGE({ userId, id }));
    return row ? packageOf(row.sold) : null;
  }

  /**
   * Copies a package to routers of the same operator.
   * @returns the copies by router; none where the router has a package of that name
   */
  async insert(
    tx: Sql,
    userId: number,
    id: number,
    routerIds: readonly number[],
  ): Promise<ReadonlyMap<number, ShownPackage>> {
    const rows = await tx.query(COPY({ userId, id, routerIds }));
    return new Map(rows.map(({ sold }) => [sold.routerId, packageOf(sold)]));
  }
}
