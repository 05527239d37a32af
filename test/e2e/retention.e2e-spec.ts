import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aPhone, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, paidEvent, WEBHOOK_PATH } from '../support/webhooks.js';

describe('records that are old', () => {
  let database: TestDatabase;
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({
      databaseUrl: database.url,
      settings: { WEBHOOK_BODY_DAYS: '10', WEBHOOK_DAYS: '20' },
    });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
  });

  const cleanUp = async (on: TestApp = app): Promise<void> => {
    await app.database.query(`SELECT graphile_worker.add_job('clean_up')`);
    await on.idle();
  };

  /** A webhook that was processed and came so many days ago; gives its invoice. */
  async function webhook(daysAgo: number, outcome = 'settled'): Promise<string> {
    const sold = await aPromptOut(app, shop);
    await app
      .post(WEBHOOK_PATH, { ...paidEvent(sold, shop), challenge: shop.challenge })
      .expect(200);
    await app.idle();
    await app.database.query(
      `UPDATE webhook_events SET outcome = $3, received_at = now() - $2 * interval '1 day'
        WHERE invoice_id = $1`,
      [sold.invoiceId, daysAgo, outcome],
    );
    return sold.invoiceId;
  }

  /** What is left of a webhook: its body, nothing of it, or not even that it came. */
  async function leftOf(invoiceId: string): Promise<'all' | 'its coming' | 'nothing'> {
    const [row] = await app.database.query<{ body: object }>(
      'SELECT body FROM webhook_events WHERE invoice_id = $1',
      [invoiceId],
    );
    if (!row) return 'nothing';
    return Object.keys(row.body).length > 0 ? 'all' : 'its coming';
  }

  it('are webhooks: first the body, then the row', async () => {
    const ages = [9, 11, 19, 21];
    const invoices: string[] = [];
    for (const age of ages) invoices.push(await webhook(age));
    await cleanUp();
    expect(await Promise.all(invoices.map(leftOf))).toEqual([
      'all',
      'its coming',
      'its coming',
      'nothing',
    ]);
  });

  it('are left alone while they wait to be processed', async () => {
    const invoice = await webhook(15, 'stored');
    await cleanUp();
    expect(await leftOf(invoice)).toBe('all');
  });

  it('are not processed again when their body was deleted', async () => {
    const invoice = await webhook(15);
    await cleanUp();
    const [event] = await app.database.query<{ id: string }>(
      'SELECT id FROM webhook_events WHERE invoice_id = $1',
      [invoice],
    );
    await app.post(`/payments/webhook-events/${event?.id ?? ''}/replay/`, {}, shop.token);
    await app.idle();
    const [after] = await app.database.query<{ outcome: string }>(
      'SELECT outcome FROM webhook_events WHERE invoice_id = $1',
      [invoice],
    );
    expect(after?.outcome).toBe('settled');
  });

  it('are never payments and their histories', async () => {
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    const { id } = body.payment as { id: string };
    await app.idle();
    await app.database.query(
      `UPDATE payments SET created_at = created_at - interval '20 years' WHERE id = $1`,
      [id],
    );
    const before = await paymentDetails(app, shop, id);
    await cleanUp();
    expect(await paymentDetails(app, shop, id)).toEqual(before);
  });

  it('are logins at routers, after 30 days', async () => {
    await app.database.query(
      `INSERT INTO login_attempts (user_id, router_id, mac_address, username, outcome, created_at)
       SELECT $1, $2, '', age::text, 'accept', now() - age * interval '1 day'
         FROM unnest(ARRAY[31, 29]) AS age`,
      [shop.userId, shop.routerId],
    );
    await cleanUp();
    expect(await app.database.query('SELECT username FROM login_attempts')).toEqual([
      { username: '29' },
    ]);
  });

  it('are counters of unknown logins', async () => {
    await app.database.query(
      `INSERT INTO radius.unknown_logins (router_id, mac_address, window_start)
       SELECT $1, age::text, now() - age * interval '1 day' FROM unnest(ARRAY[2, 0]) AS age`,
      [shop.routerId],
    );
    await cleanUp();
    expect(await app.database.query('SELECT mac_address FROM radius.unknown_logins')).toEqual([
      { mac_address: '0' },
    ]);
  });

  it('are kept for ever where nothing else is set', async () => {
    const patient = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      settings: { WEBHOOK_BODY_DAYS: '0', WEBHOOK_DAYS: '0' },
    });
    try {
      const invoice = await webhook(3000);
      await cleanUp(patient);
      expect(await leftOf(invoice)).toBe('all');
    } finally {
      await patient.stop();
    }
  });
});
