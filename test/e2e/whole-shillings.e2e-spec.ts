import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { retry } from '../support/retrying.js';
import { createLink, initiate, rowsOfSales, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const NO_CENTS = {
  code: 'price_has_cents',
  error:
    'M-Pesa takes whole shillings only, and this package costs 250.50 KES. Please ask the seller ' +
    'for a payment link.',
};

describe('a package that costs cents, as older ones do', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    shop = { ...(await aShop(app)), price: '250.50' };
    await app.database.query('UPDATE packages SET price_minor = 25050 WHERE id = $1', [
      shop.packageId,
    ]);
  });

  const changed = (method: 'put' | 'patch', body: object): Test =>
    request(app.url)[method](`/routers/packages/${shop.packageId}/`).set(shop.token).send(body);
  const whole = (): Record<string, unknown> => ({
    name: 'Older',
    router: shop.routerId,
    package_type: 'hourly',
    duration_hours: 24,
    price: '250.50',
    download_speed_mbps: 10,
    upload_speed_mbps: 5,
  });

  it.each(['250.50', '251.00', '250.00'])(
    'prompts nobody when %s is offered, says why, and leaves nothing behind',
    async (amount) => {
      const before = await rowsOfSales(app);
      const refused = await initiate(app, shop, { amount }).expect(400);
      expect(refused.body).toStrictEqual({
        ...NO_CENTS,
        request_id: refused.headers['x-request-id'],
      });
      expect(await rowsOfSales(app)).toEqual(before);
      expect(app.simulator.control.invoices()).toEqual([]);
    },
  );

  it('is sold by link at its price', async () => {
    const { body } = await createLink(app, shop, { amount: '250.50' }).expect(201);
    expect(body.payment).toMatchObject({ status: 'pending', amount: '250.50' });
  });

  it('is not prompted for again either, once its link has failed', async () => {
    const { body } = await createLink(app, shop, { amount: '250.50' }).expect(201);
    const id = String(body.payment.id);
    await app
      .post(`/payments/${id}/mark-failed/`, { reason: 'Wants a prompt' }, shop.token)
      .expect(200);
    const refused = await retry(app, shop, id).expect(400);
    expect(refused.body).toStrictEqual({
      ...NO_CENTS,
      request_id: refused.headers['x-request-id'],
      payment_id: id,
    });
    expect(await paymentDetails(app, shop, id)).toMatchObject({ status: 'failed', retry_count: 0 });
  });

  it('is changed in everything else, keeps its price, and can be given a whole one', async () => {
    const renamed = await changed('patch', { name: 'Renamed' }).expect(200);
    expect(renamed.body).toMatchObject({ name: 'Renamed', price: '250.50' });
    const replaced = await changed('put', whole()).expect(400);
    expect(replaced.body.fields).toEqual({
      price: ['price must be in whole shillings: M-Pesa takes no cents'],
    });
    const mended = await changed('put', { ...whole(), price: '251' }).expect(200);
    expect(mended.body.price).toBe('251.00');
    await initiate(app, shop, { amount: '251' }).expect(201);
  });
});
