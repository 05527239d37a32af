import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

type Line = Readonly<Record<string, unknown>>;

describe('the log lines about a payment', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const lines = (wanted: Line): Line[] =>
    app.logs
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => Object.entries(wanted).every(([name, value]) => line[name] === value));

  it('names it on the lines of its requests, which name no address', async () => {
    const { body } = await initiate(app, shop).set('X-Request-Id', 'sale-1').expect(201);
    const paymentId = String(body.payment.id);
    await checkStatus(app, shop, paymentId).set('X-Request-Id', 'check-1').expect(200);
    await app.get(`/payments/${paymentId}/`, shop.token).set('X-Request-Id', 'read-1').expect(200);
    for (const [requestId, route] of [
      ['sale-1', '/payments/intasend/initiate'],
      ['check-1', '/payments/intasend/:id/check-status'],
      ['read-1', '/payments/:id'],
    ]) {
      expect(lines({ requestId, msg: 'request' })).toEqual([
        expect.objectContaining({ route, paymentId, operatorId: shop.userId }),
      ]);
    }
    expect(lines({ requestId: 'sale-1', msg: 'payment settled' })).toMatchObject([{ paymentId }]);
  });

  it('leads from its request to its jobs', async () => {
    app.simulator.control.setWebhook(null, shop.publishableKey);
    app.simulator.control.addOutcome({ outcome: 'never_finishes', phone: '711999001' });
    const { body } = await initiate(app, shop, { phone_number: '0711999001' })
      .set('X-Request-Id', 'sale-2')
      .expect(201);
    const { invoice_id: invoice } = body.intasend as { readonly invoice_id: string };
    app.simulator.control.complete(invoice);
    await runPlannedJobs(app);
    const settled = lines({ paymentId: body.payment.id, msg: 'payment settled', to: 'completed' });
    expect(settled).toMatchObject([
      { requestId: 'sale-2', task: 'follow_payment', jobId: expect.any(String) },
    ]);
  });

  it('connects a webhook with its effects', async () => {
    const sold = await aPromptOut(app, shop);
    await app
      .post('/payments/webhook/', paidEvent(sold, shop), { 'X-Request-Id': 'webhook-1' })
      .expect(200);
    await app.idle();
    expect(lines({ requestId: 'webhook-1', msg: 'request' })).toMatchObject([
      { paymentId: sold.id },
    ]);
    expect(lines({ requestId: 'webhook-1', msg: 'payment settled' })).toMatchObject([
      { paymentId: sold.id, task: 'process_webhook' },
    ]);
  });

  it('names it where a webhook was not trusted', async () => {
    const sold = await aPromptOut(app, shop);
    await deliver(app, paidEvent(sold, shop, { challenge: 'a guess' }));
    expect(lines({ security: true, paymentId: sold.id })).toHaveLength(1);
  });

  it('names it where the provider could not be reached, and shows no phone number', async () => {
    app.simulator.control.addFault({ fault: 'unavailable', endpoint: 'stk', times: 9 });
    const phone = aPhone();
    const { body } = await initiate(app, shop, { phone_number: phone }).expect(503);
    app.simulator.control.clearFaults();
    const warned = lines({ requestId: body.request_id, level: 'warn' });
    expect(warned).toMatchObject([{ paymentId: body.payment_id }]);
    const all = app.logs.join('');
    for (const number of [phone, `254${phone.slice(1)}`, '0712345678', '254712345678']) {
      expect(all).not.toContain(number);
    }
  });
});
