import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aMac, type EntitlementRow } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { aRouterShop, type RouterShop } from '../support/router-shop.js';

describe('access by the REST API of a router', () => {
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

  /** A prompt whose customer has paid; its jobs have not run. */
  async function paidSale(overrides: object = {}): Promise<string> {
    const sale = { phone_number: aPhone(), ...overrides };
    const { body } = await initiate(app, at.shop, sale).expect(201);
    await app.simulator.control.advance(60_000);
    const id = String(body.payment.id);
    await checkStatus(app, at.shop, id).expect(200);
    return id;
  }

  describe('a chain of entitlements', () => {
    it('becomes a user of the router, with a profile for its speeds and devices', async () => {
      const chain = await at.give({ download: 10, upload: 4, deviceLimit: 2, dataCapMb: 500 });
      await app.idle();
      expect(at.user(chain.code)).toMatchObject({
        password: chain.code,
        profile: 'lipafi-4M-10M-2',
        comment: `lipafi:${chain.chainId}`,
        'limit-uptime': '2h1m',
        'limit-bytes-total': '500000000',
      });
      expect(at.router.hotspot.profiles.named('lipafi-4M-10M-2')).toMatchObject({
        'rate-limit': '4M/10M',
        'shared-users': '2',
      });
      expect((await at.entitlement(chain.id))?.deliveredAt).not.toBeNull();
      expect(at.login(aMac(), chain.code)).toEqual({ id: expect.any(String) });
    });

    it('is there as soon as the job of the sale has run', async () => {
      const mac = aMac();
      at.router.hotspot.connect(mac);
      const paymentId = await paidSale({ mac_address: mac });
      await app.idle();
      const { body } = await app.get(`/payments/${paymentId}/`, at.shop.token).expect(200);
      expect(body.access).toMatchObject({ state: 'online', reason: null });
      expect(at.user(String(body.access.code))).toBeDefined();
      expect(at.router.hotspot.isOnline(mac)).toBe(true);
    });

    it('tells the customer when the router is away', async () => {
      await at.router.goAway();
      const paymentId = await paidSale();
      await app.idle();
      const { body } = await app.get(`/payments/${paymentId}/`, at.shop.token).expect(200);
      expect(body.access).toMatchObject({ state: 'unreachable', reason: 'router_unreachable' });
    });

    it('shares profiles with others of the same limits', async () => {
      await at.give();
      await at.give();
      await app.idle();
      expect(at.router.hotspot.profiles.list()).toHaveLength(2);
      expect(at.router.hotspot.users.list()).toHaveLength(2);
    });

    it('logs its device in that waits at the router', async () => {
      const mac = aMac();
      at.router.hotspot.connect(mac);
      const chain = await at.give();
      await at.attach(chain, mac);
      await app.idle();
      expect(at.router.hotspot.isOnline(mac)).toBe(true);
      expect(await at.sessionsOf(chain)).toEqual([{ macAddress: mac, stopCause: null, octets: 0 }]);
      expect((await at.entitlement(chain.id))?.firstLoginAt).not.toBeNull();
    });

    it('is observed: logins, octets, and sessions that end', async () => {
      const chain = await at.give();
      await app.idle();
      const mac = aMac();
      at.login(mac, chain.code);
      at.router.hotspot.transfer(mac, 1_000, 2_000);
      await runPlannedJobs(app);
      expect(await at.sessionsOf(chain)).toEqual([
        { macAddress: mac, stopCause: null, octets: 3_000 },
      ]);
      expect((await at.entitlement(chain.id))?.firstLoginAt).not.toBeNull();
      at.router.hotspot.disconnect(mac);
      await runPlannedJobs(app);
      expect(await at.sessionsOf(chain)).toMatchObject([{ stopCause: 'not_listed' }]);
    });

    it('ends on time: the user, its sessions and its cookies go', async () => {
      const chain = await at.give();
      await app.idle();
      const mac = aMac();
      at.login(mac, chain.code);
      await at.pass(chain, 61);
      await runPlannedJobs(app);
      expect(at.user(chain.code)).toBeUndefined();
      expect(at.router.hotspot.transfer(mac, 1, 1)).toBe(false);
      expect(at.router.hotspot.cookies.list()).toEqual([]);
      expect(await at.sessionsOf(chain)).toMatchObject([{ stopCause: 'not_listed' }]);
    });

    it('plans its end for the moment at which it ends', async () => {
      const chain = await at.give();
      await app.idle();
      const [job] = await app.database.query<{ isExact: boolean }>(
        `SELECT j.run_at = e.ends_at AS "isExact" FROM graphile_worker.jobs j, entitlements e
          WHERE j.key = 'apply_entitlement-' || e.id AND e.id = $1`,
        [chain.id],
      );
      expect(job?.isExact).toBe(true);
    });

    it('that starts later has no user before', async () => {
      const chain = await at.give({
        startsAt: `now() + interval '1 hour'`,
        endsAt: `now() + interval '2 hours'`,
      });
      await app.idle();
      expect(at.user(chain.code)).toBeUndefined();
      await at.pass(chain, 61);
      await runPlannedJobs(app);
      expect(at.user(chain.code)).toBeDefined();
    });

    it('keeps its customer online when it is extended', async () => {
      const chain = await at.give();
      await app.idle();
      const mac = aMac();
      at.login(mac, chain.code);
      await runPlannedJobs(app);
      // Nearly all of it is used up, on both sides.
      await at.pass(chain, 59);
      at.clock.advance(59 * 60);
      await at.moveEnd(chain, 600);
      await at.plan(chain, 'extended');
      await app.idle();
      expect(at.router.hotspot.isOnline(mac)).toBe(true);
      at.clock.advance(30 * 60);
      expect(at.router.hotspot.isOnline(mac)).toBe(true);
    });

    it('keeps its customer online with what was bought next', async () => {
      const first = await at.give();
      await app.idle();
      const second = await at.give({
        after: first,
        startsAt: `now() + interval '1 hour'`,
        endsAt: `now() + interval '2 hours'`,
      });
      await app.idle();
      expect(at.user(first.code)).toMatchObject({ 'limit-uptime': '2h1m' });
      expect(at.router.hotspot.users.list()).toHaveLength(1);
      expect((await at.entitlement(second.id))?.deliveredAt).not.toBeNull();
      await at.pass(first, 90);
      await runPlannedJobs(app);
      expect(at.login(aMac(), first.code)).toEqual({ id: expect.any(String) });
    });

    it('ends at once when it is revoked', async () => {
      const chain = await at.give();
      await app.idle();
      const mac = aMac();
      at.login(mac, chain.code);
      await app.database.query(
        `UPDATE entitlements SET revoked_at = now(), revoke_reason = 'refunded' WHERE id = $1`,
        [chain.id],
      );
      await at.plan(chain, 'revoked');
      await app.idle();
      expect(at.user(chain.code)).toBeUndefined();
      expect(at.router.hotspot.isOnline(mac)).toBe(false);
    });

    it('ends when its data is used up, and goes on when there is more', async () => {
      const chain = await at.give({ dataCapMb: 1 });
      await app.idle();
      const mac = aMac();
      at.login(mac, chain.code);
      expect(at.router.hotspot.transfer(mac, 0, 900_000)).toBe(true);
      await runPlannedJobs(app);
      expect(at.router.hotspot.transfer(mac, 0, 100_000)).toBe(false);
      await app.database.query('UPDATE entitlements SET data_cap_mb = 50 WHERE id = $1', [
        chain.id,
      ]);
      await at.plan(chain, 'cap_changed');
      await app.idle();
      expect(at.login(mac, chain.code)).toEqual({ id: expect.any(String) });
    });
  });

  describe('devices', () => {
    it('are no more than were sold', async () => {
      const chain = await at.give();
      await app.idle();
      const [phone, tablet] = [aMac(), aMac()];
      at.login(phone, chain.code);
      expect(at.login(tablet, chain.code)).toEqual({
        error: `no more sessions are allowed for user ${chain.code}`,
      });
    });

    it('that would replace one too many are logged out', async () => {
      const chain = await at.give();
      await app.idle();
      for (let number = 0; number < 5; number += 1) {
        const mac = aMac();
        at.login(mac, chain.code);
        await runPlannedJobs(app);
        expect(at.router.hotspot.isOnline(mac)).toBe(number < 4);
        at.router.hotspot.disconnect(mac);
        await runPlannedJobs(app);
        await app.database.query(
          `UPDATE devices SET last_seen = now() - interval '1 hour' WHERE chain_id = $1`,
          [chain.chainId],
        );
      }
    });

    it('are logged out when they are removed, and when an operator wants it', async () => {
      const chain = await at.give({ deviceLimit: 2 });
      await app.idle();
      const [phone, tablet] = [aMac(), aMac()];
      at.login(phone, chain.code);
      at.login(tablet, chain.code);
      await runPlannedJobs(app);
      await app.database.query('DELETE FROM devices WHERE chain_id = $1 AND mac_address = $2', [
        chain.chainId,
        phone,
      ]);
      await at.plan(chain, 'device_removed');
      await app.idle();
      expect(at.router.hotspot.transfer(phone, 1, 1)).toBe(false);
      expect(at.router.hotspot.isOnline(tablet)).toBe(true);

      await app.database.query(
        `INSERT INTO entitlement_history (entitlement_id, user_id, event, source)
         VALUES ($1, $2, 'disconnect_requested', 'operator')`,
        [chain.id, at.shop.userId],
      );
      await at.plan(chain, 'disconnect');
      await app.idle();
      expect(at.router.hotspot.isOnline(tablet)).toBe(false);
      at.clock.advance(5);
      expect(at.login(tablet, chain.code)).toEqual({ id: expect.any(String) });
    });
  });

  describe('login tickets', () => {
    const issue = async (chain: EntitlementRow, mac: string): Promise<string> => {
      const { body } = await app
        .post(
          '/access/reconnect/',
          { router_id: at.shop.routerId, mac_address: mac, code: chain.code },
          at.shop.portal,
        )
        .expect(201);
      return String(body.login_ticket);
    };

    it('are known to the router when they are answered, and serve their device only', async () => {
      const chain = await at.give();
      await app.idle();
      const mac = aMac();
      const ticket = await issue(chain, mac);
      expect(at.user(ticket)).toMatchObject({
        comment: `lipafi:${chain.chainId}`,
        'mac-address': mac,
        profile: 'lipafi-2M-5M-1',
      });
      expect(at.login(aMac(), ticket)).toEqual({ error: expect.stringMatching(/not allowed/) });
      expect(at.login(mac, ticket)).toEqual({ id: expect.any(String) });
      await runPlannedJobs(app);
      expect(await at.sessionsOf(chain)).toMatchObject([{ macAddress: mac, stopCause: null }]);
      expect((await at.entitlement(chain.id))?.firstLoginAt).not.toBeNull();

      await at.pass(chain, 61);
      await runPlannedJobs(app);
      expect(at.user(ticket)).toBeUndefined();
      expect(at.router.hotspot.transfer(mac, 1, 1)).toBe(false);
    });

    it('go when nobody has used them in time, and stay where they were used', async () => {
      const chain = await at.give({ deviceLimit: 2 });
      await app.idle();
      const [phone, tablet] = [aMac(), aMac()];
      const [used, unused] = [await issue(chain, phone), await issue(chain, tablet)];
      at.login(phone, used);
      await runPlannedJobs(app);
      await app.database.query(
        `UPDATE login_tickets SET expires_at = now() - interval '1 second' WHERE chain_id = $1`,
        [chain.chainId],
      );
      await app.database.query('SELECT plan_router_delivery($1)', [at.shop.routerId]);
      await app.idle();
      expect(at.user(unused)).toBeUndefined();
      expect(at.user(used)).toBeDefined();
      expect(at.router.hotspot.isOnline(phone)).toBe(true);
    });

    it('are answered even if the router does not know them', async () => {
      const chain = await at.give();
      await app.idle();
      await at.router.goAway();
      const ticket = await issue(chain, aMac());
      expect(ticket).toMatch(/^lt-/);
      expect(at.user(ticket)).toBeUndefined();
    });
  });
});
