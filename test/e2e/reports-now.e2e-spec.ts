import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type BodyOf } from '../../src/common/openapi/response.js';
import { type NowResponse } from '../../src/reports/now.response.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aHeardShop, type ReportedSession } from '../support/heard-router.js';
import { addRouter, changeRouter } from '../support/router-rows.js';
import { anUnmatchedReceipt } from '../support/receipts.js';
import { insertReported, type ReportedPayment } from '../support/reported-payments.js';
import { anOperator, aShop, type Operator, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

type Now = BodyOf<typeof NowResponse>;

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe('what is going on now', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  const now = async ({ token }: Pick<Operator, 'token'>): Promise<Now> =>
    (await app.get('/reports/now/', token).expect(200)).body as Now;
  const kindsOf = ({ to_do }: Now): readonly string[] => to_do.map(({ kind }) => kind);

  /** Sales that the provider has completed with the keys of a shop, by an invoice. */
  async function insertPaid(shop: Shop, minutes: readonly number[]): Promise<readonly string[]> {
    const ids = await insertReported(
      app,
      shop,
      minutes.map((at): ReportedPayment => ({
        ...{ createdAt: ago(at), completedAt: ago(at), status: 'completed', amount: 5000 },
      })),
    );
    await app.database.query(
      `UPDATE payments SET paid_invoice_id = 'INV-' || id WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
    await app.database.query(
      `UPDATE payment_attempts SET credential_id = $2 WHERE payment_id = ANY ($1::uuid[])`,
      [ids, shop.credentialId],
    );
    return ids;
  }

  it('leads a new operator from router to package to keys', async () => {
    const operator = await anOperator(app);
    const nothing = { count: 1, since: null, router: null, credential: null };
    expect(await now(operator)).toEqual({
      as_of: expect.stringMatching(/Z$/),
      online: 0,
      waiting: 0,
      last_sales: [],
      to_do: [
        { kind: 'no_router', ...nothing },
        { kind: 'no_credentials', ...nothing },
      ],
    });
    const { body: router } = await addRouter(app, operator, { name: 'Stall' });
    const named = { ...nothing, router: { id: router.id as number, name: 'Stall' } };
    expect((await now(operator)).to_do[0]).toEqual({ kind: 'no_package', ...named });
    await addRouter(app, operator);
    expect((await now(operator)).to_do[0]).toEqual({ kind: 'no_package', ...nothing, count: 2 });
    expect((await now(await aShop(app))).to_do).toEqual([]);
  });

  it('has the last ten sales, the newest first, and how many payments are open', async () => {
    const shop = await aShop(app);
    const [oldest] = await insertPaid(shop, [30, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11]);
    await aPromptOut(app, shop);
    const sold = await aPromptOut(app, shop, { phone_number: '0733000000' });
    await deliver(app, paidEvent(sold, shop));
    const { last_sales: sales, waiting } = await now(shop);
    expect(waiting).toBe(1);
    expect(sales).toHaveLength(10);
    expect(sales[0]).toMatchObject({
      id: sold.id,
      status: 'completed',
      amount: shop.price,
      phone_number: '+254733000000',
      router: { id: shop.routerId, name: 'Cafe' },
    });
    const times = sales.map(({ completed_at }) => completed_at ?? '');
    expect(times).toEqual(times.toSorted().toReversed());
    expect(sales.map(({ id }) => id)).not.toContain(oldest);
  });

  it('counts reviews and unmatched money, since the oldest', async () => {
    const shop = await aShop(app);
    const review = { status: 'failed', completedAt: null, amount: 5000, review: 'amount_mismatch' };
    const oldest = ago(600);
    await insertReported(app, shop, [
      { ...review, status: 'failed', createdAt: ago(60) },
      { ...review, status: 'failed', createdAt: oldest },
    ]);
    await anUnmatchedReceipt(app, shop);
    expect((await now(shop)).to_do).toMatchObject([
      { kind: 'review', count: 2, since: oldest, router: null, credential: null },
      { kind: 'unmatched_receipts', count: 1, since: expect.stringMatching(/Z$/) },
    ]);
  });

  describe('of a router', () => {
    /** What the checklist of the router says about the same. */
    const silentSince = async ({ routerId, token }: Shop): Promise<unknown> =>
      (await app.get(`/routers/${routerId}/checklist/`, token).expect(200)).body.silent_since;

    it('says that it is silent with a device online, and since when', async () => {
      for (const cause of [null, 'stale']) {
        const shop = await aHeardShop(app, 10, { cause, minutesAgo: 10 });
        const { to_do, online } = await now(shop);
        expect(online).toBe(cause === null ? 1 : 0);
        expect(to_do).toMatchObject([
          { kind: 'router_silent', count: 1, router: { id: shop.routerId, name: 'Cafe' } },
        ]);
        expect(Date.parse(to_do[0]?.since ?? '')).toBeLessThan(Date.now() - 9 * 60_000);
        expect(await silentSince(shop)).toBe(to_do[0]?.since);
      }
    });

    it.each<[string, number | null, ReportedSession | null]>([
      ['was never heard', null, null],
      ['is heard', 1, { cause: null, minutesAgo: 1 }],
      ['has nobody online', 600, null],
      ['was heard after its last device was gone', 30, { cause: 'stale', minutesAgo: 60 }],
      ['has reported the end of its last session', 30, { cause: 'User-Request', minutesAgo: 30 }],
    ])('does not call it silent when it %s', async (_what, heard, session) => {
      const shop = await aHeardShop(app, heard, session);
      expect((await now(shop)).to_do).toEqual([]);
      expect(await silentSince(shop)).toBeNull();
    });

    it('says that its REST API does not answer', async () => {
      const shop = await aShop(app);
      await changeRouter(app, shop, shop.routerId, { access_method: 'routeros_api' });
      const away = (minutes: number | null): Promise<unknown> =>
        app.database.query(`UPDATE routers SET unreachable_since = $2 WHERE id = $1`, [
          shop.routerId,
          minutes === null ? null : ago(minutes),
        ]);
      await away(1);
      expect((await now(shop)).to_do).toEqual([]);
      await away(60);
      expect(kindsOf(await now(shop))).toEqual(['router_silent']);
      await request(app.url).delete(`/routers/${shop.routerId}/`).set(shop.token);
      expect(kindsOf(await now(shop))).not.toContain('router_silent');
    });
  });

  describe('of keys', () => {
    it('says that a sale was refused because of them, until one is taken or they change', async () => {
      const shop = await aShop(app);
      expect(kindsOf(await now(shop))).toEqual([]);
      app.simulator.control.refuseKey(shop.secretKey);
      await app.post('/payments/intasend/initiate/', shop.saleRequest(), shop.portal).expect(502);
      const { to_do } = await now(shop);
      expect(to_do).toMatchObject([
        { kind: 'keys_failing', credential: { id: shop.credentialId, provider: 'instasend' } },
      ]);
      app.simulator.control.acceptKey(shop.secretKey);
      await aPromptOut(app, shop, { phone_number: '0733000001' });
      expect(kindsOf(await now(shop))).toEqual([]);
    });

    it('says that the provider refused them when they were verified', async () => {
      const shop = await aShop(app);
      const path = `/payments/credentials/${shop.credentialId}/`;
      app.simulator.control.refuseKey(shop.secretKey);
      await app.post(`${path}verify/`, {}, shop.token).expect(200);
      expect(kindsOf(await now(shop))).toEqual(['keys_failing']);
      app.simulator.control.acceptKey(shop.secretKey);
      const key = { private_key: 'ISSecretKey_test_another' };
      await app.post(`${path}update-private-key/`, key, shop.token).expect(200);
      expect(kindsOf(await now(shop))).toEqual([]);
    });
  });

  describe('of webhooks', () => {
    it('says that none told of the sales of the last day', async () => {
      const shop = await aShop(app);
      await insertPaid(shop, [2000, 1]);
      expect(kindsOf(await now(shop))).toEqual([]);
      await insertPaid(shop, [10, 20]);
      const credential = { id: shop.credentialId, provider: 'instasend' };
      expect((await now(shop)).to_do).toMatchObject([
        { kind: 'webhook_silent', count: 2, credential },
      ]);
      await request(app.url)
        .patch(`/payments/credentials/${shop.credentialId}/`)
        .set(shop.token)
        .send({ is_active: false })
        .expect(200);
      expect(kindsOf(await now(shop))).toEqual(['no_credentials']);
    });

    it('is content with one of them', async () => {
      const shop = await aShop(app);
      await insertPaid(shop, [10, 20, 30]);
      const sold = await aPromptOut(app, shop);
      await deliver(app, paidEvent(sold, shop));
      await app.database.query(
        `UPDATE payments SET completed_at = now() - interval '5 minutes' WHERE id = $1`,
        [sold.id],
      );
      expect(kindsOf(await now(shop))).toEqual([]);
    });
  });

  it('is 304 as long as nothing changes, and of one operator', async () => {
    const shop = await aShop(app);
    const stranger = await aShop(app);
    const first = await app.get('/reports/now/', shop.token).expect(200);
    const asked = { ...shop.token, 'If-None-Match': String(first.headers['etag']) };
    await app.get('/reports/now/', asked).expect(304);
    await insertPaid(stranger, [1]);
    await app.get('/reports/now/', asked).expect(304);
    await insertPaid(shop, [1]);
    await app.get('/reports/now/', asked).expect(200);
  });
});
