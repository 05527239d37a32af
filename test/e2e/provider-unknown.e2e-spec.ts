import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Test } from 'supertest';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { type FaultScript } from 'intasend-simulator';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPhone,
  checkStatus,
  createLink,
  eventsOf,
  initiate,
  paymentDetails,
} from '../support/selling.js';

const A_MINUTE = 60_000;

/** Room for several tries, so that what is not sent again is not for want of time. */
const PATIENT = { INTASEND_TIMEOUT_MS: '5000' };
/** For calls that are never answered: they take all the time that there is. */
const IMPATIENT = { INTASEND_TIMEOUT_MS: '1500' };

/** IntaSend has taken the call, and its answer does not tell. */
const TAKEN: readonly (readonly [string, FaultScript])[] = [
  ['no answer in time', { fault: 'hang_after' }],
  ['a cut connection', { fault: 'drop_after' }],
  ['a 500', { fault: 'server_error_after' }],
  ['a 502 as a page', { fault: 'unavailable', status: 502, accepted: true }],
  ['a redirect', { fault: 'unavailable', status: 302, accepted: true }],
  ['a page with status 200', { fault: 'not_json' }],
  ['a page with status 201', { fault: 'not_json', status: 201 }],
  ['an empty body with status 200', { fault: 'empty', status: 200, accepted: true }],
  ['JSON that names nothing', { fault: 'detail_error', status: 200, accepted: true }],
];

/** The same from the outside, but nothing has been done. */
const NOT_TAKEN: readonly (readonly [string, FaultScript])[] = [
  ['no answer in time', { fault: 'hang' }],
  ['a cut connection', { fault: 'drop' }],
  ['a 500', { fault: 'server_error' }],
];

describe('a call with an unknown outcome', () => {
  let database: TestDatabase;
  let app: TestApp;
  let impatient: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = { ENCRYPTION_KEY: KeyRing.generateKey() };
    const databaseUrl = database.url;
    app = await startTestApp({ databaseUrl, settings: { ...settings, ...PATIENT } });
    impatient = await startTestApp({
      databaseUrl,
      simulator: app.simulator,
      settings: { ...settings, ...IMPATIENT },
    });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await impatient.stop();
    await app.stop();
    await database.drop();
  });
  beforeEach(() => {
    app.simulator.control.setWebhook(null, shop.publishableKey);
  });

  /** Sells to a phone while IntaSend is at fault. */
  function initiateInto(fault: FaultScript, phone: string): Test {
    app.simulator.control.addFault(fault);
    const server = fault.fault.startsWith('hang') ? impatient : app;
    return initiate(server, shop, { phone_number: phone });
  }

  const invoicesOf = (paymentId: unknown): { invoiceId: string }[] =>
    app.simulator.control.invoices(`${String(paymentId)}-1`);

  it.each(TAKEN)(
    'leaves the payment pending after %s, sends nothing again, and a check finds the prompt',
    async (_, fault) => {
      const phone = aPhone();
      const answer = await initiateInto(fault, phone).expect(202);
      const { payment } = answer.body;
      expect(answer.body).toStrictEqual({
        message: 'STK push outcome unknown; check the payment status',
        access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
        payment: expect.objectContaining({
          status: 'pending',
          is_pending: true,
          phone_number: phone,
          intasend_invoice_id: '',
          intasend_state: '',
          error_message: '',
        }),
        intasend: { payment_id: '', invoice_id: '', state: 'PENDING' },
        payment_id: payment.id,
      });
      const told = await paymentDetails(app, shop, payment.id);
      expect(eventsOf(told)).toEqual(['created', 'outcome_unknown']);
      expect(told.attempts).toMatchObject([{ delivery: 'unknown' }]);

      const again = await initiate(app, shop, { phone_number: phone }).expect(200);
      expect(again.body.payment.id).toBe(payment.id);
      const [invoice, ...others] = invoicesOf(payment.id);
      expect(others).toEqual([]);

      const checked = await checkStatus(app, shop, payment.id).expect(200);
      expect(checked.body).toMatchObject({
        status: 'processing',
        payment: { intasend_invoice_id: invoice?.invoiceId },
      });
      await app.simulator.control.advance(A_MINUTE);
      const paid = await checkStatus(app, shop, payment.id).expect(200);
      expect(paid.body.status).toBe('completed');
      expect(invoicesOf(payment.id)).toHaveLength(1);
    },
  );

  it.each(NOT_TAKEN)(
    'leaves the payment pending after %s, though nothing was done, until somebody knows',
    async (_, fault) => {
      const answer = await initiateInto(fault, aPhone()).expect(202);
      const { payment } = answer.body;
      expect(payment.status).toBe('pending');

      const checked = await checkStatus(app, shop, payment.id).expect(200);
      expect(checked.body).toMatchObject({ status: 'pending', state: 'PENDING' });
      expect(checked.body).not.toHaveProperty('stale');
      expect(invoicesOf(payment.id)).toEqual([]);
    },
  );

  it('is cleared up by the webhook of the prompt', async () => {
    const { publishableKey, challenge } = shop;
    const url = `${app.url}/payments/webhook/`;
    app.simulator.control.setWebhook({ url, challenge }, publishableKey);
    app.simulator.control.addFault({ fault: 'drop_after' });
    const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(202);
    const { payment } = answer.body;

    await app.simulator.control.advance(A_MINUTE);
    await app.idle();

    const paid = await paymentDetails(app, shop, payment.id);
    const [invoice] = invoicesOf(payment.id);
    expect(paid).toMatchObject({
      status: 'completed',
      intasend_invoice_id: invoice?.invoiceId,
      is_active: true,
    });
    expect(paid.history.at(-1)).toMatchObject({ source: 'webhook', event: 'completed' });
    expect(invoicesOf(payment.id)).toHaveLength(1);
  });

  it('is the same for a link: 202, and the payment is pending', async () => {
    app.simulator.control.addFault({ fault: 'drop_after', endpoint: 'checkout' });
    const answer = await createLink(app, shop, { phone_number: aPhone() }).expect(202);
    const { payment } = answer.body;
    expect(answer.body).toStrictEqual({
      message: 'Payment link outcome unknown; check the payment status',
      access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
      payment: expect.objectContaining({ status: 'pending', intasend_invoice_id: '' }),
      intasend: { payment_id: '', invoice_id: '', state: 'PENDING' },
      payment_id: payment.id,
    });
    const checked = await checkStatus(app, shop, payment.id).expect(200);
    expect(checked.body).toMatchObject({ status: 'pending', state: 'PENDING' });
  });
});
