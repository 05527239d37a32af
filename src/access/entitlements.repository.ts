import { Injectable } from '@nestjs/common';
import { type Sql } from '../database/database.js';
import { statement } from '../database/statement.js';
import { type Period, type SoldPackage } from './domain/chain.js';

/** A payment that was completed, and what was sold with it. */
export interface BoughtPackage extends SoldPackage {
  readonly durationHours: number;
}

/** A running entitlement of the same phone at the same router. */
export interface RunningEntitlement extends SoldPackage {
  readonly chainId: string;
}

/** The last entitlement of a chain that was not revoked. */
export interface ChainEnd {
  readonly id: string;
  readonly accessCode: string;
  readonly endsAt: Date;
}

/** An entitlement to write for a payment. */
export interface NewEntitlement extends Period {
  readonly id: string;
  readonly paymentId: string;
  readonly chainId: string;
  /** Null for the first of a chain. */
  readonly previousId: string | null;
  readonly accessCode: string;
  readonly isPhoneProven: boolean;
}

/** A completed payment without an entitlement. */
export interface OverlookedPayment {
  readonly paymentId: string;
  readonly completedAt: Date;
  /** The end that it has. An imported payment may have another one than its package gives. */
  readonly endsAt: Date;
}

/** The limits that were sold with the payment `p`; of its package `k` when the payment has none. */
const DEVICE_LIMIT = 'COALESCE(p.device_limit, k.device_limit)';
const DATA_CAP_MB = `CASE WHEN p.device_limit IS NULL THEN k.data_cap_mb ELSE p.data_cap_mb END`;

// Purchases of the same phone or device at a router follow one another, so that two at once make
// one chain. The locks are taken in the order of their keys, and before anything is read. Payments
// that name no device share no lock for it: all of a router would wait for one another.
const LOCK_BUYER = statement<unknown, { paymentId: string }>(
  'lock_buyer',
  `
  SELECT pg_advisory_xact_lock(key)
    FROM (SELECT hashtextextended(buyer, 0) AS key
            FROM payments p,
                 unnest(ARRAY['access-phone ' || p.user_id || ' ' || p.router_id || ' ' || p.phone_e164,
                              'access-mac ' || p.user_id || ' ' || p.router_id || ' ' || p.mac_address])
                   AS buyer
           WHERE p.id = :paymentId AND right(buyer, 1) <> ' '
           ORDER BY 1 OFFSET 0) AS keys`,
);

const BOUGHT = statement<BoughtPackage, { paymentId: string }>(
  'find_bought_package',
  `
  SELECT p.package_id AS "packageId", p.duration_hours AS "durationHours",
         p.download_speed_mbps AS "downloadSpeedMbps", p.upload_speed_mbps AS "uploadSpeedMbps",
         ${DEVICE_LIMIT} AS "deviceLimit", ${DATA_CAP_MB} AS "dataCapMb"
    FROM payments p JOIN packages k ON k.id = p.package_id
   WHERE p.id = :paymentId`,
);

/** Running entitlements of one phone at one router that are looked at. */
const MAX_RUNNING = 20;
const RUNNING = statement<RunningEntitlement, { paymentId: string; at: Date }>(
  'find_running_entitlements',
  `
  SELECT e.chain_id AS "chainId", e.package_id AS "packageId",
         e.download_speed_mbps AS "downloadSpeedMbps", e.upload_speed_mbps AS "uploadSpeedMbps",
         e.device_limit AS "deviceLimit", e.data_cap_mb AS "dataCapMb"
    FROM payments p
    JOIN entitlements e ON e.user_id = p.user_id AND e.router_id = p.router_id
                       AND e.phone_e164 = p.phone_e164 AND e.ends_at > :at
                       AND e.is_phone_proven AND e.revoked_at IS NULL
   WHERE p.id = :paymentId
   ORDER BY e.ends_at DESC LIMIT ${MAX_RUNNING}`,
);

const LOCK_CHAIN = statement<unknown, { chainId: string }>(
  'lock_chain',
  `SELECT FROM entitlements WHERE id = :chainId FOR NO KEY UPDATE`,
);
const CHAIN_END = statement<ChainEnd, { chainId: string; at: Date }>(
  'find_chain_end',
  `
  SELECT id, access_code AS "accessCode", ends_at AS "endsAt"
    FROM entitlements
   WHERE chain_id = :chainId AND revoked_at IS NULL AND ends_at > :at
   ORDER BY ends_at DESC LIMIT 1`,
);

