import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  CREATE_LINK,
  INITIATE,
  isReplayOf,
  keysOf,
  paymentsOf,
  replayIn,
  sellUnder,
} from '../support/idempotency.js';
import { holdTable } from '../support/locks.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { startHoldingProxy, type HoldingProxy } from '../support/holding-proxy.js';

const STK_PUSH = '/payment/mpesa-stk-push/';
const IN_USE = {
  error: 'The first request with this Idempotency-Key is still running. Ask again in a moment.',
  code: 'idempotency_key_in_use',
};

describe('one Idempotency-Key on two servers over one database', () => {
  let database: TestDatabase;
  let app: TestApp;
  let twin: TestApp;
  let proxy: HoldingProxy;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    proxy = await startHoldingProxy(app.simulator.url);
    twin = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      // An answer is held back for as long as a test needs.
      settings: { INTASEND_SANDBOX_URL: proxy.url, INTASEND_TIMEOUT_MS: '60000' },
    });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await twin.stop();
    await proxy.stop();
    await app.stop();
    await database.drop();
  });

  const promptsOf = (phone: string): unknown[] =>
    app.simulator.control.invoices().filter((each) => each.phone === `254${phone.slice(1)}`);

  /** What a run that was cut off leaves behind, once its lease is over. */
  const cutOff = (): Promise<unknown> =>
    app.database.query(
      `UPDATE idempotency_keys SET answer = NULL, leased_until = now() WHERE user_id = $1`,
      [shop.userId],
    );

  /** Makes a link twice with one key; the second run takes over while the first is committing. */
  async function takeOver(key: string, phone: string): Promise<Response[]> {
    const saleRequest = { path: CREATE_LINK, phone_number: phone };
    const payments = await holdTable(database.url, 'payments');
    const first = sellUnder(app, shop, key, saleRequest).then((answer) => answer);
    await payments.awaited(1);
    await cutOff();
    const second = sellUnder(twin, shop, key, saleRequest).then((answer) => answer);
    await payments.awaited(2);
    await payments.release();
    return Promise.all([first, second]);
  }

  it.each([INITIATE, CREATE_LINK])(
    'at %s makes one payment of four requests at once',
    async (path) => {
      const [key, phone] = [newId(), aPhone()];
      const saleRequest = { path, phone_number: phone };
      const answers = await Promise.all(
        [app, twin, app, twin].map((server) => sellUnder(server, shop, key, saleRequest)),
      );
      for (const answer of answers) {
        expect([201, 409]).toContain(answer.status);
        if (answer.status === 409) expect(answer.body).toMatchObject(IN_USE);
      }
      const made = answers.filter(({ status }) => status === 201);
      expect(new Set(made.map(({ body }) => String(body.payment.id))).size).toBe(1);
      expect(made.filter(({ headers }) => !('idempotent-replayed' in headers))).toHaveLength(1);
      expect(await paymentsOf(app, phone)).toBe(1);
      expect(promptsOf(phone)).toHaveLength(path === INITIATE ? 1 : 0);

      const later = await sellUnder(twin, shop, key, saleRequest).expect(201);
      expect(later.body.payment.id).toBe(made[0]?.body.payment.id);
    },
  );

  it('is refused with 409 on both while its first request is running, and replayed after', async () => {
    const [key, phone] = [newId(), aPhone()];
    const held = proxy.hold(STK_PUSH);
    const running = sellUnder(twin, shop, key, { phone_number: phone }).then((answer) => answer);
    await held.arrived;
    for (const server of [app, twin]) {
      const answer = await sellUnder(server, shop, key, { phone_number: phone }).expect(409);
      expect(answer.body).toEqual({ ...IN_USE, request_id: answer.headers['x-request-id'] });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      const other = await sellUnder(server, shop, key, { phone_number: aPhone() });
      expect(other.status).toBe(422);
    }
    held.release();
    const first = await running;
    expect(first.status).toBe(201);
    const again = await sellUnder(app, shop, key, { phone_number: phone });
    expect(replayIn(again)).toEqual(isReplayOf(first));
    expect(promptsOf(phone)).toHaveLength(1);
  });

  it('leads to the payment of an execution that was interrupted after its commit', async () => {
    const [key, phone] = [newId(), aPhone()];
    const first = await sellUnder(app, shop, key, { phone_number: phone }).expect(201);
    await cutOff();
    const { status, body, headers } = await sellUnder(twin, shop, key, { phone_number: phone });
    expect({ status, body }).toEqual({
      status: 202,
      body: {
        message: 'STK push outcome unknown; check the payment status',
        payment: expect.objectContaining({ id: first.body.payment.id, phone_number: '' }),
        intasend: expect.objectContaining({ invoice_id: first.body.intasend.invoice_id }),
        payment_id: first.body.payment.id,
      },
    });
    expect(headers['idempotent-replayed']).toBe('true');
    expect(promptsOf(phone)).toHaveLength(1);
  });

  it('leads to the link of an execution that was interrupted after its commit', async () => {
    const [key, saleRequest] = [newId(), { path: CREATE_LINK, phone_number: aPhone() }];
    const first = await sellUnder(app, shop, key, saleRequest).expect(201);
    await cutOff();
    const { body } = await sellUnder(twin, shop, key, saleRequest).expect(202);
    expect(body).toMatchObject({
      message: 'Payment link outcome unknown; check the payment status',
      payment_id: first.body.payment.id,
    });
  });

  it('is free again when its execution was interrupted before its commit', async () => {
    const [key, phone] = [newId(), aPhone()];
    await sellUnder(app, shop, key, { phone_number: phone }).expect(201);
    await cutOff();
    await app.database.query('UPDATE idempotency_keys SET payment_id = NULL WHERE user_id = $1', [
      shop.userId,
    ]);
    const other = await sellUnder(app, shop, key, { phone_number: aPhone() }).expect(422);
    expect(other.body.code).toBe('idempotency_key_reused');
    const rerun = await sellUnder(app, shop, key, { phone_number: phone }).expect(200);
    expect(rerun.headers).not.toHaveProperty('idempotent-replayed');
    expect(rerun.body.message).toBe('STK push already sent');
  });

  it('prevents the commit of an execution that has lost it', async () => {
    const [key, phone] = [newId(), aPhone()];
    const [first, second] = await takeOver(key, phone);
    expect({ status: first?.status, code: first?.body.code }).toEqual({
      status: 409,
      code: 'idempotency_key_taken_over',
    });
    expect(second?.status).toBe(201);
    expect(await paymentsOf(app, phone)).toBe(1);
  });

  it('expires after 24 hours', async () => {
    const [key, phone] = [newId(), aPhone()];
    const [stays, goes] = [newId(), newId()];
    await sellUnder(app, shop, key, { path: CREATE_LINK, phone_number: phone }).expect(201);
    const [row] = await app.database.query<{ hours: number }>(
      `SELECT extract(epoch FROM max(expires_at) - now())::float / 3600 AS hours
         FROM idempotency_keys WHERE user_id = $1`,
      [shop.userId],
    );
    expect(row?.hours).toBeGreaterThan(23.9);
    expect(row?.hours).toBeLessThanOrEqual(24);

    const passADay = (): Promise<unknown> =>
      app.database.query(`UPDATE idempotency_keys SET expires_at = now() WHERE user_id = $1`, [
        shop.userId,
      ]);
    await passADay();
    const anew = await sellUnder(app, shop, key, { path: CREATE_LINK, phone_number: phone });
    expect(anew.status).toBe(201);
    expect(anew.headers).not.toHaveProperty('idempotent-replayed');
    expect(await paymentsOf(app, phone)).toBe(2);

    await sellUnder(app, shop, goes, { phone_number: aPhone() }).expect(201);
    await passADay();
    await sellUnder(app, shop, stays, { phone_number: aPhone() }).expect(201);
    await app.database.query(`SELECT graphile_worker.add_job('clean_up')`);
    await app.idle();
    expect(await keysOf(app, shop)).toBe(1);
  });
});
