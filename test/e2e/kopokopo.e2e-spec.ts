import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FaultName, signatureOf, type Simulator, startSimulator } from 'kopokopo-simulator';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { age, runPlannedJobs } from '../support/jobs.js';
import { kopoKopoKeys } from '../support/kopokopo-keys.js';
import { aPhone, paymentDetails } from '../support/selling.js';
import { anOperator, aPackage, aRouter, type Operator } from '../support/shop.js';
import { securityEvents, storedEvents } from '../support/webhooks.js';

const PRICE = '50.00';

describe('selling through Kopo Kopo', () => {
  let simulator: Simulator;
  let app: TestApp;
  let operator: Operator;
  let routerId: number;
  let packageId: number;

  beforeAll(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
    app = await startTestApp({ settings: { KOPOKOPO_SANDBOX_URL: simulator.url } });
  });
  afterAll(async () => {
    await app.stop();
    await simulator.stop();
  });
  beforeEach(async () => {
    simulator.control.clearFaults();
    operator = await anOperator(app);
    await app.post('/payments/credentials/', kopoKopoKeys(), operator.token).expect(201);
    routerId = await aRouter(app, operator);
    packageId = await aPackage(app, operator, routerId, { price: PRICE, duration_hours: 24 });
  });

  const initiate = (phone = aPhone()) =>
    app.post(
      '/payments/kopokopo/initiate/',
      { router_id: routerId, package_id: packageId, phone_number: phone, amount: PRICE },
      operator.portal,
    );
  const sell = async (): Promise<string> => {
    const { body } = await initiate().expect(201);
    return String(body.payment.id);
  };
  const details = (id: string) => paymentDetails(app, operator, id);
  const promptOf = (id: string) => {
    const [prompt] = simulator.control.payments(`${id}-1`);
    if (!prompt) throw new Error('Kopo Kopo was not asked to collect');
    return prompt;
  };
  /** Kopo Kopo posts to PUBLIC_URL, where nothing listens here: its webhook is handed over. */
  async function deliver(id: string, changed: (json: string) => string = (json) => json) {
    const { body, url } = simulator.control.deliveries().findLast((delivery) => {
      const { data } = delivery.body as { data?: { id: string } };
      return data?.id === promptOf(id).id;
    }) ?? { body: {}, url: '' };
    const json = JSON.stringify(body);
    const apiKey = promptOf(id).clientId.replace('sim_client_', 'sim_apikey_');
    await request(app.url)
      .post(new URL(url).pathname)
      .set({
        'Content-Type': 'application/json',
        'X-KopoKopo-Signature': signatureOf(json, apiKey),
      })
      .send(changed(json))
      .expect(200, { status: 'ok' });
    await app.idle();
  }

  it('prompts with the till, the reference and a phone with a plus, and settles by the callback', async () => {
    const id = await sell();
    expect(await details(id)).toMatchObject({ status: 'processing', payment_provider: 'kopokopo' });
    expect(promptOf(id)).toMatchObject({
      till: 'K123456',
      phone: expect.stringMatching(/^\+2547\d{8}$/),
      asked: '50.00',
    });
    simulator.control.complete(promptOf(id).id);
    await deliver(id);
    expect(await details(id)).toMatchObject({
      status: 'completed',
      mpesa_reference: promptOf(id).receipt,
    });
    expect((await storedEvents(app)).at(-1)).toMatchObject({ trust: 'authenticated' });
  });

  it('asks before it believes a callback whose bytes were changed', async () => {
    const id = await sell();
    simulator.control.complete(promptOf(id).id);
    await deliver(id, (json) => `${json} `);
    expect(securityEvents(app)).toContainEqual(
      expect.objectContaining({ event: 'webhook_refused', paymentId: id }),
    );
    await runPlannedJobs(app);
    expect((await details(id)).status).toBe('completed');
  });

  it('says in words for the customer why a payment failed', async () => {
    const id = await sell();
    simulator.control.fail(promptOf(id).id, 'The initiator information is invalid.');
    await runPlannedJobs(app);
    expect(await details(id)).toMatchObject({
      status: 'failed',
      error_message: 'The M-Pesa PIN was wrong.',
    });
  });

  it.each<[FaultName, string, number, string]>([
    ['validation_error', 'a refused request', 400, 'failed'],
    ['unauthorized', 'refused keys', 502, 'failed'],
    ['unavailable', 'an outage', 503, 'failed'],
    ['drop_after', 'a lost answer', 202, 'pending'],
    ['server_error', 'an error', 202, 'pending'],
    ['lost_location', 'a lost Location', 201, 'processing'],
  ])('after %s (%s) answers %i, and the payment is %s', async (fault, _what, status, then) => {
    simulator.control.addFault({ fault, endpoint: 'stk', times: 5 });
    const { body } = await initiate().expect(status);
    const id = String(body.payment?.id ?? body.payment_id);
    expect((await details(id)).status).toBe(then);
  });

  it('renews a token that has ended, and prompts once', async () => {
    await sell();
    simulator.control.endTokens();
    const id = await sell();
    expect(simulator.control.payments(`${id}-1`)).toHaveLength(1);
  });

  describe('a prompt whose Location was lost', () => {
    const sellUnheard = async (): Promise<string> => {
      simulator.control.addFault({ fault: 'lost_location', endpoint: 'stk' });
      return sell();
    };

    it('stays in process for a day, and is for review then', async () => {
      const id = await sellUnheard();
      await age(app, id, 23 * 60);
      await runPlannedJobs(app);
      expect(await details(id)).toMatchObject({ status: 'processing', review_reason: null });
      await age(app, id, 61);
      await runPlannedJobs(app);
      const expired = await details(id);
      expect(expired).toMatchObject({ status: 'failed', review_reason: 'cannot_verify' });
      expect(expired.history.at(-1)?.evidence).toMatchObject({ cannot_verify: 'no_lookup' });
    });

    it('is settled by its callback, which has the reference', async () => {
      const id = await sellUnheard();
      simulator.control.complete(promptOf(id).id);
      await deliver(id);
      expect((await details(id)).status).toBe('completed');
    });

    it('is asked about once a callback that nobody trusts has named it', async () => {
      const id = await sellUnheard();
      simulator.control.complete(promptOf(id).id);
      await deliver(id, (json) => `${json}\n`);
      await runPlannedJobs(app);
      expect((await details(id)).status).toBe('completed');
    });

    it('is paid after all when the callback comes after the day', async () => {
      const id = await sellUnheard();
      await age(app, id, 25 * 60);
      await runPlannedJobs(app);
      simulator.control.complete(promptOf(id).id);
      await deliver(id);
      expect(await details(id)).toMatchObject({ status: 'completed', review_reason: null });
    });
  });
});
