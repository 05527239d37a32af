import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { KEY_CHANGES_APPLICATION } from '../../src/auth/key-changes.js';
import { LONGEST_MEMORY_MS } from '../../src/auth/remembered-keys.js';
import { Clock } from '../../src/common/clock.js';
import { poolOf } from '../../src/database/pool.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type DatabaseWire, startDatabaseWire } from '../support/database-wire.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { checkStatus } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

/** Stands still, so that nothing is forgotten because of its age, until a test moves it. */
class StillClock extends Clock {
  ms = Date.now();

  override now(): Date {
    return new Date(this.ms);
  }
}

const ASKED = 2;
const REMEMBERED = 1;

describe('a public key that a server remembers', () => {
  const clock = new StillClock();
  let own: TestDatabase;
  /** Between the server and the database for the connection that listens, and for no other. */
  let wire: DatabaseWire;
  let app: TestApp;
  let shop: Shop;
  let roundTrips = 0;

  beforeAll(async () => {
    own = await createTestDatabase();
    wire = await startDatabaseWire(own.url);
    app = await startTestApp({
      databaseUrl: own.url,
      clock,
      settings: { DATABASE_DIRECT_URL: wire.url },
    });
    poolOf(app.nest.get(DataSource)).on('acquire', () => (roundTrips += 1));
  });
  afterAll(async () => {
    await app.stop();
    await app.simulator.stop();
    await wire.stop();
    await own.drop();
  });
  beforeEach(async () => {
    wire.mend();
    shop = await aShop(app);
  });

  const portal = (): Promise<number> =>
    app.get(`/routers/${shop.routerId}/packages/`, shop.portal).then(({ status }) => status);
  const costOf = async (call: () => PromiseLike<unknown>): Promise<number> => {
    const before = roundTrips;
    await call();
    return roundTrips - before;
  };
  /** Waits until the server listens, and has therefore remembered the shop's key. */
  const remembered = (): Promise<number> =>
    until(
      () => costOf(portal),
      (cost) => cost === REMEMBERED,
    );
  const refused = (): Promise<number> => until(portal, (status) => status === 401);
  const disable = (): Promise<unknown> =>
    app.database.query('UPDATE users SET is_active = false WHERE id = $1', [shop.userId]);
  const logged = (message: RegExp): string[] => app.logs.filter((line) => message.test(line));

  it('costs no round trip: a package list takes one, and so does a completed payment', async () => {
    const sold = await aPromptOut(app, shop);
    await deliver(app, paidEvent(sold, shop));
    await remembered();
    expect(await costOf(portal)).toBe(REMEMBERED);
    expect(await costOf(() => checkStatus(app, shop, sold.id).expect(200))).toBe(1);
  });

  it('is asked about again after five seconds, whatever was announced', async () => {
    await remembered();
    clock.ms += LONGEST_MEMORY_MS;
    expect(await costOf(portal)).toBe(ASKED);
    expect(await costOf(portal)).toBe(REMEMBERED);
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
  ])('is refused once %s by a statement', async (_, change) => {
    await remembered();
    await change();
    await refused();
  });

  it('is refused from the answer on when it is replaced here', async () => {
    for (const path of ['rotate-api-keys', 'generate-api-key']) {
      const operator = await aShop(app);
      shop = operator;
      await remembered();
      await app.post(`/users/${path}/`, {}, operator.token).expect(201);
      expect(await portal()).toBe(401);
    }
  });

  it('is refused once it is replaced at another server', async () => {
    const another = await startTestApp({ databaseUrl: own.url, simulator: app.simulator });
    await remembered();
    await another.post('/users/rotate-api-keys/', {}, shop.token).expect(201);
    await refused();
    await another.stop();
  });

  it('is asked about each time when it works on for a while, so that it ends in time', async () => {
    await remembered();
    await app.post('/users/rotate-api-keys/?grace_hours=1', {}, shop.token).expect(201);
    expect(await costOf(portal)).toBe(ASKED);
    expect(await costOf(portal)).toBe(ASKED);
    expect(await portal()).toBe(200);
  });

  it('is forgotten when the connection that listens is ended, and learnt again by a new one', async () => {
    await remembered();
    const [lost, again] = [/connection was lost/, /lost connection is back/].map(
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
    await remembered();
    expect(logged(/connection was lost/)).toHaveLength((lost ?? 0) + 1);
    expect(logged(/lost connection is back/)).toHaveLength((again ?? 0) + 1);
  });

  it('is asked about each time while the connection cannot be made', async () => {
    await remembered();
    wire.cut();
    await until(
      () => costOf(portal),
      (cost) => cost === ASKED,
    );
    expect(await costOf(portal)).toBe(ASKED);
    expect(await portal()).toBe(200);
    await disable();
    expect(await portal()).toBe(401);
    wire.mend();
    shop = await aShop(app);
    await remembered();
  });

  it('outlives its end by five seconds at most when the connection died without a word', async () => {
    await remembered();
    wire.silence();
    await disable();
    expect(await portal()).toBe(200);
    clock.ms += LONGEST_MEMORY_MS;
    expect(await portal()).toBe(401);
  });

  it('does not keep the server from stopping when the connection is silent', async () => {
    const another = await startTestApp({
      databaseUrl: own.url,
      simulator: app.simulator,
      settings: { DATABASE_DIRECT_URL: wire.url },
    });
    await until(
      () =>
        app.database.query(
          `SELECT FROM pg_stat_activity
            WHERE application_name = $1 AND datname = current_database()
              AND state = 'idle' AND query LIKE 'LISTEN%'`,
          [KEY_CHANGES_APPLICATION],
        ),
      (listening) => listening.length === 2,
    );
    wire.silence();
    await another.stop();
  });
});
