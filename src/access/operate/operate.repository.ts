import { Injectable } from '@nestjs/common';
import { type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type ChainLink } from '../domain/chain.js';

/** An entitlement of a locked chain. */
export interface LockedLink {
  readonly id: string;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly revokedAt: Date | null;
}

/** A chain that is locked until the transaction ends. */
export interface LockedChain {
  readonly chainId: string;
  /** The time of the database after the lock was taken. */
  readonly now: Date;
  /** The links that are neither over nor revoked, in the order of time. */
  readonly links: readonly LockedLink[];
}

/** Who changes an entitlement, and why. */
export interface ChangedBy {
  readonly operator: string;
  readonly reason: string;
}

type Owned = Readonly<Record<'userId', number> & Record<'id', string>>;
type OfDevice = Readonly<Record<'chainId' | 'macAddress' | 'operator', string>>;

// The chain is locked by its first entitlement, as logins and purchases lock it, before anything of
// it is read.
const LOCK = statement<{ chainId: string }, Owned>(
  'lock_chain_of_entitlement',
  `
  SELECT c.id AS "chainId" FROM entitlements c
   WHERE c.id = (SELECT e.chain_id FROM entitlements e
                  WHERE e.user_id = :userId AND e.id = :id)
     FOR NO KEY UPDATE`,
);

const LINKS = statement<LockedLink & { now: Date }, Owned>(
  'links_of_locked_chain',
  `
  WITH clock AS MATERIALIZED (SELECT clock_timestamp()::timestamptz(3) AS now)
  SELECT clock.now, l.id, l.starts_at AS "startsAt", l.ends_at AS "endsAt",
         l.revoked_at AS "revokedAt"
    FROM clock
    LEFT JOIN entitlements l
      ON l.chain_id = (SELECT e.chain_id FROM entitlements e
                        WHERE e.user_id = :userId AND e.id = :id)
     AND l.revoked_at IS NULL AND (l.ends_at > clock.now OR l.ends_at IS NULL)
   ORDER BY l.starts_at, l.ends_at, l.created_at`,
);

interface Moves {
  readonly ids: readonly string[];
  /** In ISO 8601. */
  readonly startsAt: readonly string[];
  readonly endsAt: readonly string[];
}

const MOVED = `
  UPDATE entitlements e
     SET starts_at = m.starts_at, ends_at = m.ends_at, updated_at = now()
    FROM unnest(:ids::uuid[], :startsAt::timestamptz[], :endsAt::timestamptz[])
           AS m (id, starts_at, ends_at)
   WHERE e.id = m.id
  RETURNING e.id, e.user_id, e.starts_at, e.ends_at`;

const EXTEND = statement<unknown, Moves & ChangedBy & { id: string; minutes: number }>(
  'extend_entitlement',
  `
  WITH moved AS (${MOVED})
  INSERT INTO entitlement_history
    (entitlement_id, user_id, event, source, reason, starts_at, ends_at, evidence)
  SELECT m.id, m.user_id, CASE WHEN m.id = :id THEN 'extended' ELSE 'moved' END, 'operator',
         :reason, m.starts_at, m.ends_at,
         jsonb_build_object('operator', :operator::text, 'minutes', :minutes::integer)
           || CASE WHEN m.id = :id THEN '{}' ELSE jsonb_build_object('extended', :id::uuid) END
    FROM moved m
   ORDER BY m.starts_at`,
);

// Sessions that began before the entitlement are divided by time. What others were revoked with has
// been counted once.
const USED_IN_ITS_TIME = `
  SELECT coalesce(sum((s.octets_up::numeric + s.octets_down) * CASE
           WHEN e.previous_id IS NULL OR s.started_at >= e.starts_at THEN 1
           ELSE extract(epoch FROM s.updated_at - e.starts_at)
                / extract(epoch FROM s.updated_at - s.started_at) END), 0)
    FROM accounting_sessions s
   WHERE s.chain_id = e.chain_id AND s.updated_at > e.starts_at`;
const NOT_YET_COUNTED = `
  SELECT coalesce(sum(s.octets_up::numeric + s.octets_down), 0)
         - (SELECT coalesce(sum(o.octets_revoked), 0) FROM entitlements o
             WHERE o.chain_id = e.chain_id)
    FROM accounting_sessions s WHERE s.chain_id = e.chain_id`;

const REVOKE = statement<unknown, Moves & ChangedBy & { id: string; now: Date }>(
  'revoke_entitlement',
  `
  WITH revoked AS (
    UPDATE entitlements e
       SET revoked_at = :now, revoke_reason = :reason, updated_at = now(),
           octets_revoked = CASE WHEN e.data_cap_mb IS NOT NULL THEN greatest(0, least(
             e.data_cap_mb * 1000000::bigint, (${USED_IN_ITS_TIME}), (${NOT_YET_COUNTED}))) END
     WHERE e.id = :id
    RETURNING e.id, e.user_id, e.starts_at, e.ends_at
  ), moved AS (${MOVED})
  INSERT INTO entitlement_history
    (entitlement_id, user_id, event, source, reason, starts_at, ends_at, evidence)
  SELECT r.id, r.user_id, 'revoked', 'operator', :reason, r.starts_at, r.ends_at,
         jsonb_build_object('operator', :operator::text)
    FROM revoked r
  UNION ALL
  SELECT m.id, m.user_id, 'moved', 'operator', :reason, m.starts_at, m.ends_at,
         jsonb_build_object('operator', :operator::text, 'revoked', :id::uuid)
    FROM moved m`,
);

