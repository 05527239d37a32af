import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { Clock } from '../../src/common/clock.js';
import {
  aMac,
  type EntitlementRow,
  insertEntitlement,
  insertNas,
  insertSession,
  type NasRow,
} from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { scrape, valueOf } from '../support/metrics.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RadiusFunctions } from '../support/radius-functions.js';
import { aShop, type Shop } from '../support/shop.js';
import { letAskByRadius } from '../support/simulated-router.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

type Labels = Readonly<Record<string, string>>;

let database: TestDatabase;
let pool: Pool;
let app: TestApp;
let other: TestApp;
let addresses = 0;

/** Figures are cached for some seconds, which a test lets pass. */
class AheadClock extends Clock {
  aheadMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
}
const clock = new AheadClock();

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 4 });
  app = await startTestApp({ databaseUrl: database.url, clock });
  other = await startTestApp({ databaseUrl: database.url });
  await count();
});
afterAll(async () => {
  await other.stop();
  await app.stop();
  await pool.end();
  await database.drop();
});

const aRouter = (): Promise<NasRow> => insertNas(pool, { address: `10.77.1.${(addresses += 1)}` });

/** Has both servers count, as if all logins had happened a while ago. */
async function count(): Promise<void> {
  await pool.query(`UPDATE login_attempts SET created_at = created_at - interval '11 minutes'`);
  await pool.query(
    `UPDATE entitlements SET first_login_at = first_login_at - interval '11 minutes'
      WHERE first_login_at IS NOT NULL`,
  );
  for (const server of [app, other, app]) {
    await pool.query(`SELECT graphile_worker.add_job('count_access')`);
    await server.idle();
  }
}

/** Lets the next count begin a while ago. */
const countFromAnHourAgo = (): Promise<unknown> =>
  pool.query(`UPDATE access_counts SET counted_until = now() - interval '1 hour'`);

/** The value of a counter, over both servers. */
async function total(name: string, labels: Labels = {}): Promise<number> {
  const samples = [...(await scrape(app)), ...(await scrape(other))];
  return valueOf(samples, name, labels) ?? NaN;
}

describe('the metrics of logins', () => {
  let router: NasRow;
  let chain: EntitlementRow;
  let radius: RadiusFunctions;

  beforeEach(async () => {
    router = await aRouter();
    chain = await insertEntitlement(pool, router);
    radius = new RadiusFunctions(pool, router);
    await pool.query('DELETE FROM login_attempts');
    await pool.query('DELETE FROM access_counts');
    await count();
    await countFromAnHourAgo();
  });

  it('count each login once, whichever server counts', async () => {
    const accepted = { outcome: 'accept', reason: 'none' };
    const before = await total('lipafi_logins_total', accepted);
    const mac = aMac();
    await radius.login(chain.code, mac);
    await radius.login(chain.code, mac);
    await count();
    expect(await total('lipafi_logins_total', accepted)).toBe(before + 2);
    await count();
    expect(await total('lipafi_logins_total', accepted)).toBe(before + 2);
  });

  it('count rejected logins by reason, those of one device too', async () => {
    const unknown = { outcome: 'reject', reason: 'unknown' };
    const before = await total('lipafi_logins_total', unknown);
    const mac = aMac();
    await radius.login('ABCDEFGH', mac);
    await radius.login('ABCDEFGH', mac);
    await radius.login('ABCDEFGH', aMac());
    await count();
    expect(await total('lipafi_logins_total', unknown)).toBe(before + 3);
    await radius.login('ABCDEFGH', mac);
    await count();
    await count();
    expect(await total('lipafi_logins_total', unknown)).toBe(before + 4);
    expect(await total('lipafi_logins_total', { reason: 'devices' })).toBe(0);
  });

  it('do not count what was there before the first count', async () => {
    const before = await total('lipafi_logins_total');
    await radius.login(chain.code, aMac());
    await radius.login('ABCDEFGH', aMac());
    await pool.query('DELETE FROM access_counts');
    await count();
    expect(await total('lipafi_logins_total')).toBe(before);
  });
});

