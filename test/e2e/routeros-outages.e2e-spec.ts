import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { aMac } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { aRouterShop, type RouterShop } from '../support/router-shop.js';
import { until } from '../support/until.js';

describe('routers with access by their REST API', () => {
  let app: TestApp;
  let at: RouterShop;

  beforeAll(async () => {
    app = await startTestApp({
      routerAddresses: { refusalOf: () => null },
      settings: { ROUTER_TIMEOUT_MS: '1500' },
    });
  });
  beforeEach(async () => {
    at = await aRouterShop(app);
  });
  afterEach(() => at.stop());
  afterAll(() => app.stop());

  describe('a router that is away', () => {
    it('is noted, and serves its customers as soon as it answers, with all of their time', async () => {
      await at.router.goAway();
      const chain = await at.give();
      await app.idle();
      expect(await at.unreachableSince()).not.toBeNull();
      expect((await at.entitlement(chain.id))?.deliveredAt).toBeNull();

      // It has been away for 20 minutes, 15 of which the customer has waited.
      await app.database.query(
        `UPDATE routers SET unreachable_since = now() - interval '20 minutes' WHERE id = $1`,
        [at.shop.routerId],
      );
      await at.pass(chain, 15);
      const before = await at.entitlement(chain.id);
      await at.router.listen();
      await runPlannedJobs(app);

      expect(await at.unreachableSince()).toBeNull();
      expect(at.user(chain.code)).toBeDefined();
      const after = await at.entitlement(chain.id);
      const added = Number(after?.endsAt) - Number(before?.endsAt);
      expect(added / 60_000).toBeGreaterThanOrEqual(15);
      expect(added / 60_000).toBeLessThan(20);
      expect(after?.startsAt).toEqual(before?.startsAt);
      expect(await at.history(chain.id)).toEqual(['outage_added']);

      await runPlannedJobs(app);
      expect((await at.entitlement(chain.id))?.endsAt).toEqual(after?.endsAt);
    });

    it('gives the time as well for which the chain was locked by another change', async () => {
      await at.router.goAway();
      const chain = await at.give();
      await app.idle();
      await at.router.listen();
      let answering: Promise<void> | undefined;
      const [locked] = await app.database.transaction(async (tx) => {
        await tx.query('SELECT FROM entitlements WHERE id = $1 FOR UPDATE', [chain.id]);
        answering = runPlannedJobs(app);
        const waiting = (): Promise<unknown[]> =>
          tx.query(`SELECT pid FROM pg_locks
                     WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`);
        await until('it waits for the chain', waiting, ({ length }) => length > 0);
        return tx.query<{ until: Date }>('SELECT clock_timestamp()::timestamptz(3) AS until');
      });
      await answering;
      const [line] = await app.database.query<{ to: Date }>(
        `SELECT (evidence->>'reachable_at')::timestamptz AS "to" FROM entitlement_history
          WHERE entitlement_id = $1 AND event = 'outage_added'`,
        [chain.id],
      );
      expect(Number(line?.to)).toBeGreaterThanOrEqual(Number(locked?.until));
    });

    it('gives no time to customers whose user it has', async () => {
      const chain = await at.give();
      await app.idle();
      const before = await at.entitlement(chain.id);
      await at.router.goAway();
      await at.plan(chain, 'extended');
      await app.idle();
      expect(await at.unreachableSince()).not.toBeNull();
      await at.router.listen();
      await runPlannedJobs(app);
      expect(await at.unreachableSince()).toBeNull();
      expect(await at.entitlement(chain.id)).toEqual(before);
    });

    it('gives time to customers whose user it lost when it used another access method', async () => {
      const chain = await at.give();
      await app.idle();
      const useMethod = (method: string): request.Test =>
        request(app.url)
          .patch(`/routers/${at.shop.routerId}/`)
          .set(at.shop.token)
          .send({ access_method: method });
      await useMethod('none').expect(200);
      await app.idle();
      expect(at.user(chain.code)).toBeUndefined();
      expect((await at.entitlement(chain.id))?.deliveredAt).toBeNull();

      await at.router.goAway();
      await useMethod('routeros_api').expect(200);
      await app.idle();
      await app.database.query(
        `UPDATE routers SET unreachable_since = now() - interval '10 minutes' WHERE id = $1`,
        [at.shop.routerId],
      );
      await at.router.listen();
      await runPlannedJobs(app);
      expect(at.user(chain.code)).toBeDefined();
      expect(await at.history(chain.id)).toEqual(['outage_added']);
      expect((await at.entitlement(chain.id))?.deliveredAt).not.toBeNull();
    });

    it('loses users that are over as soon as it answers', async () => {
      const chain = await at.give();
      await app.idle();
      await at.router.goAway();
      await at.pass(chain, 61);
      await runPlannedJobs(app);
      await at.router.listen();
      await runPlannedJobs(app);
      expect(at.user(chain.code)).toBeUndefined();
    });

    it('is noted when it does not answer in time, or refuses the login', async () => {
      at.router.setSilent(true);
      await at.give();
      await app.idle();
      expect(await at.unreachableSince()).not.toBeNull();
      at.router.setSilent(false);
      await runPlannedJobs(app);
      expect(await at.unreachableSince()).toBeNull();

      await app.database.query(`UPDATE routers SET username = 'another' WHERE id = $1`, [
        at.shop.routerId,
      ]);
      await at.give();
      await app.idle();
      expect(await at.unreachableSince()).not.toBeNull();
    });

    it('delays no other router', async () => {
      const other = await aRouterShop(app);
      at.router.setSilent(true);
      for (let number = 0; number < 4; number += 1) await at.give();
      const chain = await other.give();
      await app.idle();
      expect(other.user(chain.code)).toBeDefined();
      await other.stop();
    });
  });

  describe('the comparison of a router', () => {
    const planAll = async (): Promise<void> => {
      await app.database.query('SELECT plan_router_delivery($1)', [at.shop.routerId]);
      await app.idle();
    };

    it('corrects users that are missing, changed or over', async () => {
      const missing = await at.give();
      const changed = await at.give({ download: 10, dataCapMb: 100 });
      const over = await at.give();
      await app.idle();
      const { users } = at.router.hotspot;
      users.remove(at.user(missing.code)?.['.id'] ?? '');
      users.set(at.user(changed.code)?.['.id'] ?? '', {
        profile: 'default',
        'limit-uptime': '30d',
        'limit-bytes-total': '0',
        disabled: 'yes',
      });
      await app.database.query(
        `UPDATE entitlements SET starts_at = now() - interval '2 hours', ends_at = now() WHERE id = $1`,
        [over.id],
      );
      await planAll();
      expect(at.user(missing.code)).toBeDefined();
      expect(at.user(over.code)).toBeUndefined();
      expect(at.user(changed.code)).toMatchObject({
        profile: 'lipafi-2M-10M-1',
        'limit-uptime': expect.stringMatching(/^1h\d*[ms]/),
        'limit-bytes-total': '100000000',
        disabled: 'false',
      });
    });

    it('touches nothing that it has not written', async () => {
      const { users } = at.router.hotspot;
      const foreign = [
        { name: 'manager', comment: 'my own' },
        { name: 'guest' },
        { name: 'imitation', comment: 'lipafi:not-an-id' },
        { name: 'of-another', comment: 'lipafi:01890000-0000-7000-8000-000000000000' },
      ];
      for (const row of foreign) users.add(row);
      await at.give();
      await planAll();
      for (const row of foreign) expect(at.user(row.name)).toMatchObject(row);
      const mac = aMac();
      at.login(mac, 'guest');
      users.set(at.user('guest')?.['.id'] ?? '', { password: 'guest' });
      await planAll();
      expect(at.user('guest')).toBeDefined();
    });

    it('writes nothing when all agrees', async () => {
      await at.give({ dataCapMb: 100, deviceLimit: 3 });
      await at.give();
      await app.idle();
      await planAll();
      const before = at.router.calls.length;
      await planAll();
      const made = at.router.calls.slice(before).filter((call) => !call.startsWith('GET '));
      expect(made).toEqual([]);
    });

    it('removes all that is ours when the router is archived, and forgets its password then', async () => {
      const chain = await at.give();
      await app.idle();
      const mac = aMac();
      at.login(mac, chain.code);
      await request(app.url).delete(`/routers/${at.shop.routerId}/`).set(at.shop.token).expect(204);
      await app.idle();
      expect(at.user(chain.code)).toBeUndefined();
      expect(at.router.hotspot.isOnline(mac)).toBe(false);
      const [row] = await app.database.query<{ sealed: string }>(
        'SELECT password_sealed AS sealed FROM routers WHERE id = $1',
        [at.shop.routerId],
      );
      expect(row?.sealed).toBe('');
    });

    it('removes all that is ours when the router uses another access method', async () => {
      const chain = await at.give();
      at.router.hotspot.users.add({ name: 'manager' });
      await app.idle();
      const mac = aMac();
      at.login(mac, chain.code);
      await app.database.query(`UPDATE routers SET access_method = 'none' WHERE id = $1`, [
        at.shop.routerId,
      ]);
      await app.database.query(`SELECT plan_router_delivery($1, 'routeros_api')`, [
        at.shop.routerId,
      ]);
      await app.idle();
      expect(at.user(chain.code)).toBeUndefined();
      expect(at.router.hotspot.isOnline(mac)).toBe(false);
      expect(at.user('manager')).toBeDefined();
    });
  });
});
