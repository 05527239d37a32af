import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPackage, aShop, type Shop } from '../support/shop.js';
import {
  accessMs,
  aPhone,
  eventsOf,
  initiate,
  rowsOfSales,
  paymentDetails,
} from '../support/selling.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;
const A_MINUTE = 60_000;
const AN_HOUR = 3_600_000;

describe('initiating a payment', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app, { price: '25.00', durationHours: 2 });
  });
  afterAll(() => app.stop());

  it('answers 201 with the whole payment and what IntaSend said', async () => {
    const answer = await initiate(app, shop, {
      phone_number: '0712 345 678',
      mac_address: 'aa:bb:cc:00:11:22',
      ip_address: '192.168.88.17',
    }).expect(201);

    const { payment, intasend } = answer.body;
    const [invoice] = app.simulator.control.invoices(`${String(payment.id)}-1`);
    expect(answer.body).toStrictEqual({
      message: 'STK push initiated successfully',
      access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
      payment: {
        access: null,
        id: expect.stringMatching(UUID),
        user: shop.userId,
        router: shop.routerId,
        package: shop.packageId,
        phone_number: '0712 345 678',
        amount: '25.00',
        currency: 'KES',
        payment_method: 'mpesa',
        payment_method_display: 'M-Pesa',
        payment_provider: 'instasend',
        status: 'processing',
        status_display: 'Processing',
        intasend_payment_id: intasend.payment_id,
        intasend_invoice_id: invoice?.invoiceId,
        intasend_state: 'PENDING',
        mpesa_reference: null,
        mac_address: 'AA:BB:CC:00:11:22',
        ip_address: '192.168.88.17',
        package_expiry_time: null,
        created_at: expect.stringMatching(INSTANT),
        updated_at: expect.stringMatching(INSTANT),
        completed_at: null,
        error_message: '',
        retry_count: 0,
        review_reason: null,
        is_successful: false,
        is_failed: false,
        is_pending: true,
        is_expired: false,
        is_active: false,
      },
      intasend: {
        payment_id: expect.stringMatching(UUID),
        invoice_id: invoice?.invoiceId,
        state: 'PENDING',
        message: 'STK push sent successfully',
      },
    });
  });

  it('prompts the phone for the price, under a reference made of the payment', async () => {
    const answer = await initiate(app, shop, { phone_number: '0722 333 444' }).expect(201);
    const { attempts } = await paymentDetails(app, shop, answer.body.payment.id);
    expect(attempts).toMatchObject([{ number: 1, channel: 'prompt', delivery: 'accepted' }]);
    expect(app.simulator.control.invoices(attempts[0].reference)).toMatchObject([
      {
        publishableKey: shop.publishableKey,
        phone: '254722333444',
        prompted: '25.00',
        currency: 'KES',
      },
    ]);
  });

  it('keeps the sale request and the answer of IntaSend in the history', async () => {
    const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    const { history } = await paymentDetails(app, shop, answer.body.payment.id);
    expect(history.slice(0, 2)).toMatchObject([
      { event: 'created', from: null, to: 'pending', source: 'request' },
      { event: 'accepted', from: 'pending', to: 'processing', source: 'provider' },
    ]);
  });

  it('takes the token of an operator in place of the public key', async () => {
    const saleRequest = shop.saleRequest({ phone_number: aPhone() });
    const answer = await app
      .post('/payments/intasend/initiate/', saleRequest, shop.token)
      .expect(201);
    expect(answer.body.payment.user).toBe(shop.userId);
  });

  it('serves the path without its trailing slash and below /api', async () => {
    for (const path of ['/payments/intasend/initiate', '/api/payments/intasend/initiate/']) {
      await app.post(path, shop.saleRequest({ phone_number: aPhone() }), shop.portal).expect(201);
    }
  });

  it('keeps what was sold when the package changes afterwards', async () => {
    const packageId = await aPackage(app, shop, shop.routerId, {
      price: '30.00',
      duration_hours: 3,
      download_speed_mbps: 7,
      upload_speed_mbps: 2,
    });
    const saleRequest = { package_id: packageId, amount: '30.00', phone_number: aPhone() };
    const answer = await initiate(app, shop, saleRequest).expect(201);
    await app.database.query(
      `UPDATE packages SET name = 'Dearer', price_minor = 99900, duration_hours = 1,
              download_speed_mbps = 1, upload_speed_mbps = 1 WHERE id = $1`,
      [packageId],
    );

    await app.simulator.control.advance(A_MINUTE);
    await app.idle();

    const paid = await paymentDetails(app, shop, answer.body.payment.id);
    expect(paid).toMatchObject({ status: 'completed', amount: '30.00' });
    expect(accessMs(paid)).toBe(3 * AN_HOUR);
    const [sold] = await app.database.query(
      `SELECT download_speed_mbps AS down, upload_speed_mbps AS up, package_name <> 'Dearer' AS "keepsName"
         FROM payments WHERE id = $1`,
      [paid.id],
    );
    expect(sold).toEqual({ down: 7, up: 2, keepsName: true });
  });

  it('keeps a refused amount as a failed payment that blocks nothing', async () => {
    const phone = aPhone();
    const before = await rowsOfSales(app);
    const refused = await initiate(app, shop, { phone_number: phone, amount: '24.99' }).expect(400);
    expect(refused.body).toStrictEqual({
      error: 'Amount must match package price: 25.00 KES',
      code: 'amount_mismatch',
      request_id: refused.headers['x-request-id'],
      payment_id: expect.stringMatching(UUID),
      access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(await rowsOfSales(app)).toEqual({
      payments: (before['payments'] ?? 0) + 1,
      attempts: (before['attempts'] ?? 0) + 1,
      history: (before['history'] ?? 0) + 1,
      slots: before['slots'],
    });

    const kept = await paymentDetails(app, shop, refused.body.payment_id);
    expect(kept).toMatchObject({
      status: 'failed',
      amount: '25.00',
      is_failed: true,
      error_message: 'Amount must match package price: 25.00 KES',
      intasend_invoice_id: '',
      attempts: [{ delivery: 'unsent' }],
      history: [{ evidence: { offered: '24.99', price: '25.00' } }],
    });
    expect(eventsOf(kept)).toEqual(['amount_refused']);
    expect(app.simulator.control.invoices(`${kept.id}-1`)).toEqual([]);
    await initiate(app, shop, { phone_number: phone }).expect(201);
  });

  it('reads a form as it reads JSON', async () => {
    const answer = await request(app.url)
      .post('/payments/intasend/initiate/')
      .set(shop.portal)
      .type('form')
      .send({
        router_id: String(shop.routerId),
        package_id: String(shop.packageId),
        phone_number: '+254 733 444 555',
        amount: '25',
        mac_address: 'AABBCC001122',
      })
      .expect(201);
    expect(answer.body.payment).toMatchObject({
      router: shop.routerId,
      package: shop.packageId,
      phone_number: '+254 733 444 555',
      amount: '25.00',
      mac_address: 'AA:BB:CC:00:11:22',
    });
  });
});