const ATTACH = statement<{ result: string | null }, { chainId: string; macAddress: string }>(
  'attach_device_by_operator',
  `SELECT radius.attach_device(:chainId, :macAddress, 'operator') AS result`,
);

// A login locks its ticket before the chain, so a ticket that is being used is left alone.
const END_TICKETS = statement<unknown, { chainId: string; macAddress: string }>(
  'end_tickets_of_device',
  `
  UPDATE login_tickets SET used_at = now()
   WHERE ticket_hash = ANY (ARRAY(
           SELECT t.ticket_hash FROM login_tickets t
            WHERE t.chain_id = :chainId AND t.mac_address = :macAddress AND t.used_at IS NULL
              AND t.expires_at > now() FOR UPDATE SKIP LOCKED))`,
);

const REMOVE = statement<{ id: string }, OfDevice>(
  'remove_device',
  `
  WITH removed AS (
    DELETE FROM devices d WHERE d.chain_id = :chainId AND d.mac_address = :macAddress
    RETURNING d.user_id
  )
  INSERT INTO entitlement_history (entitlement_id, user_id, event, source, evidence)
  SELECT :chainId, r.user_id, 'device_removed', 'operator',
         jsonb_build_object('mac_address', :macAddress::text, 'operator', :operator::text)
    FROM removed r
  RETURNING id`,
);

const NOTE_DISCONNECT = statement<
  unknown,
  { chainId: string; operator: string; macAddress: string | null }
>(
  'note_disconnect',
  `
  INSERT INTO entitlement_history (entitlement_id, user_id, event, source, evidence)
  SELECT e.id, e.user_id, 'disconnect_requested', 'operator',
         jsonb_strip_nulls(jsonb_build_object('operator', :operator::text,
                                              'mac_address', :macAddress::text))
    FROM entitlements e WHERE e.id = :chainId`,
);

const IS_ONLINE = statement<{ isOnline: boolean }, { chainId: string }>(
  'chain_is_online',
  `
  SELECT EXISTS (SELECT FROM accounting_sessions s
                  WHERE s.chain_id = :chainId AND s.stopped_at IS NULL) AS "isOnline"`,
);

/** The SQL of what operators change. Each method runs in the caller's transaction. */
@Injectable()
export class OperateRepository {
  /** Locks the chain of an operator's entitlement, and reads it; null when there is none. */
  async lockChain(tx: Sql, userId: number, id: string): Promise<LockedChain | null> {
    const [locked, rows] = await Promise.all([
      tx.query(LOCK({ userId, id })),
      tx.query(LINKS({ userId, id })),
    ]);
    const [first] = rows;
    if (!locked[0] || !first) return null;
    return {
      chainId: locked[0].chainId,
      now: first.now,
      links: rows.filter((row) => (row.id as string | null) !== null),
    };
  }

  /** Writes the extension of an entitlement, and moves the later ones of its chain. */
  async extend(
    tx: Sql,
    id: string,
    minutes: number,
    changed: readonly ChainLink[],
    by: ChangedBy,
  ): Promise<void> {
    await tx.query(EXTEND({ id, minutes, ...by, ...movesOf(changed) }));
  }

  /** Revokes an entitlement, and moves the later ones of its chain. */
  async revoke(
    tx: Sql,
    id: string,
    now: Date,
    changed: readonly ChainLink[],
    by: ChangedBy,
  ): Promise<void> {
    await tx.query(REVOKE({ id, now, ...by, ...movesOf(changed) }));
  }

  /** Attaches a device to a locked chain; false when the chain is full. */
  async attachDevice(tx: Sql, chainId: string, macAddress: string): Promise<boolean> {
    const [attached] = await tx.query(ATTACH({ chainId, macAddress }));
    return attached !== undefined && attached.result !== null;
  }

  /** Removes a device and its tickets from a locked chain; false when it is not attached. */
  async removeDevice(tx: Sql, device: OfDevice): Promise<boolean> {
    const [removed] = await Promise.all([tx.query(REMOVE(device)), tx.query(END_TICKETS(device))]);
    return removed.length > 0;
  }

  async noteDisconnect(
    tx: Sql,
    chainId: string,
    operator: string,
    macAddress: string | null,
  ): Promise<void> {
    await tx.query(NOTE_DISCONNECT({ chainId, operator, macAddress }));
  }

  /** Whether a device has an open session of the chain. */
  async isOnline(tx: Sql, chainId: string): Promise<boolean> {
    const [found] = await tx.query(IS_ONLINE({ chainId }));
    return found?.isOnline === true;
  }
}

const movesOf = (links: readonly ChainLink[]): Moves => ({
  ids: links.map(({ id }) => id),
  startsAt: links.map(({ startsAt }) => startsAt.toISOString()),
  endsAt: links.map(({ endsAt }) => endsAt.toISOString()),
});
