import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { aMac } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  describeWithFreeradius,
  startTestFreeradius,
  type TestFreeradius,
} from '../support/freeradius.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RadiusClient } from 'router-simulator';
import { initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, paidEvent, type PromptOut, WEBHOOK_PATH } from '../support/webhooks.js';

const ADDRESS = '127.0.0.21';

describeWithFreeradius('a customer whose payment completed', () => {
  let database: TestDatabase;
  let app: TestApp;
  let shop: Shop;
  let freeradius: TestFreeradius;
  let router: RadiusClient;
  let mac: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    shop = await aShop(app, { durationHours: 2 });
    freeradius = await startTestFreeradius(database.url);
    const secret = randomHex(16);
    await app.database.query(
      `WITH router AS (
         UPDATE routers SET access_method = 'radius', nas_address = $2 WHERE id = $1)
       INSERT INTO radius.nas (router_id, secret) VALUES ($1, $3)`,
      [shop.routerId, ADDRESS, secret],
    );
    router = await RadiusClient.open(ADDRESS, freeradius.ports, secret);
  });
  beforeEach(() => {
    mac = aMac();
  });
  afterAll(async () => {
    router.close();
    await freeradius.stop();
    await app.stop();
    await database.drop();
  });

  async function codeOf(paymentId: string): Promise<string> {
    const [row] = await app.database.query<{ code: string }>(
      'SELECT access_code AS code FROM entitlements WHERE payment_id = $1',
      [paymentId],
    );
    return row?.code ?? '';
  }

  async function pay(sold: PromptOut): Promise<void> {
    await app.post(WEBHOOK_PATH, paidEvent(sold, shop)).expect(200);
    await app.idle();
  }

  it('logs in with the code as soon as the webhook is processed, for the time that was bought', async () => {
    const sold = await aPromptOut(app, shop);
    expect(await codeOf(sold.id)).toBe('');
    await pay(sold);
    const answer = await router.login({ user: await codeOf(sold.id), mac, method: 'chap' });
    expect(answer?.code).toBe('Access-Accept');
    const seconds = Number(answer?.attributes['Session-Timeout']);
    expect(seconds).toBeLessThanOrEqual(2 * 3600);
    expect(seconds).toBeGreaterThan(2 * 3600 - 60);
  });

  it('is known by the device that the sale named, without any code', async () => {
    expect(await router.login({ user: mac, mac })).toMatchObject({ code: 'Access-Reject' });
    const { body } = await initiate(app, shop, { mac_address: mac }).expect(201);
    const id = String(body.payment.id);
    const invoiceId = String(body.intasend.invoice_id);
    await pay({ id, reference: `${id}-1`, invoiceId });
    expect(await router.login({ user: mac, mac })).toMatchObject({ code: 'Access-Accept' });
  });
});