// The device that the payment names is attached when there is room for it.
const INSERT = statement<{ id: string }, NewEntitlement>(
  'insert_entitlement',
  `
  WITH entitlement AS (
    INSERT INTO entitlements
      (id, user_id, router_id, package_id, source, payment_id, chain_id, previous_id, access_code,
       package_name, duration_minutes, download_speed_mbps, upload_speed_mbps, device_limit,
       data_cap_mb, phone_e164, is_phone_proven, starts_at, ends_at)
    SELECT :id, p.user_id, p.router_id, p.package_id, 'payment', p.id, :chainId, :previousId,
           :accessCode, p.package_name, p.duration_hours * 60, p.download_speed_mbps,
           p.upload_speed_mbps, ${DEVICE_LIMIT}, ${DATA_CAP_MB}, p.phone_e164, :isPhoneProven,
           :startsAt, :endsAt
      FROM payments p JOIN packages k ON k.id = p.package_id
     WHERE p.id = :paymentId
    ON CONFLICT (payment_id) WHERE payment_id IS NOT NULL DO NOTHING
    RETURNING *
  ), line AS (
    INSERT INTO entitlement_history (entitlement_id, user_id, event, source, starts_at, ends_at, evidence)
    SELECT id, user_id, 'created', 'payment', starts_at, ends_at,
           jsonb_build_object('payment_id', payment_id)
      FROM entitlement
  ), device AS (
    INSERT INTO devices (chain_id, mac_address, user_id, named_at_sale)
    SELECT e.chain_id, p.mac_address, e.user_id, true
      FROM entitlement e JOIN payments p ON p.id = e.payment_id
     WHERE p.mac_address <> ''
       AND (SELECT count(*) FROM devices d WHERE d.chain_id = e.chain_id) < e.device_limit
    ON CONFLICT (chain_id, mac_address) DO NOTHING
  )
  SELECT id FROM entitlement`,
);

const OVERLOOKED = statement<OverlookedPayment, { limit: number; skip: number }>(
  'find_payments_without_entitlement',
  `
  SELECT p.id AS "paymentId", p.completed_at AS "completedAt", p.package_expiry_time AS "endsAt"
    FROM payments p
   WHERE p.status = 'completed' AND p.package_expiry_time > now()
     AND NOT EXISTS (SELECT FROM entitlements e WHERE e.payment_id = p.id)
   ORDER BY p.package_expiry_time LIMIT :limit OFFSET :skip`,
);

/** The SQL of entitlements. Each method runs in the caller's transaction. */
@Injectable()
export class EntitlementsRepository {
  /** The package that a payment has bought; null when the payment or its package was deleted. */
  async findBought(sql: Sql, paymentId: string): Promise<BoughtPackage | null> {
    return (await sql.query(BOUGHT({ paymentId })))[0] ?? null;
  }

  /** Locks the buyer, and reads what was bought and what they have running, in one round trip. */
  async lockBuyer(
    tx: Sql,
    paymentId: string,
    at: Date,
  ): Promise<{ bought: BoughtPackage; running: readonly RunningEntitlement[] } | null> {
    const [, bought, running] = await Promise.all([
      tx.query(LOCK_BUYER({ paymentId })),
      tx.query(BOUGHT({ paymentId })),
      tx.query(RUNNING({ paymentId, at })),
    ]);
    return bought[0] ? { bought: bought[0], running } : null;
  }

  /** Locks a chain, and returns its end; null when it ends by then. */
  async lockChain(tx: Sql, chainId: string, at: Date): Promise<ChainEnd | null> {
    const [, ends] = await Promise.all([
      tx.query(LOCK_CHAIN({ chainId })),
      tx.query(CHAIN_END({ chainId, at })),
    ]);
    return ends[0] ?? null;
  }

  /** @returns false when the payment has an entitlement already */
  async insert(tx: Sql, entitlement: NewEntitlement): Promise<boolean> {
    return (await tx.query(INSERT(entitlement))).length > 0;
  }

  /**
   * Completed payments that are not over and have no entitlement, those that end first before others.
   *
   * @param skip leaves out so many of them
   */
  findOverlooked(sql: Sql, limit: number, skip = 0): Promise<OverlookedPayment[]> {
    return sql.query(OVERLOOKED({ limit, skip }));
  }
}
