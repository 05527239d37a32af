import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aMac, type EntitlementRow } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { createTestDatabase } from '../support/postgres.js';
import { aRouterShop, type RouterShop } from '../support/router-shop.js';
import { until } from '../support/until.js';

describe('writing to routers by their REST API', () => {
  let app: TestApp;
  let at: RouterShop;
  let own: Awaited<ReturnType<typeof createTestDatabase>>;

  beforeAll(async () => {
    own = await createTestDatabase();
    app = await startTestApp({
      databaseUrl: own.url,
      routerAddresses: { refusalOf: () => null },
      settings: { ROUTER_TIMEOUT_MS: '1500' },
    });
  });
  beforeEach(async () => {
    at = await aRouterShop(app);
  });
  afterEach(() => at.stop());
  afterAll(async () => {
    await app.stop();
    await own.drop();
  });

  describe('interruptions', () => {
    /** Whether a job is planned for the moment at which a chain ends. */
    const isEndPlanned = async (chain: EntitlementRow): Promise<boolean> =>
      (
        await app.database.query<{ isExact: boolean }>(
          `SELECT j.run_at = e.ends_at AS "isExact" FROM graphile_worker.jobs j, entitlements e
            WHERE j.key = 'apply_entitlement-' || e.id AND e.id = $1`,
          [chain.id],
        )
      )[0]?.isExact === true;

    it('between the writing of a user and its record leave one user and a record', async () => {
      at.router.fail({ kind: 'lose_answer', on: 'PUT /rest/ip/hotspot/user' });
      const chain = await at.give();
      await app.idle();
      await runPlannedJobs(app);
      await runPlannedJobs(app);
      expect(at.router.hotspot.users.list()).toHaveLength(1);
      expect(at.user(chain.code)).toBeDefined();
      expect((await at.entitlement(chain.id))?.deliveredAt).not.toBeNull();
    });

    it('by a change while the router is written to end in what is true then', async () => {
      const chain = await at.give();
      at.router.answerAfter(40);
      const running = app.idle();
      await until(
        'the router is asked',
        () => Promise.resolve(at.router.calls.length),
        (calls) => calls > 0,
      );
      await app.database.query(
        `UPDATE entitlements SET revoked_at = now(), revoke_reason = 'refunded' WHERE id = $1`,
        [chain.id],
      );
      await at.plan(chain, 'revoked');
      await running;
      await app.idle();
      expect(at.user(chain.code)).toBeUndefined();
    });

    it('by more chains than a router takes at once lose none of them', async () => {
      at.router.answerAfter(20);
      const chains = [];
      for (let number = 0; number < 8; number += 1) chains.push(await at.give());
      await until(
        'all users are there',
        async () => {
          await app.idle();
          return at.router.hotspot.users.list().length;
        },
        (users) => users === chains.length,
      );
      for (const chain of chains) expect(await isEndPlanned(chain)).toBe(true);
    });

    it('by a refusal of one user keep no other from the router', async () => {
      const [one, other] = [await at.give(), await at.give()];
      at.router.hotspot.users.add({ name: one.code, comment: 'somebody has taken the name' });
      await app.database.query('SELECT plan_router_delivery($1)', [at.shop.routerId]);
      await app.idle();
      expect(at.user(one.code)).toMatchObject({ comment: 'somebody has taken the name' });
      expect(at.user(other.code)).toBeDefined();
      expect(await at.unreachableSince()).toBeNull();
    });

    it('by a restart of the router lose sessions only, and devices come back', async () => {
      const chain = await at.give();
      await app.idle();
      const mac = aMac();
      at.login(mac, chain.code);
      await runPlannedJobs(app);
      at.router.restart();
      await runPlannedJobs(app);
      expect(await at.sessionsOf(chain)).toMatchObject([{ stopCause: 'not_listed' }]);
      at.router.hotspot.connect(mac);
      await runPlannedJobs(app);
      expect(await at.sessionsOf(chain)).toMatchObject([
        { stopCause: 'not_listed' },
        { macAddress: mac, stopCause: null },
      ]);
    });

    it('of a single call are tried again', async () => {
      at.router.fail({ kind: 'fail', on: 'PUT /rest/ip/hotspot/user' });
      const chain = await at.give();
      await app.idle();
      expect(at.user(chain.code)).toBeUndefined();
      await runPlannedJobs(app);
      expect(at.user(chain.code)).toBeDefined();
      expect(await at.unreachableSince()).toBeNull();
    });
  });

  it('is written once when two servers do it at once', async () => {
    const second = await startTestApp({
      routerAddresses: { refusalOf: () => null },
      databaseUrl: own.url,
      simulator: app.simulator,
    });
    const chains = [];
    for (let number = 0; number < 6; number += 1) {
      chains.push(await at.give());
      await app.database.query('SELECT plan_router_delivery($1)', [at.shop.routerId]);
    }
    await Promise.all([app.idle(), second.idle()]);
    // A job that finds no room at the router is planned again.
    await until(
      'each has a user',
      async () => {
        await runPlannedJobs(app);
        return at.router.hotspot.users.list().length;
      },
      (users) => users >= chains.length,
    );
    expect(at.router.hotspot.users.list()).toHaveLength(6);
    for (const chain of chains) expect(at.user(chain.code)).toBeDefined();
    await second.stop();
  });

  it('let customers in and out by the worker alone', async () => {
    const worker = await startTestApp({
      routerAddresses: { refusalOf: () => null },
      databaseUrl: own.url,
      simulator: app.simulator,
      settings: { WORKER_MODE: 'inline' },
    });
    const mac = aMac();
    at.router.hotspot.connect(mac);
    const chain = await at.give();
    await at.attach(chain, mac);
    await at.plan(chain, 'extended');
    const isOnline = (wanted: boolean) =>
      until(
        `the device is ${wanted ? 'online' : 'offline'}`,
        () => Promise.resolve(at.router.hotspot.isOnline(mac)),
        (online) => online === wanted,
      );
    await isOnline(true);
    await app.database.query(
      `UPDATE entitlements SET ends_at = now() + interval '1 second' WHERE id = $1`,
      [chain.id],
    );
    await at.plan(chain, 'extended');
    await isOnline(false);
    await until(
      'the user is gone',
      () => Promise.resolve(at.user(chain.code)),
      (user) => user === undefined,
    );
    await until(
      'the session is over',
      () => at.sessionsOf(chain),
      ([session]) => session?.stopCause === 'not_listed',
    );
    await worker.stop();
  });
});
