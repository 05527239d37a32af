import { Injectable } from '@nestjs/common';
import { type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type ChangedBy } from './operate.repository.js';

/** What an operator gives: a copy of a package, or values of their own. */
export interface Given {
  /** Null for values of their own. */
  readonly packageId: number | null;
  readonly packageName: string;
  readonly durationMinutes: number;
  readonly downloadSpeedMbps: number;
  readonly uploadSpeedMbps: number;
  readonly deviceLimit: number;
  readonly dataCapMb: number | null;
}

/** Access that an operator gives. */
export interface NewGrant extends Given, ChangedBy {
  readonly id: string;
  readonly userId: number;
  readonly routerId: number;
  readonly accessCode: string;
  /** In the form `+254712345678`, or empty. */
  readonly phoneE164: string;
  /** Null when no device is named. */
  readonly macAddress: string | null;
}

// The shared lock keeps the router from being archived until the transaction ends, as in a sale.
const LOCK_ROUTER = statement<{ id: number }, { userId: number; routerId: number }>(
  'lock_router_of_grant',
  `
  SELECT r.id FROM routers r
   WHERE r.user_id = :userId AND r.id = :routerId AND r.archived_at IS NULL FOR SHARE`,
);

const PACKAGE = statement<
  Given & { packageId: number; routerId: number },
  { userId: number; packageId: number }
>(
  'package_of_grant',
  `
  SELECT k.id AS "packageId", k.router_id AS "routerId", k.name AS "packageName",
         k.duration_hours * 60 AS "durationMinutes",
         k.download_speed_mbps AS "downloadSpeedMbps", k.upload_speed_mbps AS "uploadSpeedMbps",
         k.device_limit AS "deviceLimit", k.data_cap_mb AS "dataCapMb"
    FROM packages k
   WHERE k.user_id = :userId AND k.id = :packageId AND k.archived_at IS NULL FOR SHARE`,
);

// A code that is taken gives no row, and another one is drawn.
const INSERT = statement<{ id: string }, NewGrant>(
  'insert_grant',
  `
  WITH entitlement AS (
    INSERT INTO entitlements
      (id, user_id, router_id, package_id, source, chain_id, access_code, package_name,
       duration_minutes, download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb,
       phone_e164, starts_at, ends_at)
    VALUES
      (:id, :userId, :routerId, :packageId, 'operator', :id, :accessCode, :packageName,
       :durationMinutes, :downloadSpeedMbps, :uploadSpeedMbps, :deviceLimit, :dataCapMb,
       :phoneE164, now(), now() + :durationMinutes::integer * interval '1 minute')
    ON CONFLICT (user_id, access_code) WHERE previous_id IS NULL DO NOTHING
    RETURNING *
  ), line AS (
    INSERT INTO entitlement_history
      (entitlement_id, user_id, event, source, reason, starts_at, ends_at, evidence)
    SELECT id, user_id, 'created', 'operator', :reason, starts_at, ends_at,
           jsonb_build_object('operator', :operator::text)
      FROM entitlement
  ), device AS (
    INSERT INTO devices (chain_id, mac_address, user_id, named_at_sale)
    SELECT id, :macAddress::text, user_id, true FROM entitlement
     WHERE :macAddress::text IS NOT NULL
  )
  SELECT id FROM entitlement`,
);

/** The SQL of access that operators give. Each method runs in the caller's transaction. */
@Injectable()
export class GrantsRepository {
  /** @returns whether the operator has this router, and it is not archived */
  async lockRouter(tx: Sql, userId: number, routerId: number): Promise<boolean> {
    return (await tx.query(LOCK_ROUTER({ userId, routerId }))).length > 0;
  }

  /** A package of the operator, whether or not it is on sale; null when there is none. */
  async findPackage(
    tx: Sql,
    userId: number,
    packageId: number,
  ): Promise<(Given & { readonly routerId: number }) | null> {
    return (await tx.query(PACKAGE({ userId, packageId })))[0] ?? null;
  }

  /** @returns false when the operator has the access code already */
  async insert(tx: Sql, grant: NewGrant): Promise<boolean> {
    return (await tx.query(INSERT(grant))).length > 0;
  }
}
