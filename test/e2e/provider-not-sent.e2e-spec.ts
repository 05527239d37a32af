import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPhone, createLink, eventsOf, initiate, paymentDetails } from '../support/selling.js';

/** Long enough for several tries; the last one begins while 2.5 s of it are left. */
const ROOM_FOR_RETRIES = { INTASEND_TIMEOUT_MS: '5000' };
const MANY = 100;

const UNREACHABLE =
  'IntaSend cannot be reached at the moment. Nothing was charged. Please try again shortly.';

describe('a call that surely did not get to IntaSend', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp({ settings: ROOM_FOR_RETRIES });
    shop = await aShop(app);
  });
  afterAll(() => app.stop());
  afterEach(() => {
    app.simulator.control.clearFaults();
  });

  /** How often the only scripted fault has struck. */
  const strikes = (): number => MANY - (app.simulator.control.faults()[0]?.left ?? 0);

  it.each([['unavailable'], ['too_many_requests'], ['edge_blocked']] as const)(
    'is repeated (%s), and prompts once when it gets through',
    async (fault) => {
      app.simulator.control.addFault({ fault });
      const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
      expect(app.simulator.control.faults()).toEqual([]);
      const { payment } = answer.body;
      expect(app.simulator.control.invoices(`${String(payment.id)}-1`)).toHaveLength(1);
      expect(eventsOf(await paymentDetails(app, shop, payment.id))).toEqual([
        'created',
        'accepted',
      ]);
    },
  );

  it.each([
    ['unavailable', initiate],
    ['too_many_requests', createLink],
  ] as const)(
    'is given up after several tries (%s): 503, and the payment has failed',
    async (fault, sell) => {
      app.simulator.control.addFault({ fault, times: MANY });
      const refused = await sell(app, shop, { phone_number: aPhone() }).expect(503);
      expect(strikes()).toBeGreaterThan(1);
      expect(refused.body).toStrictEqual({
        error: UNREACHABLE,
        code: 'provider_unreachable',
        request_id: refused.headers['x-request-id'],
        payment_id: expect.any(String),
        access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/);

      const kept = await paymentDetails(app, shop, refused.body.payment_id);
      expect(kept).toMatchObject({
        status: 'failed',
        error_message: 'The payment service could not be reached. Please try again.',
        attempts: [{ delivery: 'not_sent', intasend_invoice_id: null }],
      });
      expect(eventsOf(kept)).toEqual(['created', 'not_sent']);
      expect(app.simulator.control.invoices(kept.attempts[0].reference)).toEqual([]);
    },
  );

  it('passes on the waiting time of IntaSend instead of waiting', async () => {
    app.simulator.control.addFault({
      fault: 'too_many_requests',
      retryAfterSeconds: 42,
      times: MANY,
    });
    const refused = await initiate(app, shop, { phone_number: aPhone() }).expect(503);
    expect(refused.headers['retry-after']).toBe('42');
    expect(strikes()).toBe(1);
  });

  it('leaves the customer free to try again at once', async () => {
    const phone = aPhone();
    app.simulator.control.addFault({ fault: 'too_many_requests', retryAfterSeconds: 1 });
    const refused = await initiate(app, shop, { phone_number: phone }).expect(503);
    const again = await initiate(app, shop, { phone_number: phone }).expect(201);
    expect(again.body.payment.id).not.toBe(refused.body.payment_id);
    expect(app.simulator.control.invoices(`${String(again.body.payment.id)}-1`)).toHaveLength(1);
  });

  it('is one to a host where nothing listens', async () => {
    const lonely = await startTestApp({
      simulator: app.simulator,
      // Nothing listens on port 1, which only root could take.
      settings: { INTASEND_SANDBOX_URL: 'http://127.0.0.1:1' },
    });
    try {
      const lonelyShop = await aShop(lonely);
      for (const sell of [initiate, createLink]) {
        const refused = await sell(lonely, lonelyShop).expect(503);
        expect(refused.body).toMatchObject({ error: UNREACHABLE, code: 'provider_unreachable' });
        const kept = await paymentDetails(lonely, lonelyShop, refused.body.payment_id);
        expect(kept).toMatchObject({ status: 'failed', attempts: [{ delivery: 'not_sent' }] });
      }
    } finally {
      await lonely.stop();
    }
  });
});
