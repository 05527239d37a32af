import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { statementWaitsFor } from '../support/locks.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';
import { aPhone, initiate, paymentDetails } from '../support/selling.js';

const A_MINUTE = 60_000;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

describe('the details of a payment', () => {
  let database: TestDatabase;
  let app: TestApp;
  let shop: Shop;
  let id: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    shop = await aShop(app, { price: '50.00' });
    const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    id = String(answer.body.payment.id);
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
  });

  it('have the attempts', async () => {
    const { attempts, ...payment } = await paymentDetails(app, shop, id);
    expect(attempts).toStrictEqual([
      {
        number: 1,
        channel: 'prompt',
        delivery: 'accepted',
        reference: `${id}-1`,
        environment: 'sandbox',
        intasend_payment_id: payment.intasend_payment_id,
        intasend_invoice_id: payment.intasend_invoice_id,
        intasend_state: 'COMPLETE',
        mpesa_reference: payment.mpesa_reference,
        failed_reason: null,
        failed_code: null,
        created_at: expect.stringMatching(INSTANT),
      },
    ]);
  });

  it('have the history: event, statuses, source, evidence and time', async () => {
    const { history, ...payment } = await paymentDetails(app, shop, id);
    expect(history[0]).toStrictEqual({
      event: 'created',
      attempt: 1,
      from: null,
      to: 'pending',
      source: 'request',
      evidence: {},
      at: expect.stringMatching(INSTANT),
    });
    expect(history.at(-1)).toStrictEqual({
      event: 'completed',
      attempt: 1,
      from: 'processing',
      to: 'completed',
      source: 'webhook',
      evidence: {
        invoice_id: payment.intasend_invoice_id,
        state: 'COMPLETE',
        amount: '50.00',
        currency: 'KES',
        mpesa_reference: payment.mpesa_reference,
        failed_reason: null,
        failed_code: null,
        reported_at: expect.stringMatching(INSTANT),
      },
      at: expect.stringMatching(INSTANT),
    });
    const moments = history.map(({ at }: { at: string }) => Date.parse(at));
    expect(moments).toEqual([...moments].sort((a: number, b: number) => a - b));
  });

  it('are one snapshot, while the payment changes', async () => {
    const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    const sold = String(answer.body.payment.id);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    let reading: ReturnType<typeof paymentDetails>;
    try {
      await client.query('BEGIN; LOCK TABLE payment_attempts IN ACCESS EXCLUSIVE MODE');
      reading = paymentDetails(app, shop, sold);
      await statementWaitsFor(client);
      await client.query(`UPDATE payments SET status = 'failed' WHERE id = $1`, [sold]);
      await client.query(
        `INSERT INTO payment_history
           (payment_id, user_id, attempt, event, from_status, to_status, source, evidence)
         VALUES ($1, $2, 1, 'failed', 'processing', 'failed', 'check', '{}')`,
        [sold, shop.userId],
      );
      await client.query('COMMIT');
    } finally {
      // With it goes the lock, which everybody after a failure would wait for.
      await client.end();
    }
    const { status, history } = await reading;
    expect(status).toBe('failed');
    expect(history.at(-1)?.to).toBe(status);
  });

  it('contain no key, challenge or encrypted value', async () => {
    const text = JSON.stringify(await paymentDetails(app, shop, id));
    for (const secret of [shop.secretKey, shop.publishableKey, shop.challenge ?? 'none', 'gAAAA']) {
      expect(text).not.toContain(secret);
    }
  });

  it.each(['garbage', '1', '0190a6b2-7c1e-7000-8000-000000000000'])(
    'is not found under %s',
    async (other) => {
      const refused = await app.get(`/payments/${other}/`, shop.token).expect(404);
      expect(refused.body).toStrictEqual({
        error: 'Payment not found or access denied',
        code: 'payment_not_found',
        request_id: refused.headers['x-request-id'],
      });
    },
  );

  it('are not found by another operator', async () => {
    const stranger = await anOperator(app);
    const refused = await app.get(`/payments/${id}/`, stranger.token).expect(404);
    expect(refused.body.error).toBe('Payment not found or access denied');
  });

  it('need a token, and so does the list; a public key is refused', async () => {
    for (const path of ['/payments/', `/payments/${id}/`]) {
      for (const headers of [{}, shop.portal, { 'Public-Key': shop.publicKey }]) {
        const refused = await app.get(path, headers).expect(401);
        expect(refused.body.code).toBe('token_required');
        expect(refused.headers['www-authenticate']).toBe('Bearer realm="lipafi"');
      }
      const refused = await app.get(path, { Authorization: 'Bearer made.up.token' }).expect(401);
      expect(refused.body.code).toBe('token_invalid');
    }
  });
});
