import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';

/** Login tickets of a chain that are kept; a further one replaces the oldest. */
const MOST_TICKETS = 10;

/** A chain of entitlements at a router that is not archived. */
export interface FoundChain {
  readonly chainId: string;
  /** Why it may not be used now, as the RADIUS functions say; null when it may be. */
  readonly reason: string | null;
  /** The start of the entitlement that runs or comes next, and the end of the last one. */
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}

/** A chain with the hash of the claim that opens it; null when none does. */
export type ClaimedChain = FoundChain & { readonly claimHash: string | null };

/** A ticket to store. */
export interface NewTicket {
  readonly chainId: string;
  readonly ticketHash: string;
  /** The only device that may use it; null: any. */
  readonly macAddress: string | null;
}

const HAS_ROUTER = statement<{ id: number }, { userId: number; routerId: number }>(
  'find_router_to_reconnect_at',
  `SELECT id FROM routers WHERE user_id = :userId AND id = :routerId AND archived_at IS NULL`,
);

const CHAIN = `
  e.chain_id AS "chainId", s.reason, l.starts_at AS "startsAt", l.ends_at AS "endsAt"`;

const OF_CHAIN = `
  JOIN routers r ON r.user_id = e.user_id AND r.id = e.router_id AND r.archived_at IS NULL
  CROSS JOIN LATERAL radius.chain_state(e.chain_id) s
  CROSS JOIN LATERAL (
    SELECT min(c.starts_at) AS starts_at, max(c.ends_at) AS ends_at
      FROM entitlements c
     WHERE c.chain_id = e.chain_id AND c.revoked_at IS NULL AND c.ends_at > now()) l`;

const BY_CODE = statement<FoundChain, { userId: number; routerId: number; code: string }>(
  'find_chain_by_code',
  `
  SELECT ${CHAIN}
    FROM entitlements e ${OF_CHAIN}
   WHERE e.user_id = :userId AND e.access_code = :code AND e.previous_id IS NULL
     AND e.router_id = :routerId`,
);

const BY_RECEIPT = statement<
  FoundChain,
  { userId: number; routerId: number; receipt: string; phoneLast4: string }
>(
  'find_chain_by_receipt',
  `
  SELECT ${CHAIN}
    FROM payments p
    JOIN entitlements e ON e.payment_id = p.id ${OF_CHAIN}
   WHERE p.user_id = :userId AND p.mpesa_reference = :receipt
     AND right(p.phone_e164, 4) = :phoneLast4 AND e.router_id = :routerId
   ORDER BY e.ends_at DESC NULLS LAST LIMIT 1`,
);

const BY_PAYMENT = statement<ClaimedChain, { userId: number; paymentId: string }>(
  'find_chain_by_payment',
  `
  SELECT ${CHAIN},
         (SELECT f.access_claim_hash
            FROM entitlements first JOIN payments f ON f.id = first.payment_id
           WHERE first.id = e.chain_id) AS "claimHash"
    FROM payments p
    JOIN entitlements e ON e.payment_id = p.id ${OF_CHAIN}
   WHERE p.user_id = :userId AND p.id = :paymentId`,
);

// Of the same operator, and for whoever has the proof: what it opens, if not access at this router.
const CODE_ELSEWHERE = statement<
  { isElsewhere: boolean },
  { userId: number; routerId: number; code: string }
>(
  'find_code_at_other_router',
  `
  SELECT e.router_id <> :routerId AS "isElsewhere"
    FROM entitlements e
   WHERE e.user_id = :userId AND e.access_code = :code AND e.previous_id IS NULL`,
);

const RECEIPT_ELSEWHERE = statement<
  { isElsewhere: boolean; isInReview: boolean },
  { userId: number; routerId: number; receipt: string; phoneLast4: string }
>(
  'find_receipt_without_access',
  `
  SELECT p.router_id <> :routerId AS "isElsewhere", p.review_reason IS NOT NULL AS "isInReview"
    FROM payments p
   WHERE p.user_id = :userId AND p.mpesa_reference = :receipt
     AND right(p.phone_e164, 4) = :phoneLast4
   ORDER BY p.created_at DESC LIMIT 1`,
);

const BY_ID = statement<FoundChain, { userId: number; routerId: number; chainId: string }>(
  'find_chain_by_id',
  `
  SELECT ${CHAIN}
    FROM entitlements e ${OF_CHAIN}
   WHERE e.user_id = :userId AND e.router_id = :routerId AND e.id = :chainId
     AND e.previous_id IS NULL`,
);

const BY_TICKET = statement<FoundChain, { userId: number; routerId: number; ticketHash: string }>(
  'find_chain_by_ticket',
  `
  SELECT ${CHAIN}
    FROM login_tickets t
    JOIN entitlements e ON e.id = t.chain_id ${OF_CHAIN}
   WHERE t.ticket_hash = :ticketHash AND e.user_id = :userId AND e.router_id = :routerId`,
);

