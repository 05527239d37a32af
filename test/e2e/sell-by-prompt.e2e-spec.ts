import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { accessMs, eventsOf, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const A_MINUTE = 60_000;

describe('selling a package by a prompt', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app, { price: '50.00', durationHours: 24 });
  });
  afterAll(() => app.stop());

  it('completes the payment by webhook and gives it an expiry', async () => {
    const started = await app
      .post('/payments/intasend/initiate/', shop.saleRequest(), shop.portal)
      .expect(201);
    expect(started.body.message).toBe('STK push initiated successfully');
    expect(started.body.payment).toMatchObject({ status: 'processing', amount: '50.00' });

    await app.simulator.control.advance(A_MINUTE);
    await app.idle();

    const sold = await paymentDetails(app, shop, started.body.payment.id);
    expect(sold).toMatchObject({ status: 'completed', is_active: true });
    expect(accessMs(sold)).toBe(24 * 3_600_000);
    // Webhooks are worked on side by side: the success may overtake the progress.
    const steps = eventsOf(sold).filter((event) => event !== 'in_progress');
    expect(steps).toEqual(['created', 'accepted', 'completed']);
  });

  it('completes the payment by a status check when no webhook comes', async () => {
    app.simulator.control.setWebhook(null, shop.publishableKey);
    const started = await app
      .post(
        '/payments/intasend/initiate/',
        shop.saleRequest({ phone_number: '0722333444' }),
        shop.portal,
      )
      .expect(201);
    const check = `/payments/intasend/${started.body.payment.id}/check-status/`;
    const waiting = await app.post(check, {}, shop.portal).expect(200);
    expect(waiting.body).toMatchObject({ status: 'processing', details: { amount: '50.00' } });

    await app.simulator.control.advance(A_MINUTE);
    const paid = await app.post(check, {}, shop.portal).expect(200);
    expect(paid.body).toMatchObject({ status: 'completed', state: 'COMPLETE' });
  });
});
