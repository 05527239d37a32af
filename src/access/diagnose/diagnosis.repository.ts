import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type Query, queryOf, statement } from '../../database/statement.js';
import {
  type AskedFor,
  type LoginFacts,
  type PaymentFacts,
  type RouterFacts,
} from '../domain/diagnosis-facts.js';

/** What a customer is looked for by. */
export interface Asked {
  readonly by: AskedFor;
  readonly value: string;
  /** The only router that is looked at. */
  readonly routerId: number | null;
}

/** The newest payment and the best entitlement of a customer. */
export interface Found {
  readonly payment: (PaymentFacts & { readonly id: string }) | null;
  readonly entitlement: FoundEntitlement | null;
  /** The router of the entitlement, else of the payment, else the one that was asked for. */
  readonly routerId: number | null;
}

/** An entitlement that belongs to the customer. */
export interface FoundEntitlement {
  readonly id: string;
  readonly chainId: string;
  readonly createdAt: Date;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokeReason: string | null;
}

interface FoundRow {
  readonly paymentId: string | null;
  readonly status: PaymentFacts['status'];
  readonly isUnderReview: boolean;
  readonly errorMessage: string;
  readonly paidAt: Date;
  readonly hasEntitlement: boolean;
  readonly entitlementId: string | null;
  readonly chainId: string;
  readonly createdAt: Date;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokeReason: string | null;
  readonly routerId: number | null;
}

/** How the payment and the entitlement are found; one of them may refer to the other. */
const CONDITIONS: Readonly<Record<AskedFor, { payment: string; entitlement: string }>> = {
  mpesa_reference: {
    payment: 'p.mpesa_reference = :value',
    entitlement: 'e.payment_id = (SELECT id FROM payment)',
  },
  phone: {
    payment: 'p.phone_e164 = :value',
    entitlement: 'e.phone_e164 = :value',
  },
  mac: {
    payment: `p.mac_address <> '' AND p.mac_address = :value`,
    entitlement: `e.chain_id = ANY (ARRAY(SELECT d.chain_id FROM devices d
                                           WHERE d.user_id = :userId AND d.mac_address = :value))`,
  },
  code: {
    payment: 'p.id = (SELECT payment_id FROM entitlement)',
    entitlement: `e.chain_id = (SELECT c.id FROM entitlements c
                                 WHERE c.user_id = :userId AND c.access_code = :value
                                   AND c.previous_id IS NULL)`,
  },
  entitlement: {
    payment: 'p.id = (SELECT payment_id FROM entitlement)',
    entitlement: 'e.id = :value',
  },
};

/** Returns the statement that finds the newest payment, and the entitlement that runs, else the newest. */
export function customerQuery(userId: number, { by, value, routerId }: Asked): Query<FoundRow> {
  const { payment, entitlement } = CONDITIONS[by];
  const at = (table: string): string =>
    routerId === null ? '' : `AND ${table}.router_id = :routerId`;
  const parts = [
    `payment AS (
      SELECT p.* FROM payments p
       WHERE p.user_id = :userId AND ${payment} ${at('p')}
       ORDER BY p.created_at DESC, p.id DESC LIMIT 1)`,
    `entitlement AS (
      SELECT e.* FROM entitlements e
       WHERE e.user_id = :userId AND ${entitlement} ${at('e')}
       ORDER BY (e.revoked_at IS NULL AND e.starts_at <= now() AND e.ends_at > now()) IS TRUE DESC,
                (e.revoked_at IS NULL AND e.ends_at > now()) IS TRUE DESC,
                e.created_at DESC, e.id DESC LIMIT 1)`,
  ];
  const isPaymentFirst = entitlement.includes('FROM payment)');
  return queryOf(
    `
    WITH ${(isPaymentFirst ? parts : parts.toReversed()).join(', ')}
    SELECT p.id AS "paymentId", p.status, p.review_reason IS NOT NULL AS "isUnderReview",
           p.error_message AS "errorMessage", p.created_at AS "paidAt",
           EXISTS (SELECT FROM entitlements o WHERE o.payment_id = p.id) AS "hasEntitlement",
           e.id AS "entitlementId", e.chain_id AS "chainId", e.created_at AS "createdAt",
           e.starts_at AS "startsAt", e.ends_at AS "endsAt", e.revoked_at AS "revokedAt",
           e.revoke_reason AS "revokeReason", coalesce(e.router_id, p.router_id) AS "routerId"
      FROM (SELECT) AS always
      LEFT JOIN payment p ON true
      LEFT JOIN entitlement e ON true`,
    { userId, value, routerId },
  );
}

/** What the database knows of a router, a chain and their logins. */
export interface StoredFacts extends RouterFacts, LoginFacts {
  readonly now: Date;
  readonly blocked: string | null;
  readonly chainEndsAt: Date | null;
  readonly deviceLimit: number;
  readonly devices: number;
  readonly hasRoom: boolean | null;
  readonly onlineSince: Date | null;
}

type FactsRow = Omit<StoredFacts, 'rejected'> & {
  readonly rejectReason: string | null;
  readonly rejectedAt: Date | null;
  readonly rejectCount: number | null;
};

// Logins of the last day. A device whose code was not known is found by its MAC address, because
// such a login names no chain. Rejected logins are looked for by the hours that their index has.
const FACTS = statement<
  FactsRow,
  { userId: number; routerId: number; chainId: string | null; macAddress: string | null }
