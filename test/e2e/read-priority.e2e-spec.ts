import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ProcessLoad } from '../../src/common/sales-bulkhead.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aFailedPrompt, retry } from '../support/retrying.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

/** Longer than reads are expected for after a read, in ms. */
const LONG_AFTER_A_READ_MS = 10_000;

/** A process that is always busy, whose time stands still, and which counts the writes that wait. */
class BusyProcess implements ProcessLoad {
  ms = LONG_AFTER_A_READ_MS;
  waits = 0;

  now(): number {
    return this.ms;
  }

  utilization(): number {
    return 1;
  }

  sleep(): Promise<void> {
    this.waits += 1;
    return Promise.resolve();
  }
}

describe('read priority in a busy process', () => {
  const load = new BusyProcess();
  let app: TestApp;
  let shop: Shop;
  let paymentId: string;

  beforeAll(async () => {
    app = await startTestApp({ processLoad: load });
    shop = await aShop(app);
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    paymentId = String(body.payment.id);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    load.ms += LONG_AFTER_A_READ_MS;
    load.waits = 0;
  });

  it.each<[string, () => PromiseLike<unknown>]>([
    ['a payment check', () => checkStatus(app, shop, paymentId).expect(200)],
    [
      'a package list',
      () => app.get(`/routers/${shop.routerId}/packages/`, shop.portal).expect(200),
    ],
    ['a payment list', () => app.get('/payments/', shop.token).expect(200)],
    ['payment details', () => app.get(`/payments/${paymentId}/`, shop.token).expect(200)],
  ])('makes the three writes of a sale wait their turn after %s', async (_, read) => {
    await read();
    expect(load.waits).toBe(0);
    await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    expect(load.waits).toBe(3);
  });

  it('makes the three writes of a retry wait their turn', async () => {
    const { id } = await aFailedPrompt(app, shop);
    load.waits = 0;
    await app.get('/payments/', shop.token).expect(200);
    await retry(app, shop, id).expect(201);
    expect(load.waits).toBe(3);
  });

  it('makes both writes of a sale at a wrong price wait, because it creates a payment', async () => {
    await app.get('/payments/', shop.token).expect(200);
    await initiate(app, shop, { phone_number: aPhone(), amount: '1.00' }).expect(400);
    expect(load.waits).toBe(2);
  });

  it('lets a sale write at once when nobody reads', async () => {
    await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    expect(load.waits).toBe(0);
  });
});