const ATTACH = statement<{ outcome: string | null }, { chainId: string; macAddress: string }>(
  'attach_device',
  `SELECT radius.attach_device(:chainId, :macAddress, 'portal') AS outcome`,
);

const LOCK_CHAIN = statement<unknown, { chainId: string }>(
  'lock_chain_to_reconnect',
  `SELECT FROM entitlements WHERE id = :chainId FOR NO KEY UPDATE`,
);

// A login locks its ticket before the chain, so a ticket that is being used is left alone.
const ISSUE = statement<{ expiresAt: Date }, NewTicket>(
  'insert_login_ticket',
  `
  WITH replaced AS (
    DELETE FROM login_tickets
     WHERE ticket_hash = ANY (ARRAY(
             SELECT ticket_hash FROM login_tickets
              WHERE chain_id = :chainId
              ORDER BY expires_at DESC OFFSET ${MOST_TICKETS - 1} FOR UPDATE SKIP LOCKED))
  )
  INSERT INTO login_tickets (ticket_hash, chain_id, mac_address, expires_at)
  VALUES (:ticketHash, :chainId, :macAddress, now() + interval '10 minutes')
  RETURNING expires_at AS "expiresAt"`,
);

/** The SQL of reconnecting and of login tickets; the owner is in each query that finds a chain. */
@Injectable()
export class ReconnectRepository {
  constructor(private readonly database: Database) {}

  /** Whether the operator has a router that is not archived. */
  async hasRouter(userId: number, routerId: number): Promise<boolean> {
    return (await this.database.query(HAS_ROUTER({ userId, routerId }))).length > 0;
  }

  async findByCode(userId: number, routerId: number, code: string): Promise<FoundChain | null> {
    return (await this.database.query(BY_CODE({ userId, routerId, code })))[0] ?? null;
  }

  /** The chain that ends last, of the payments with this receipt. */
  async findByReceipt(
    userId: number,
    routerId: number,
    receipt: string,
    phoneLast4: string,
  ): Promise<FoundChain | null> {
    const query = BY_RECEIPT({ userId, routerId, receipt, phoneLast4 });
    return (await this.database.query(query))[0] ?? null;
  }

  async findByPayment(userId: number, paymentId: string): Promise<ClaimedChain | null> {
    return (await this.database.query(BY_PAYMENT({ userId, paymentId })))[0] ?? null;
  }

  /** Whether a code belongs to another router of the operator. */
  async isCodeElsewhere(userId: number, routerId: number, code: string): Promise<boolean> {
    const [row] = await this.database.query(CODE_ELSEWHERE({ userId, routerId, code }));
    return row?.isElsewhere ?? false;
  }

  /** A payment with this receipt and phone that has no access at the router; null without one. */
  async findReceiptElsewhere(
    userId: number,
    routerId: number,
    receipt: string,
    phoneLast4: string,
  ): Promise<{ readonly isElsewhere: boolean; readonly isInReview: boolean } | null> {
    const query = RECEIPT_ELSEWHERE({ userId, routerId, receipt, phoneLast4 });
    return (await this.database.query(query))[0] ?? null;
  }

  /** A chain that the customer has shown to know before. */
  async findById(userId: number, routerId: number, chainId: string): Promise<FoundChain | null> {
    return (await this.database.query(BY_ID({ userId, routerId, chainId })))[0] ?? null;
  }

  /** The chain of a ticket that was issued, whether it is used or not. */
  async findByTicket(
    userId: number,
    routerId: number,
    ticketHash: string,
  ): Promise<FoundChain | null> {
    return (await this.database.query(BY_TICKET({ userId, routerId, ticketHash })))[0] ?? null;
  }

  /** Attaches a device in the caller's transaction. @returns false when there is no room for it */
  async attach(tx: Sql, chainId: string, macAddress: string): Promise<boolean> {
    // The chain is locked before its devices, as everywhere.
    const [, [row]] = await Promise.all([
      tx.query(LOCK_CHAIN({ chainId })),
      tx.query(ATTACH({ chainId, macAddress })),
    ]);
    return (row?.outcome ?? null) !== null;
  }

  /** Stores a ticket, in place of the oldest when the chain has many. @returns when it ends */
  async issueTicket(tx: Sql, ticket: NewTicket): Promise<Date> {
    const [, rows] = await Promise.all([
      tx.query(LOCK_CHAIN({ chainId: ticket.chainId })),
      tx.query(ISSUE(ticket)),
    ]);
    if (!rows[0]) throw new Error('An insert gives a row');
    return rows[0].expiresAt;
  }
}
