import { type LoginResult, type RouterOs, startRouterOs } from 'router-simulator';
import { type TestApp } from './app.js';
import { type EntitlementOptions, type EntitlementRow, insertEntitlement } from './access-rows.js';
import { aShop, type Shop } from './shop.js';

/** A login of routers, and a clock that a test moves. */
export class RouterClock {
  private ms = 0;

  now(): Date {
    return new Date(Date.now() + this.ms);
  }

  advance(seconds: number): void {
    this.ms += seconds * 1_000;
  }
}

/** A session as it is stored. */
export interface RecordedSession {
  readonly macAddress: string;
  readonly stopCause: string | null;
  readonly octets: number;
}

/** The times of a stored entitlement. */
export interface StoredEntitlement {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly deliveredAt: Date | null;
  readonly firstLoginAt: Date | null;
}

/** A shop whose router is reached by its REST API. */
export interface RouterShop {
  readonly shop: Shop;
  readonly router: RouterOs;
  readonly clock: RouterClock;
  /** Gives an entitlement without a payment, and plans what its router needs. */
  give(options?: EntitlementOptions): Promise<EntitlementRow>;
  /** Attaches a device to a chain. */
  attach(chain: EntitlementRow, mac: string): Promise<void>;
  /** Plans what a change of a chain needs, as whoever changes it does. */
  plan(chain: EntitlementRow, change: string): Promise<void>;
  /** Moves the end of an entitlement, by minutes, as an operator does. */
  moveEnd(row: EntitlementRow, minutes: number): Promise<unknown>;
  /** Lets minutes pass, as the rows of a chain see it. */
  pass(chain: EntitlementRow, minutes: number): Promise<unknown>;
  /** A device joins and logs in with this name as its password. */
  login(mac: string, name: string): LoginResult;
  /** The recorded sessions of a chain, in order. */
  sessionsOf(chain: EntitlementRow): Promise<RecordedSession[]>;
  /** A stored entitlement. */
  entitlement(id: string): Promise<StoredEntitlement | undefined>;
  /** What has happened to an entitlement. */
  history(id: string): Promise<string[]>;
  /** Since when the router is away. */
  unreachableSince(): Promise<Date | null | undefined>;
  /** A user of the router. */
  user(name: string): Readonly<Record<string, string>> | undefined;
  stop(): Promise<void>;
}

const LOGIN = { username: 'api', password: 'the routers own' };

/** Starts a router and an operator who sells with it. */
export async function aRouterShop(app: TestApp): Promise<RouterShop> {
  const clock = new RouterClock();
  const router = await startRouterOs({ login: LOGIN, clock });
  const shop = await aShop(app);
  const added = await app
    .post(
      '/routers/',
      {
        name: 'Cafe',
        host: '127.0.0.1',
        port: router.port,
        ...LOGIN,
        access_method: 'routeros_api',
      },
      shop.token,
    )
    .expect(201);
  const routerId = Number(added.body.id);
  await app.database.query('UPDATE packages SET router_id = $2 WHERE id = $1', [
    shop.packageId,
    routerId,
  ]);
  const owner = { userId: shop.userId, routerId };
  const client = {
    query: async (text: string, values: readonly unknown[] = []) => ({
      rows: await app.database.query(text, values),
    }),
  } as never;
  const plan = async (chain: EntitlementRow, change: string): Promise<void> => {
    await app.database.query('SELECT plan_access_delivery($1, $2)', [chain.chainId, change]);
  };
  return {
    shop: {
      ...shop,
      routerId,
      saleRequest: (more = {}) => shop.saleRequest({ router_id: routerId, ...more }),
    },
    router,
    clock,
    give: async (options = {}) => {
      const row = await insertEntitlement(client, owner, options);
      await plan(row, options.after ? 'continued' : 'created');
      return row;
    },
    attach: async (chain, mac) => {
      await app.database.query(
        'INSERT INTO devices (chain_id, mac_address, user_id) VALUES ($1, $2, $3)',
        [chain.chainId, mac, shop.userId],
      );
    },
    plan,
    moveEnd: (row, minutes) =>
      app.database.query(
        `UPDATE entitlements SET ends_at = ends_at + $2 * interval '1 minute' WHERE id = $1`,
        [row.id, minutes],
      ),
    pass: (chain, minutes) =>
      app.database.query(
        `UPDATE entitlements SET starts_at = starts_at - $2 * interval '1 minute',
                ends_at = ends_at - $2 * interval '1 minute' WHERE chain_id = $1`,
        [chain.chainId, minutes],
      ),
    login: (mac, name) => {
      router.hotspot.connect(mac);
      return router.hotspot.login(mac, name, name);
    },
    sessionsOf: (chain) =>
      app.database.query<RecordedSession>(
        `SELECT mac_address AS "macAddress", stop_cause AS "stopCause",
                (octets_up + octets_down)::double precision AS octets
           FROM accounting_sessions WHERE chain_id = $1 ORDER BY started_at, id`,
        [chain.chainId],
      ),
    entitlement: async (id) =>
      (
        await app.database.query<StoredEntitlement>(
          `SELECT starts_at AS "startsAt", ends_at AS "endsAt", delivered_at AS "deliveredAt",
                  first_login_at AS "firstLoginAt" FROM entitlements WHERE id = $1`,
          [id],
        )
      )[0],
    history: async (id) =>
      (
        await app.database.query<{ event: string }>(
          'SELECT event FROM entitlement_history WHERE entitlement_id = $1 ORDER BY id',
          [id],
        )
      ).map(({ event }) => event),
    unreachableSince: async () =>
      (
        await app.database.query<{ since: Date | null }>(
          'SELECT unreachable_since AS since FROM routers WHERE id = $1',
          [routerId],
        )
      )[0]?.since,
    user: (name) => router.hotspot.users.named(name),
    stop: () => router.stop(),
  };
}
