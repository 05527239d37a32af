import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type FaultScript } from 'intasend-simulator';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPhone, createLink, eventsOf, initiate, paymentDetails } from '../support/selling.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const A_MINUTE = 60_000;

describe('the response of IntaSend to a call', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());
  afterEach(() => {
    const { control } = app.simulator;
    expect(control.faults()).toEqual([]);
    control.behave({ stkStatus: 200, dialect: '2025' });
  });

  const REFUSALS: readonly (readonly [string, FaultScript, string])[] = [
    ['errors by field', { fault: 'validation_error' }, 'phone_number: Enter a valid phone number.'],
    [
      'an error about no field',
      { fault: 'server_error', status: 400, detail: 'Not today.' },
      'Not today.',
    ],
    ['a detail', { fault: 'detail_error' }, 'Enter a valid phone number.'],
    ['messages by field', { fault: 'field_errors' }, 'phone_number: Enter a valid phone number.'],
    ['an empty body', { fault: 'empty' }, 'HTTP 400'],
    ['a page', { fault: 'not_json', status: 404, accepted: false }, 'HTTP 404'],
  ];

  it.each(REFUSALS)(
    'is a refusal in the shape of %s: 400 with the reason',
    async (_, fault, reason) => {
      for (const [sell, what] of [
        [initiate, 'initiate STK push'],
        [createLink, 'create payment link'],
      ] as const) {
        app.simulator.control.addFault(fault);
        const refused = await sell(app, shop, { phone_number: aPhone() }).expect(400);
        expect(refused.body).toStrictEqual({
          error: `Failed to ${what}: ${reason}`,
          code: 'provider_refused',
          request_id: refused.headers['x-request-id'],
          payment_id: expect.stringMatching(UUID),
          access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
        });

        const kept = await paymentDetails(app, shop, refused.body.payment_id);
        expect(kept).toMatchObject({
          status: 'failed',
          error_message: reason,
          attempts: [{ delivery: 'refused', intasend_invoice_id: null }],
        });
        expect(eventsOf(kept)).toEqual(['created', 'refused']);
      }
    },
  );

  it('is a refusal by IntaSend’s own rules, in whatever shape it has', async () => {
    const dear = await aShop(app, { price: '150001.00' });
    for (const [errorShape, reason] of [
      ['A', 'amount: Ensure this value is less than or equal to 150000.00.'],
      ['B', 'Ensure this value is less than or equal to 150000.00.'],
      ['C', 'amount: Ensure this value is less than or equal to 150000.00.'],
    ] as const) {
      app.simulator.control.behave({ errorShape });
      const refused = await initiate(app, dear).expect(400);
      expect(refused.body.error).toBe(`Failed to initiate STK push: ${reason}`);
    }
    app.simulator.control.behave({ errorShape: 'A' });
  });

  it.each([['unauthorized'], ['not_eligible']] as const)(
    'is a refusal of the keys (%s): 502',
    async (fault) => {
      for (const sell of [initiate, createLink]) {
        app.simulator.control.addFault({ fault });
        const refused = await sell(app, shop, { phone_number: aPhone() }).expect(502);
        expect(refused.body).toStrictEqual({
          error: 'IntaSend refused the API credentials. Check the keys and their environment.',
          code: 'intasend_credentials_refused',
          request_id: refused.headers['x-request-id'],
          payment_id: expect.stringMatching(UUID),
          access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
        });
        const kept = await paymentDetails(app, shop, refused.body.payment_id);
        expect(kept).toMatchObject({ status: 'failed', attempts: [{ delivery: 'refused' }] });
      }
    },
  );

  it('is a refusal of keys that are of the other environment', async () => {
    const mistaken = await aShop(app);
    await app.database.query(
      `UPDATE credentials SET api_key = replace(api_key, '_test_', '_live_') WHERE id = $1`,
      [mistaken.credentialId],
    );
    const refused = await initiate(app, mistaken).expect(502);
    expect(refused.body.code).toBe('intasend_credentials_refused');
  });

  it.each([[200], [201]] as const)('is an acceptance with the status %p', async (stkStatus) => {
    app.simulator.control.behave({ stkStatus });
    const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    expect(answer.body.payment).toMatchObject({ status: 'processing', intasend_state: 'PENDING' });
  });

  it('is an acceptance with money as text and ids twice, as in 2021', async () => {
    app.simulator.control.behave({ dialect: '2021' });
    app.simulator.control.setWebhook(null, shop.publishableKey);
    const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    const { payment } = answer.body;
    expect(payment.status).toBe('processing');

    await app.simulator.control.advance(A_MINUTE);
    const path = `/payments/intasend/${String(payment.id)}/check-status/`;
    const checked = await app.post(path, {}, shop.portal).expect(200);
    expect(checked.body).toMatchObject({ status: 'completed', payment: { amount: '50.00' } });
  });

  it('never shows a private key, in an answer or in a log line', () => {
    expect(app.logs.length).toBeGreaterThan(20);
    expect(app.logs.filter((line) => line.includes(shop.secretKey))).toEqual([]);
    expect(app.logs.filter((line) => /Bearer [\w-]/.test(line))).toEqual([]);
  });
});
