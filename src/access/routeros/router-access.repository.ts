import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type AccessMethod } from '../../routers/router.entity.js';
import {
  PLAN_ALL_ROUTERS,
  PLAN_APPLY,
  PLAN_APPLY_LATER,
  PLAN_APPLY_ROUTER,
  PLAN_OBSERVE_ROUTER,
} from './router-jobs.js';
import { type ActiveSession } from './router-hotspot.js';
import { type Allowance } from './wanted-user.js';

/** A router as the server reaches it. */
export interface ReachedRouter {
  readonly id: number;
  readonly userId: number;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** Empty when it was archived. */
  readonly passwordSealed: string;
  readonly useHttps: boolean;
  readonly verifyCertificate: boolean;
  readonly accessMethod: AccessMethod;
  readonly archivedAt: Date | null;
  readonly unreachableSince: Date | null;
}

/** A chain, and what may be done with it now. */
export interface ChainFacts extends Omit<Allowance, 'secondsLeft'> {
  readonly routerId: number;
  /** Why it may not be used; null when it may. */
  readonly reason: string | null;
  readonly secondsLeft: number | null;
  /** When one of its entitlements starts or ends next; null when it is over. */
  readonly nextAt: Date | null;
  /** Changes with every change of its entitlements. */
  readonly version: string;
  readonly isDelivered: boolean;
  /** Whether its first login may come at any moment. */
  readonly isAwaited: boolean;
}

/** A session of a chain. */
export interface ChainSession extends ActiveSession {
  readonly chainId: string;
  /** Why it must end; null when it may go on. */
  readonly reason: string | null;
}

const ROUTER = statement<ReachedRouter, { routerId: number }>(
  'find_reached_router',
  `
  SELECT id, user_id AS "userId", host, port, username, password_sealed AS "passwordSealed",
         use_https AS "useHttps", verify_certificate AS "verifyCertificate",
         access_method AS "accessMethod", archived_at AS "archivedAt",
         unreachable_since AS "unreachableSince"
    FROM routers WHERE id = :routerId`,
);

// By RADIUS too: the operator may have set up the REST API besides, and tested it.
const ROUTER_WITH_HOSTS = statement<ReachedRouter, { routerId: number }>(
  'find_router_with_hosts',
  `
  SELECT id, user_id AS "userId", host, port, username, password_sealed AS "passwordSealed",
         use_https AS "useHttps", verify_certificate AS "verifyCertificate",
         access_method AS "accessMethod", archived_at AS "archivedAt",
         unreachable_since AS "unreachableSince"
    FROM routers
   WHERE id = :routerId AND archived_at IS NULL AND unreachable_since IS NULL
     AND (access_method = 'routeros_api' OR access_method = 'radius' AND is_online)`,
);

const CHAIN_FIELDS = `
  first.id AS "chainId", first.router_id AS "routerId", first.access_code AS "code", state.reason,
  state.seconds::double precision AS "secondsLeft", coalesce(state.upload, 1) AS "uploadMbps",
  coalesce(state.download, 1) AS "downloadMbps", first.device_limit AS "deviceLimit",
  state.octets_left::double precision AS "octetsLeft",
  (SELECT min(at) FROM entitlements e CROSS JOIN LATERAL unnest(ARRAY[e.starts_at, e.ends_at]) AS at
    WHERE e.chain_id = first.id AND e.revoked_at IS NULL AND at > now()) AS "nextAt",
  (SELECT concat(state.reason, string_agg(
            concat_ws(' ', e.id, e.starts_at, e.ends_at, e.revoked_at, e.data_cap_mb), ',' ORDER BY e.id))
     FROM entitlements e WHERE e.chain_id = first.id) AS "version",
  NOT EXISTS (SELECT FROM entitlements e
               WHERE e.chain_id = first.id AND e.delivered_at IS NULL AND e.revoked_at IS NULL
                 AND e.ends_at > now()) AS "isDelivered",
  EXISTS (SELECT FROM entitlements e
           WHERE e.chain_id = first.id AND e.first_login_at IS NULL AND e.revoked_at IS NULL
             AND e.starts_at <= now() AND e.ends_at > now()
             AND e.delivered_at > now() - interval '5 minutes') AS "isAwaited"`;

const CHAIN = statement<ChainFacts, { chainId: string }>(
  'find_chain_for_router',
  `
  SELECT ${CHAIN_FIELDS}
    FROM entitlements first CROSS JOIN LATERAL radius.chain_state(first.id) AS state
   WHERE first.id = :chainId AND first.chain_id = first.id`,
);

