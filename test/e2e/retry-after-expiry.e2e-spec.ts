import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { age, runPlannedJobs } from '../support/jobs.js';
import { aPhone, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const A_MINUTE = 60_000;

describe('a payment that expires although its customer has paid', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    app.simulator.control.setWebhook(null, shop.publishableKey);
  });
  afterAll(() => app.stop());
  afterEach(() => {
    app.simulator.control.clearFaults();
  });

  const sell = async (): Promise<string> => {
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    return String(body.payment.id);
  };
  const retry = (id: string) => app.post(`/payments/intasend/${id}/retry/`, {}, shop.portal);
  const prompts = (id: string): number =>
    app.simulator.control.invoices().filter(({ apiRef }) => apiRef.startsWith(id)).length;

  /** A paid payment that has failed, because nobody answered the last question. */
  async function expiredUnseen(): Promise<string> {
    const id = await sell();
    await app.simulator.control.advance(A_MINUTE);
    await age(app, id, 16);
    app.simulator.control.addFault({ fault: 'unavailable', endpoint: 'status', times: 100 });
    await runPlannedJobs(app);
    expect((await paymentDetails(app, shop, id)).status).toBe('failed');
    return id;
  }

  it('is asked about again before it expires, despite the back-off of the provider', async () => {
    const id = await sell();
    app.simulator.control.addFault({
      ...{ fault: 'too_many_requests', endpoint: 'status', times: 1, retryAfterSeconds: 3_600 },
    });
    await runPlannedJobs(app);
    await app.simulator.control.advance(A_MINUTE);
    await age(app, id, 16);
    await runPlannedJobs(app);
    expect((await paymentDetails(app, shop, id)).status).toBe('completed');
  });

  it('is not prompted for again: the provider is asked first', async () => {
    const id = await expiredUnseen();
    app.simulator.control.clearFaults();
    const { body } = await retry(id).expect(409);
    expect(body).toMatchObject({ code: 'payment_not_failed', payment_id: id });
    expect((await paymentDetails(app, shop, id)).status).toBe('completed');
    expect(prompts(id)).toBe(1);
  });

  it('is not prompted for again while the provider gives no answer', async () => {
    const id = await expiredUnseen();
    const { body, headers } = await retry(id).expect(503);
    expect(body).toMatchObject({ code: 'provider_unreachable', payment_id: id });
    expect(headers['retry-after']).toMatch(/^\d+$/);
    expect(prompts(id)).toBe(1);
  });

  it('can be retried when the provider reports that it was not paid', async () => {
    const { body } = await initiate(app, shop, { phone_number: '0700000112' }).expect(201);
    const id = String(body.payment.id);
    await age(app, id, 16);
    await runPlannedJobs(app);
    await retry(id).expect(201);
  });
});