>(
  'diagnosis_facts',
  `
  WITH chain AS MATERIALIZED (
    SELECT e.* FROM entitlements e WHERE e.user_id = :userId AND e.id = :chainId
  ), macs AS MATERIALIZED (
    SELECT array_agg(mac) AS list
      FROM (SELECT d.mac_address AS mac FROM devices d
             WHERE d.chain_id = :chainId AND :macAddress::text IS NULL
            UNION ALL SELECT :macAddress::text WHERE :macAddress::text IS NOT NULL) AS known
  ), attempt AS MATERIALIZED (
    SELECT a.* FROM login_attempts a
     WHERE a.chain_id = :chainId AND a.router_id = :routerId
       AND a.created_at > now() - interval '1 day'
       AND (:macAddress::text IS NULL OR a.mac_address = :macAddress)
    UNION
    SELECT a.* FROM login_attempts a, macs
     WHERE a.user_id = :userId AND a.mac_address = ANY (macs.list) AND a.chain_id IS NULL
       AND a.router_id = :routerId AND a.created_at > now() - interval '1 day'
  ), rejected AS MATERIALIZED (
    SELECT a.reason, a.last_at, a.count FROM attempt a
     WHERE a.outcome = 'reject' ORDER BY a.last_at DESC LIMIT 1
  )
  SELECT now()::timestamptz(3) AS now, r.access_method AS "accessMethod",
         r.archived_at IS NOT NULL AS "isArchived", r.unreachable_since AS "unreachableSince",
         r.nas_address IS NOT NULL AS "hasAddress", n.first_packet_at AS "firstPacketAt",
         n.last_packet_at AS "lastPacketAt", n.secret_changed_at AS "secretChangedAt",
         (SELECT s.reason FROM chain c, radius.chain_state(c.id) s) AS blocked,
         (SELECT l.ends_at FROM entitlements l
           WHERE l.chain_id = :chainId AND l.revoked_at IS NULL AND l.ends_at IS NOT NULL
           ORDER BY l.ends_at DESC LIMIT 1) AS "chainEndsAt",
         coalesce((SELECT c.device_limit FROM chain c), 0) AS "deviceLimit",
         (SELECT count(*)::integer FROM devices d WHERE d.chain_id = :chainId) AS devices,
         (SELECT radius.has_room(c.id, :macAddress, c.device_limit) FROM chain c
           WHERE :macAddress::text IS NOT NULL) AS "hasRoom",
         (SELECT min(s.started_at) FROM accounting_sessions s
           WHERE s.chain_id = :chainId AND s.stopped_at IS NULL
             AND (:macAddress::text IS NULL OR s.mac_address = :macAddress)) AS "onlineSince",
         (SELECT max(s.updated_at) FROM accounting_sessions s
           WHERE s.chain_id = :chainId AND s.started_at > now() - interval '32 days'
             AND (:macAddress::text IS NULL OR s.mac_address = :macAddress)) AS "reportedAt",
         (SELECT max(a.last_at) FROM attempt a WHERE a.outcome = 'accept') AS "acceptedAt",
         j.reason AS "rejectReason", j.last_at AS "rejectedAt", j.count AS "rejectCount",
         (SELECT max(a.last_at) FROM login_attempts a, chain c
           WHERE a.router_id = :routerId AND a.outcome = 'reject' AND a.reason = 'unknown'
             AND a.hour >= date_trunc('hour', now()) - interval '1 hour'
             AND radius.normal_code(a.username) = c.access_code) AS "wrongPasswordAt"
    FROM routers r
    LEFT JOIN radius.nas n ON n.router_id = r.id
    LEFT JOIN rejected j ON true
   WHERE r.user_id = :userId AND r.id = :routerId`,
);

/** Reads what a diagnosis is made from; the owner is in each query. */
@Injectable()
export class DiagnosisRepository {
  constructor(private readonly database: Database) {}

  /** Finds the newest payment and the best entitlement of a customer. */
  async find(userId: number, asked: Asked): Promise<Found> {
    const [row] = await this.database.query(customerQuery(userId, asked));
    if (!row) throw new Error('A row without a payment and an entitlement is a row too');
    const { paymentId, paidAt, entitlementId, routerId, ...found } = row;
    return {
      payment: paymentId === null ? null : { ...found, id: paymentId, createdAt: paidAt },
      entitlement: entitlementId === null ? null : { ...found, id: entitlementId },
      routerId: routerId ?? asked.routerId,
    };
  }

  /**
   * Reads a router, a chain and their logins; null when the operator has no such router.
   * @param macAddress the only device whose logins and sessions count
   */
  async readFacts(
    userId: number,
    routerId: number,
    chainId: string | null,
    macAddress: string | null,
  ): Promise<StoredFacts | null> {
    const [row] = await this.database.query(FACTS({ userId, routerId, chainId, macAddress }));
    if (!row) return null;
    const { rejectReason, rejectedAt, rejectCount, ...facts } = row;
    const isRejected = rejectReason !== null && rejectedAt !== null;
    return {
      ...facts,
      rejected: isRejected
        ? { reason: rejectReason, at: rejectedAt, count: rejectCount ?? 1 }
        : null,
    };
  }
}