const RUNNING = statement<ChainFacts, { userId: number; routerId: number; limit: number }>(
  'find_chains_of_router',
  `
  SELECT ${CHAIN_FIELDS}
    FROM (SELECT DISTINCT chain_id FROM entitlements
           WHERE user_id = :userId AND router_id = :routerId AND revoked_at IS NULL
             AND ends_at > now() LIMIT :limit) AS running
    JOIN entitlements first ON first.id = running.chain_id
   CROSS JOIN LATERAL radius.chain_state(first.id) AS state
   WHERE state.reason IS NULL`,
);

const OF_ROUTER = statement<{ chainId: string }, { routerId: number; ids: readonly string[] }>(
  'find_own_chains',
  `
  SELECT id AS "chainId" FROM entitlements
   WHERE id = ANY (:ids::uuid[]) AND chain_id = id AND router_id = :routerId`,
);

const SESSIONS = statement<
  { key: string; chainId: string; reason: string | null },
  { routerId: number; sessions: string }
>(
  'record_router_sessions',
  `
  SELECT session_key AS key, chain_id AS "chainId", reason
    FROM record_router_sessions(:routerId, :sessions::jsonb)`,
);

const DEVICES = statement<{ chainId: string; macAddress: string }, { ids: readonly string[] }>(
  'find_devices_of_chains',
  `
  SELECT chain_id AS "chainId", mac_address AS "macAddress"
    FROM devices WHERE chain_id = ANY (:ids::uuid[]) ORDER BY attached_at, mac_address`,
);

const DISCONNECTS = statement<
  { chainId: string; macAddress: string | null; secondsAgo: number },
  { ids: readonly string[] }
>(
  'find_requested_disconnects',
  `
  SELECT e.chain_id AS "chainId", h.evidence->>'mac_address' AS "macAddress",
         extract(epoch FROM now() - h.created_at)::double precision AS "secondsAgo"
    FROM entitlements e JOIN entitlement_history h ON h.entitlement_id = e.id
   WHERE e.chain_id = ANY (:ids::uuid[]) AND h.event = 'disconnect_requested'
     AND h.created_at > now() - interval '1 hour'`,
);

const UNUSABLE_TICKETS = statement<{ name: string }, { names: readonly string[] }>(
  'find_unusable_tickets',
  `
  SELECT name FROM unnest(:names::text[]) AS name
    LEFT JOIN login_tickets t ON t.ticket_hash = radius.ticket_hash(name)
   WHERE t.ticket_hash IS NULL OR t.used_at IS NULL AND t.expires_at <= now()`,
);

const LOCK_CHAIN = statement<unknown, { chainId: string }>(
  'lock_delivered_chain',
  `SELECT FROM entitlements WHERE id = :chainId FOR NO KEY UPDATE`,
);
const DELIVERED = statement<{ id: string }, { chainId: string }>(
  'record_delivery',
  `
  UPDATE entitlements SET delivered_at = now()
   WHERE chain_id = :chainId AND delivered_at IS NULL AND revoked_at IS NULL AND ends_at > now()
  RETURNING id`,
);

const FORGET_PASSWORD = statement<unknown, { routerId: number }>(
  'forget_password_of_archived_router',
  `
  UPDATE routers SET password_sealed = '' WHERE id = :routerId AND archived_at IS NOT NULL`,
);

/** Chains of one router that are compared with it at once. */
const MAX_CHAINS = 5_000;

/** The SQL of access through the REST API of routers. */
@Injectable()
export class RouterAccessRepository {
  constructor(private readonly database: Database) {}

  async findRouter(routerId: number): Promise<ReachedRouter | null> {
    return (await this.database.query(ROUTER({ routerId })))[0] ?? null;
  }

  /** A router whose list of hosts can be read; null when it cannot be reached. */
  async findRouterWithHosts(routerId: number): Promise<ReachedRouter | null> {
    return (await this.database.query(ROUTER_WITH_HOSTS({ routerId })))[0] ?? null;
  }

  /** A chain by the id of its first entitlement. */
  async findChain(chainId: string): Promise<ChainFacts | null> {
    return (await this.database.query(CHAIN({ chainId })))[0] ?? null;
  }

  /** The chains of a router that may be used now. */
  findRunning({ userId, id }: ReachedRouter): Promise<ChainFacts[]> {
    return this.database.query(RUNNING({ userId, routerId: id, limit: MAX_CHAINS }));
  }

