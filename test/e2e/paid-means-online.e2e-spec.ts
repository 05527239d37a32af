import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type RadiusRouter } from 'router-simulator';
import { Pool } from 'pg';
import { aMac } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  describeWithFreeradius,
  startTestFreeradius,
  type TestFreeradius,
} from '../support/freeradius.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { createLink, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { startSimulatedRouter } from '../support/simulated-router.js';
import {
  aPromptOut,
  deliver,
  failedEvent,
  paidEvent,
  type PromptOut,
} from '../support/webhooks.js';

const HOURS = 2;

/** A session as accounting knows it. */
interface SessionRow {
  readonly mac: string;
  readonly isOpen: boolean;
  readonly cause: string | null;
  readonly up: string;
  readonly down: string;
}

describeWithFreeradius('a customer whose payment completed', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: TestApp;
  let shop: Shop;
  let freeradius: TestFreeradius;
  let router: RadiusRouter;
  let mac: string;
  let isAppStopped = false;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 2 });
    app = await startTestApp({ databaseUrl: database.url });
    shop = await aShop(app, { durationHours: HOURS });
    freeradius = await startTestFreeradius(database.url);
    router = await startSimulatedRouter(app.database, shop.routerId, freeradius, {
      address: '127.0.0.21',
    });
  });
  beforeEach(() => {
    mac = aMac();
  });
  afterAll(async () => {
    await router.stop();
    await freeradius.stop();
    if (!isAppStopped) await app.stop();
    await pool.end();
    await database.drop();
  });

  async function codeOf(paymentId: string): Promise<string | undefined> {
    const { rows } = await pool.query<{ code: string }>(
      'SELECT access_code AS code FROM entitlements WHERE payment_id = $1',
      [paymentId],
    );
    return rows[0]?.code;
  }

  async function sessionsOf(paymentId: string): Promise<SessionRow[]> {
    const { rows } = await pool.query<SessionRow>(
      `SELECT s.mac_address AS mac, s.stopped_at IS NULL AS "isOpen", s.stop_cause AS cause,
              s.octets_up AS up, s.octets_down AS down
         FROM accounting_sessions s JOIN entitlements e ON e.chain_id = s.chain_id
        WHERE e.payment_id = $1 ORDER BY s.started_at`,
      [paymentId],
    );
    return rows;
  }

  /** What the API says of the access of a payment. */
  async function accessOf(paymentId: string): Promise<unknown> {
    const { body } = await app.get(`/payments/${paymentId}/`, shop.token).expect(200);
    return body.access;
  }

  /** Lets what was bought end in two seconds. */
  async function letEndSoon(paymentId: string): Promise<void> {
    await pool.query(
      `UPDATE entitlements SET starts_at = now() - interval '1 hour', ends_at = now() + interval '2 s'
        WHERE payment_id = $1`,
      [paymentId],
    );
  }

  /** Logs in for the first time, and is online until the end of what was bought. */
  async function useToTheEnd(paymentId: string): Promise<void> {
    const user = (await codeOf(paymentId)) ?? '';
    const first = await router.login({ user, mac });
    expect(first).toMatchObject({ isAccepted: true, session: { rateLimit: '5M/10M' } });
    const seconds = first.isAccepted ? (first.session.secondsLeft ?? 0) : 0;
    expect(seconds).toBeLessThanOrEqual(HOURS * 3_600);
    expect(seconds).toBeGreaterThan(HOURS * 3_600 - 120);
    expect(await accessOf(paymentId)).toMatchObject({
      state: 'online',
      devices: [{ mac_address: mac, online: true }],
    });
    const { body } = await app.get('/access/sessions/?active=true', shop.token).expect(200);
    expect(body.results).toContainEqual(
      expect.objectContaining({ mac_address: mac, payment: paymentId, code: user }),
    );
    await router.logout(mac);
    expect(await accessOf(paymentId)).toMatchObject({ state: 'waiting' });

    // The device is known now, and needs no code.
    await letEndSoon(paymentId);
    const ended = router.sessionEnd(mac);
    expect(await router.login({ mac })).toMatchObject({ isAccepted: true });
    router.use(mac, 1_000, 5_000_000_000);
    expect(await ended).toMatchObject({ cause: 'Session-Timeout' });
    expect(await sessionsOf(paymentId)).toEqual([
      { mac, isOpen: false, cause: 'User-Request', up: '0', down: '0' },
      { mac, isOpen: false, cause: 'Session-Timeout', up: '1000', down: '5000000000' },
    ]);
    expect(await accessOf(paymentId)).toMatchObject({ state: 'ended', reason: 'expired' });
    for (const login of [{ mac }, { mac, user }]) {
      expect(await router.login(login)).toMatchObject({ isAccepted: false, reason: 'expired' });
    }
  }

  const pay = (sold: PromptOut): Promise<void> => deliver(app, paidEvent(sold, shop));

  const linkFor = async (): Promise<string> => {
    app.simulator.control.setWebhook(
      { url: `${app.url}/payments/webhook/`, challenge: null },
      shop.publishableKey,
    );
    const { body } = await createLink(app, shop).expect(201);
    const form = new URLSearchParams({ phone_number: '254733000001', action: 'pay' });
    await fetch(String(body.intasend.payment_url), { method: 'POST', body: form });
    await app.simulator.control.advance(60_000);
    await app.idle();
    return String(body.payment.id);
  };
  const withPrompt = async (complete: (sold: PromptOut) => Promise<unknown>): Promise<string> => {
    const sold = await aPromptOut(app, shop);
    expect(await codeOf(sold.id)).toBeUndefined();
    await complete(sold);
    return sold.id;
  };

  it.each<[string, () => Promise<string>]>([
    ['a prompt', () => withPrompt(pay)],
    [
      'a prompt that seemed to have failed',
      () =>
        withPrompt(async (sold) => {
          await deliver(app, failedEvent(sold, shop));
          const later = { updated_at: '2026-01-01T15:10:00+03:00' };
          await deliver(app, paidEvent(sold, shop, later));
        }),
    ],
    ['a link', linkFor],
    [
      'cash, as the operator says',
      () =>
        withPrompt((sold) =>
          app
            .post(`/payments/${sold.id}/mark-completed/`, { reason: 'Paid in cash' }, shop.token)
            .expect(200),
        ),
    ],
  ])('is online until the end of what was bought by %s', async (_way, complete) => {
    await useToTheEnd(await complete());
  });

  it('is known by the device that the sale named, without any code', async () => {
    expect(await router.login({ mac })).toMatchObject({ isAccepted: false, reason: 'unknown' });
    const { body } = await initiate(app, shop, { mac_address: mac }).expect(201);
    const id = String(body.payment.id);
    await pay({ id, reference: `${id}-1`, invoiceId: String(body.intasend.invoice_id) });
    expect(await router.login({ mac })).toMatchObject({ isAccepted: true });
  });

  // The last one, because it stops the server.
  it('logs in, and is offline on time, while no server of ours runs', async () => {
    const id = await withPrompt(pay);
    const user = (await codeOf(id)) ?? '';
    await app.stop();
    isAppStopped = true;
    await letEndSoon(id);
    const ended = router.sessionEnd(mac);
    expect(await router.login({ mac, user })).toMatchObject({ isAccepted: true });
    expect(await ended).toMatchObject({ cause: 'Session-Timeout' });
    expect(await sessionsOf(id)).toMatchObject([{ cause: 'Session-Timeout' }]);
    expect(await router.login({ mac })).toMatchObject({ isAccepted: false, reason: 'expired' });
  });
});
