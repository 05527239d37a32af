import { Injectable } from '@nestjs/common';
import {
  type BatchedQuery,
  batchedQuery,
  type Keys,
  type Placed,
} from '../database/batched-query.js';
import { Database } from '../database/database.js';
import { prepared, statement } from '../database/statement.js';

/** A router with a portal, and what the portal needs to know about it. */
export interface PortalRouter {
  readonly slug: string;
  readonly userId: number;
  readonly routerId: number;
  /** The address of the router, as its operator has set it. */
  readonly host: string;
}

const SLUG = /^[\w-]{1,64}$/;

/** A payment that was found by an access claim. */
export interface BegunPayment {
  readonly id: string;
  readonly createdAt: Date;
  /** It is one of those that were asked for, although the column may be null. */
  readonly claimHash: string | null;
}

type Found = Omit<PortalRouter, 'slug'>;

/** A payment that was found by its device. */
export interface DevicePayment {
  readonly id: string;
  readonly createdAt: Date;
  readonly isOpen: boolean;
}

// The slug is the only key, because a customer's browser has no other. It is random.
const BY_SLUG = prepared<Placed<Found>, Keys>(
  'portal_router',
  `
  SELECT asked.place, r."userId", r."routerId", r.host
    FROM json_to_recordset(:keys) AS asked (place integer, slug text)
    CROSS JOIN LATERAL (
      SELECT user_id AS "userId", id AS "routerId", host
        FROM routers WHERE portal_slug = asked.slug AND archived_at IS NULL LIMIT 1) r
    JOIN users u ON u.id = r."userId" AND u.is_active`,
);

const OF_DEVICE = statement<
  DevicePayment,
  { userId: number; routerId: number; macAddress: string }
>(
  'portal_payment_of_device',
  `
  SELECT p.id, p.created_at AS "createdAt", p.status IN ('pending', 'processing') AS "isOpen"
    FROM payments p
   WHERE p.user_id = :userId AND p.mac_address = :macAddress AND p.router_id = :routerId
     AND p.created_at > now() - interval '30 minutes' AND p.status <> 'failed'
   ORDER BY p.created_at DESC, p.id DESC LIMIT 1`,
);

const BEGUN_WITH = statement<
  BegunPayment,
  { userId: number; phoneE164: string; claimHashes: readonly string[] }
>(
  'portal_payment_begun_with',
  `
  SELECT p.id, p.created_at AS "createdAt", p.access_claim_hash AS "claimHash"
    FROM payments p
   WHERE p.user_id = :userId AND p.phone_e164 = :phoneE164
     AND p.created_at > now() - interval '1 day'
     AND p.access_claim_hash = ANY (:claimHashes) AND p.status <> 'failed'
   ORDER BY p.created_at DESC, p.id DESC LIMIT 1`,
);

/** The SQL of the portal, besides that of the use cases that it calls. */
@Injectable()
export class PortalRouterRepository {
  private readonly bySlug: BatchedQuery<Found>;

  constructor(private readonly database: Database) {
    this.bySlug = batchedQuery(database, BY_SLUG);
  }

  /** Finds the router of a portal; null when there is none, or its operator is disabled. */
  async findBySlug(slug: string): Promise<PortalRouter | null> {
    // A text that PostgreSQL refuses would fail the statement of all who ask at this moment.
    const [row] = await this.bySlug({ slug: SLUG.test(slug) ? slug : '' });
    return row ? { ...row, slug } : null;
  }

  /** The newest payment of a device in the last half hour that has not failed. */
  async findPaymentOfDevice(
    userId: number,
    routerId: number,
    macAddress: string,
  ): Promise<DevicePayment | null> {
    const [row] = await this.database.query(OF_DEVICE({ userId, routerId, macAddress }));
    return row ?? null;
  }

  /** The newest payment of a phone in the last day that was begun with one of these claims, and has not failed. */
  async findBegunWith(
    userId: number,
    phoneE164: string,
    claimHashes: readonly string[],
  ): Promise<BegunPayment | null> {
    const [row] = await this.database.query(BEGUN_WITH({ userId, phoneE164, claimHashes }));
    return row ?? null;
  }
}
