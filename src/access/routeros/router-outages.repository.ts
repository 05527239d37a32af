import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { appendNumberedEvent } from '../../database/outbox.js';
import { statement } from '../../database/statement.js';
import { AccessDelivery } from '../delivery/access-delivery.js';
import { addOutage, type LinkInOutage, type Outage } from '../domain/outage.js';

const BEGIN = statement<{ isNew: boolean; awayMs: number }, { routerId: number }>(
  'begin_router_outage',
  `
  WITH begun AS (
    UPDATE routers SET unreachable_since = now()
     WHERE id = :routerId AND unreachable_since IS NULL AND archived_at IS NULL
       AND access_method = 'routeros_api'
    RETURNING id, user_id
  ), published AS (${appendNumberedEvent('begun', 'router.silent', 'true')})
  SELECT EXISTS (SELECT FROM begun) AS "isNew",
         coalesce(extract(epoch FROM now() - unreachable_since) * 1000, 0)::double precision
           AS "awayMs"
    FROM routers WHERE id = :routerId`,
);
const END = statement<{ id: number }, { routerId: number; since: Date; isReached: boolean }>(
  'end_router_outage',
  `
  WITH ended AS (
    UPDATE routers SET unreachable_since = NULL
     WHERE id = :routerId AND unreachable_since = :since
    RETURNING id, user_id
  ), published AS (${appendNumberedEvent('ended', 'router.seen', ':isReached::boolean')})
  SELECT id FROM ended`,
);

// Those that ended while the router was away are among them.
const WAITING = statement<{ chainId: string }, { userId: number; routerId: number; since: Date }>(
  'find_chains_in_outage',
  `
  SELECT DISTINCT chain_id AS "chainId" FROM entitlements
   WHERE user_id = :userId AND router_id = :routerId AND revoked_at IS NULL
     AND ends_at > :since AND delivered_at IS NULL AND starts_at <= now()`,
);

// The clock is read outside of the locking part: a statement that waits for a lock has already
// computed its columns.
const LOCK = statement<{ to: Date }, { chainId: string }>(
  'lock_chain_in_outage',
  `
  WITH locked AS MATERIALIZED (
    SELECT id FROM entitlements WHERE id = :chainId FOR NO KEY UPDATE
  )
  SELECT clock_timestamp()::timestamptz(3) AS "to" FROM locked`,
);
const LINKS = statement<LinkInOutage, { chainId: string; since: Date }>(
  'find_links_in_outage',
  `
  SELECT e.id, e.starts_at AS "startsAt", e.ends_at AS "endsAt",
         e.delivered_at IS NOT NULL AS "isDelivered",
         (SELECT coalesce(sum((h.evidence->>'added_ms')::double precision), 0)
            FROM entitlement_history h
           WHERE h.entitlement_id = e.id AND h.event = 'outage_added'
             AND (h.evidence->>'unreachable_since')::timestamptz = :since::timestamptz)
           AS "addedMs"
    FROM entitlements e
   WHERE e.chain_id = :chainId AND e.revoked_at IS NULL AND e.starts_at IS NOT NULL
   ORDER BY e.starts_at, e.ends_at`,
);
const CHANGE = statement<
  { id: string },
  { id: string; startsAt: Date; endsAt: Date; addedMs: number; since: Date; to: Date }
>(
  'add_outage_to_entitlement',
  `
  WITH changed AS (
    UPDATE entitlements SET starts_at = :startsAt, ends_at = :endsAt, updated_at = now()
     WHERE id = :id
    RETURNING id, user_id, starts_at, ends_at)
  INSERT INTO entitlement_history
    (entitlement_id, user_id, event, source, starts_at, ends_at, evidence)
  SELECT id, user_id,
         CASE WHEN :addedMs::double precision > 0 THEN 'outage_added' ELSE 'moved' END,
         'routeros_api', starts_at, ends_at,
         jsonb_build_object('unreachable_since', :since::timestamptz,
                            'reachable_at', :to::timestamptz,
                            'added_ms', :addedMs::double precision)
    FROM changed
  RETURNING entitlement_id AS id`,
);

const DELIVERED = statement<{ chainId: string }, { userId: number; routerId: number }>(
  'find_delivered_chains',
  `
  SELECT DISTINCT chain_id AS "chainId" FROM entitlements
   WHERE user_id = :userId AND router_id = :routerId AND revoked_at IS NULL
     AND ends_at > now() AND delivered_at IS NOT NULL`,
);
const FORGET = statement<{ id: string }, { chainId: string }>(
  'forget_delivery',
  `
  UPDATE entitlements e SET delivered_at = NULL
    FROM routers r
   WHERE e.chain_id = :chainId AND e.delivered_at IS NOT NULL
     AND r.id = e.router_id AND r.access_method <> 'routeros_api'
  RETURNING e.id`,
);

/** The SQL of outages of routers. */
@Injectable()
export class RouterOutagesRepository {
  constructor(
    private readonly database: Database,
    private readonly delivery: AccessDelivery,
  ) {}

  /** Notes that a router cannot be reached. @returns whether that is new, and since when, in ms */
  async begin(routerId: number): Promise<{ readonly isNew: boolean; readonly awayMs: number }> {
    const [noted] = await this.database.query(BEGIN({ routerId }));
    return noted ?? { isNew: false, awayMs: 0 };
  }

  /**
   * Notes that a router can be reached again, or that it is not reached any more.
   * @returns false when somebody else has noted it
   */
  async end(routerId: number, since: Date, isReached: boolean): Promise<boolean> {
    return (await this.database.query(END({ routerId, since, isReached }))).length > 0;
  }

  /** Forgets what was written to a router that uses another access method now. */
  async forgetDeliveries(userId: number, routerId: number): Promise<void> {
    for (const { chainId } of await this.database.query(DELIVERED({ userId, routerId }))) {
      await this.database.transaction(async (tx: Sql) => {
        await tx.query(LOCK({ chainId }));
        await tx.query(FORGET({ chainId }));
      });
    }
  }

  /** The chains of a router that have waited for it since then. */
  async findWaiting(userId: number, routerId: number, since: Date): Promise<string[]> {
    const rows = await this.database.query(WAITING({ userId, routerId, since }));
    return rows.map(({ chainId }) => chainId);
  }

  /**
   * Adds the time that the customers of a chain have lost since the router was away, until now. May
   * be repeated: the history says what was added already.
   */
  addLostTime(chainId: string, since: Date): Promise<void> {
    return this.database.transaction(async (tx: Sql) => {
      const [locked] = await tx.query(LOCK({ chainId }));
      if (!locked) return;
      const outage: Outage = { from: since, to: locked.to };
      const links = await tx.query(LINKS({ chainId, since }));
      const changed = addOutage(links, outage);
      if (changed.length === 0) return;
      for (const link of changed) await tx.query(CHANGE({ ...link, since, to: outage.to }));
      await this.delivery.plan(tx, { chainId, change: 'extended' });
    });
  }
}