  /** Which of these chains belong to the router. Others are those of another server or router. */
  async findOwn(routerId: number, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.query(OF_ROUTER({ routerId, ids }));
    return new Set(rows.map(({ chainId }) => chainId));
  }

  /**
   * Records the sessions that a router lists, which must be all that it has. @returns those of
   * chains of the router, including ones that must end
   */
  async recordSessions(
    routerId: number,
    sessions: readonly ActiveSession[],
  ): Promise<ChainSession[]> {
    const told = sessions.map((session) => ({
      key: session.id,
      username: session.user,
      mac: session.macAddress,
      ip: session.ipAddress,
      seconds: session.uptimeSeconds,
      up: session.octetsUp,
      down: session.octetsDown,
    }));
    const rows = await this.database.query(SESSIONS({ routerId, sessions: JSON.stringify(told) }));
    return this.withEndings(rows, sessions);
  }

  /** The devices of a chain, those that came first before others. */
  async findDevices(chainId: string): Promise<string[]> {
    const rows = await this.database.query(DEVICES({ ids: [chainId] }));
    return rows.map(({ macAddress }) => macAddress);
  }

  /** Of these tickets, those that nobody has used in time, and those that are not known. */
  async findUnusableTickets(names: readonly string[]): Promise<ReadonlySet<string>> {
    if (names.length === 0) return new Set();
    const rows = await this.database.query(UNUSABLE_TICKETS({ names }));
    return new Set(rows.map(({ name }) => name));
  }

  /** Records that the router has the user of a chain, for all its entitlements. */
  async recordDelivery(chainId: string): Promise<void> {
    await this.database.transaction(async (tx: Sql) => {
      await tx.query(LOCK_CHAIN({ chainId }));
      await tx.query(DELIVERED({ chainId }));
    });
  }

  /** Forgets the password of a router that was archived. Others keep theirs. */
  async forgetPassword(routerId: number): Promise<void> {
    await this.database.query(FORGET_PASSWORD({ routerId }));
  }

  /** Plans the next look at a chain, unless an earlier one is planned. */
  async planChain(chainId: string, at: Date): Promise<void> {
    await this.database.query(PLAN_APPLY({ chainId, at, waits: 0 }));
  }

  /** Plans the next try of a chain whose router is busy. */
  async planChainLater(chainId: string, waits: number, delayMs: number): Promise<void> {
    await this.database.query(PLAN_APPLY_LATER({ chainId, waits, delayMs }));
  }

  /** Plans a comparison of a router, unless an earlier one is planned. */
  async planRouter(routerId: number, delayMs: number, tries = 0): Promise<void> {
    await this.database.query(PLAN_APPLY_ROUTER({ routerId, tries, delayMs }));
  }

  /** Plans a reading of the sessions of a router, within this time. */
  async planObservation(routerId: number, delayMs: number): Promise<void> {
    await this.database.query(PLAN_OBSERVE_ROUTER({ routerId, tries: 0, delayMs }));
  }

  /** Plans a comparison of all routers that need one, spread over the next minutes. */
  async planAllRouters(spread: boolean): Promise<void> {
    await this.database.query(PLAN_ALL_ROUTERS({ spread }));
  }

  /** Sessions of devices that were removed, or that the operator wants to end, must end too. */
  private async withEndings(
    rows: readonly { key: string; chainId: string; reason: string | null }[],
    sessions: readonly ActiveSession[],
  ): Promise<ChainSession[]> {
    const ids = [...new Set(rows.map(({ chainId }) => chainId))];
    if (ids.length === 0) return [];
    const devices = await this.database.query(DEVICES({ ids }));
    const disconnects = await this.database.query(DISCONNECTS({ ids }));
    const attached = new Set(devices.map((each) => `${each.chainId} ${each.macAddress}`));
    return rows.flatMap(({ key, chainId, reason }) => {
      const session = sessions.find(({ id }) => id === key);
      if (!session) return [];
      const isAttached = attached.has(`${chainId} ${session.macAddress}`);
      const isDisconnected = disconnects.some(
        (asked) =>
          asked.chainId === chainId &&
          (asked.macAddress === null || asked.macAddress === session.macAddress) &&
          session.uptimeSeconds + 1 > asked.secondsAgo,
      );
      const ending = isAttached ? (isDisconnected ? 'disconnect' : null) : 'devices';
      return [{ ...session, chainId, reason: reason ?? ending }];
    });
  }
}
