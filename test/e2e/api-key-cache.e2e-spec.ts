import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { KEY_CHANGES_APPLICATION } from '../../src/auth/key-change-listener.js';
import { API_KEY_CACHE_TTL_MS } from '../../src/auth/api-key-cache.js';
import { Clock } from '../../src/common/clock.js';
import { poolOf } from '../../src/database/pool.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { checkStatus } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

/** Stands still until a test moves it, so that no entry expires by itself. */
class StillClock extends Clock {
  ms = Date.now();

  override now(): Date {
    return new Date(this.ms);
  }
}

/** Round trips of a package list. */
const UNCACHED = 2;
const CACHED = 1;

describe('the API key cache', () => {
  const clock = new StillClock();
  let own: TestDatabase;
  /** A proxy for the listening connection between the server and the database. */
  let proxy: DatabaseProxy;
  let app: TestApp;
  let shop: Shop;
  let roundTrips = 0;

  beforeAll(async () => {
    own = await createTestDatabase();
    proxy = await startDatabaseProxy(own.url);
    app = await startTestApp({
      databaseUrl: own.url,
      clock,
      settings: { DATABASE_DIRECT_URL: proxy.url },
    });
    poolOf(app.nest.get(DataSource)).on('acquire', () => (roundTrips += 1));
  });
  afterAll(async () => {
    await app.stop();
    await app.simulator.stop();
    await proxy.stop();
    await own.drop();
  });
  beforeEach(async () => {
    proxy.restore();
    shop = await aShop(app);
  });

  const portal = (): Promise<number> =>
    app.get(`/routers/${shop.routerId}/packages/`, shop.portal).then(({ status }) => status);
  const costOf = async (call: () => PromiseLike<unknown>): Promise<number> => {
    const before = roundTrips;
    await call();
    return roundTrips - before;
  };
  /** Waits until the server listens, and has therefore cached the shop's key. */
  const cached = (): Promise<number> =>
    until(
      'the key is answered from the cache',
      () => costOf(portal),
      (cost) => cost === CACHED,
    );
  const refused = (): Promise<number> =>
    until('the key is refused', portal, (status) => status === 401);
  const disable = (): Promise<unknown> =>
    app.database.query('UPDATE users SET is_active = false WHERE id = $1', [shop.userId]);
  const logged = (message: RegExp): string[] => app.logs.filter((line) => message.test(line));

  it('saves a round trip: a package list takes one, and so does a completed payment', async () => {
    const sold = await aPromptOut(app, shop);
    await deliver(app, paidEvent(sold, shop));
    await cached();
    expect(await costOf(portal)).toBe(CACHED);
    expect(await costOf(() => checkStatus(app, shop, sold.id).expect(200))).toBe(1);
  });

  it('drops an entry after five seconds, whatever was notified', async () => {
    await cached();
    clock.ms += API_KEY_CACHE_TTL_MS;
    expect(await costOf(portal)).toBe(UNCACHED);
    expect(await costOf(portal)).toBe(CACHED);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['its operator is disabled', disable],
    [
      'it is removed',
      () => app.database.query('DELETE FROM api_keys WHERE user_id = $1', [shop.userId]),
    ],
    [
      'it is retired',
      () =>
        app.database.query('UPDATE api_keys SET retires_at = now() WHERE user_id = $1', [
          shop.userId,
        ]),
    ],
  ])('refuses a key once %s by a statement', async (_, change) => {
    await cached();
    await change();
    await refused();
  });

  it('refuses a key from the answer on when this server replaced it', async () => {
    for (const path of ['rotate-api-keys', 'generate-api-key']) {
      const operator = await aShop(app);
      shop = operator;
      await cached();
      await app.post(`/users/${path}/`, {}, operator.token).expect(201);
      expect(await portal()).toBe(401);
    }
  });

  it('refuses a key once another server replaced it', async () => {
    const another = await startTestApp({ databaseUrl: own.url, simulator: app.simulator });
    await cached();
    await another.post('/users/rotate-api-keys/', {}, shop.token).expect(201);
    await refused();
    await another.stop();
  });

  it('does not cache a key in its grace period, so that it ends in time', async () => {
    await cached();
    await app.post('/users/rotate-api-keys/?grace_hours=1', {}, shop.token).expect(201);
    expect(await costOf(portal)).toBe(UNCACHED);
    expect(await costOf(portal)).toBe(UNCACHED);
    expect(await portal()).toBe(200);
  });

  it('is cleared when the listening connection ends, and is used again on a new one', async () => {
    await cached();
    const [lost, again] = [/connection to the database lost/, /reconnected to the database/].map(
      (message) => logged(message).length,
    );
    const ended = await app.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = $1 AND datname = current_database()`,
      [KEY_CHANGES_APPLICATION],
    );
    expect(ended).toHaveLength(1);
    await disable();
    await refused();

    shop = await aShop(app);
    await cached();
    expect(logged(/connection to the database lost/)).toHaveLength((lost ?? 0) + 1);
    expect(logged(/reconnected to the database/)).toHaveLength((again ?? 0) + 1);
  });

  it('is not used while the connection cannot be established', async () => {
    await cached();
    proxy.cut();
    await until(
      'the key is looked up in the database again',
      () => costOf(portal),
      (cost) => cost === UNCACHED,
    );
    expect(await costOf(portal)).toBe(UNCACHED);
    expect(await portal()).toBe(200);
    await disable();
    expect(await portal()).toBe(401);
    proxy.restore();
    shop = await aShop(app);
    await cached();
  });

  it('keeps a removed key for five seconds at most when the connection died unnoticed', async () => {
    await cached();
    proxy.silence();
    await disable();
    expect(await portal()).toBe(200);
    clock.ms += API_KEY_CACHE_TTL_MS;
    expect(await portal()).toBe(401);
  });

  it('does not keep the server from stopping when the connection is silent', async () => {
    const another = await startTestApp({
      databaseUrl: own.url,
      simulator: app.simulator,
      settings: { DATABASE_DIRECT_URL: proxy.url },
    });
    await until(
      'the server listens for key changes again',
      () =>
        app.database.query(
          `SELECT FROM pg_stat_activity
            WHERE application_name = $1 AND datname = current_database()
              AND state = 'idle' AND query LIKE 'LISTEN%'`,
          [KEY_CHANGES_APPLICATION],
        ),
      (listening) => listening.length === 2,
    );
    proxy.silence();
    await another.stop();
  });
});