describe('the time from payment to online', () => {
  let shop: Shop;
  let radius: RadiusFunctions;

  beforeAll(async () => {
    shop = await aShop(app, { durationHours: 2 });
    const secret = await letAskByRadius(app.database, shop.routerId, '10.77.9.9');
    const router = { routerId: shop.routerId, userId: 0, address: '10.77.9.9', secret };
    radius = new RadiusFunctions(pool, router);
  });

  async function buy(): Promise<string> {
    const sold = await aPromptOut(app, shop);
    await deliver(app, paidEvent(sold, shop));
    const { rows } = await pool.query<{ code: string }>(
      'SELECT access_code AS code FROM entitlements WHERE payment_id = $1',
      [sold.id],
    );
    return rows[0]?.code ?? '';
  }

  it('is observed once for each customer who logs in, whichever server counts', async () => {
    const name = 'lipafi_paid_to_online_seconds_count';
    const before = await total(name);
    await countFromAnHourAgo();
    const [first] = [await buy(), await buy()];
    await radius.login(first, aMac());
    await count();
    expect(await total(name)).toBe(before + 1);
    await radius.login(first, aMac());
    await count();
    expect(await total(name)).toBe(before + 1);
    expect(await total('lipafi_paid_to_online_seconds_bucket', { le: '0.5' })).toBe(before + 1);
  });
});

describe('the figures about access', () => {
  const FRESH_MS = 15_000;

  async function shown(name: string, labels: Labels = {}): Promise<number | undefined> {
    clock.aheadMs += FRESH_MS;
    return valueOf(await scrape(app), name, labels);
  }

  it('show who is online by router, and few routers by themselves', async () => {
    await pool.query('UPDATE accounting_sessions SET stopped_at = now(), stop_cause = $1', ['x']);
    const busy = await aRouter();
    const chain = await insertEntitlement(pool, busy);
    for (let made = 0; made < 3; made += 1) {
      await insertSession(pool, busy, chain, { acctSessionId: String(made) });
    }
    await insertSession(pool, busy, chain, { acctSessionId: 'over', stopCause: 'User-Request' });
    for (let made = 0; made < 22; made += 1) {
      const router = await aRouter();
      await insertSession(pool, router, await insertEntitlement(pool, router));
    }
    expect(await shown('lipafi_sessions_online', { router: String(busy.routerId) })).toBe(3);
    expect(await shown('lipafi_sessions_online', { router: 'other' })).toBe(3);
    const samples = await scrape(app);
    expect(samples.filter(({ name }) => name === 'lipafi_sessions_online')).toHaveLength(21);
  });

  it('show routers that fell silent while customers were online, and no quiet ones', async () => {
    const [silent, quiet] = [await aRouter(), await aRouter()];
    for (const [router, cause] of [
      [silent, 'stale'],
      [quiet, 'User-Request'],
    ] as const) {
      const session = await insertSession(pool, router, await insertEntitlement(pool, router));
      await pool.query(
        `UPDATE accounting_sessions SET stop_cause = $2, stopped_at = now() - interval '10 minutes'
          WHERE id = $1`,
        [session, cause],
      );
      await pool.query(
        `UPDATE radius.nas SET last_packet_at = now() - interval '10 minutes'
          WHERE router_id = $1`,
        [router.routerId],
      );
    }
    expect(await shown('lipafi_routers_silent')).toBe(1);
    await pool.query('UPDATE radius.nas SET last_packet_at = now()');
    expect(await shown('lipafi_routers_silent')).toBe(0);
  });

  it('show who paid minutes ago and has not been online', async () => {
    await pool.query(
      `UPDATE entitlements SET starts_at = now() - interval '5 minutes' WHERE source = 'payment'`,
    );
    expect(await shown('lipafi_entitlements_recent', { online: 'no' })).toBe(1);
    expect(await shown('lipafi_entitlements_recent', { online: 'yes' })).toBe(1);
    await pool.query(
      `UPDATE entitlements SET starts_at = now() - interval '1 minute' WHERE source = 'payment'`,
    );
    expect(await shown('lipafi_entitlements_recent', { online: 'no' })).toBe(0);
  });
});
