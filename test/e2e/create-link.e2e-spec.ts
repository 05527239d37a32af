import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPhone,
  createLink,
  eventsOf,
  initiate,
  rowsOfSales,
  paymentDetails,
} from '../support/selling.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NOBODYS = 2_000_000_000;

describe('creating a payment link', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app, { price: '50.00' });
  });
  afterAll(() => app.stop());

  it('answers 201 with a pending payment and where to pay', async () => {
    const answer = await createLink(app, shop, {
      mac_address: 'aabb.ccdd.eeff',
      ip_address: '10.0.0.9',
    }).expect(201);
    const checkout = String(answer.body.intasend.invoice_id);
    expect(answer.body).toStrictEqual({
      message: 'Payment link created successfully',
      access_claim: expect.stringMatching(/^[0-9a-f]{32}$/),
      payment: {
        access: null,
        id: expect.stringMatching(UUID),
        user: shop.userId,
        router: shop.routerId,
        package: shop.packageId,
        phone_number: '0712345678',
        amount: '50.00',
        currency: 'KES',
        payment_method: 'mpesa',
        payment_method_display: 'M-Pesa',
        payment_provider: 'instasend',
        status: 'pending',
        status_display: 'Pending',
        intasend_payment_id: checkout,
        intasend_invoice_id: checkout,
        intasend_state: 'PENDING',
        mpesa_reference: null,
        mac_address: 'AA:BB:CC:DD:EE:FF',
        ip_address: '10.0.0.9',
        package_expiry_time: null,
        created_at: expect.any(String),
        updated_at: expect.any(String),
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
        payment_url: `${app.simulator.url}/checkout/${checkout}/express/`,
        invoice_id: expect.stringMatching(UUID),
        state: 'PENDING',
      },
    });
  });

  it('makes no invoice and prompts nobody until someone starts to pay', async () => {
    const answer = await createLink(app, shop, { phone_number: aPhone() }).expect(201);
    const told = await paymentDetails(app, shop, answer.body.payment.id);
    expect(eventsOf(told)).toEqual(['created', 'accepted']);
    expect(told.attempts).toMatchObject([
      { channel: 'link', delivery: 'accepted', intasend_invoice_id: null },
    ]);
    expect(app.simulator.control.invoices(told.attempts[0].reference)).toEqual([]);
  });

  it.each([
    ['Kenya', '0712345678'],
    ['Kenya', '+254 112 345 678'],
    ['Uganda', '+256 772 123 456'],
    ['Uganda', '256772123456'],
    ['Tanzania', '+255 754 123 456'],
    ['Rwanda', '+250 788 123 456'],
  ])('takes a mobile number of %s: %s', async (_, phone) => {
    const answer = await createLink(app, shop, { phone_number: phone }).expect(201);
    expect(answer.body.payment.phone_number).toBe(phone);
  });

  it('takes a Ugandan number that a prompt cannot reach', async () => {
    const saleRequest = { phone_number: '+256772123456' };
    await initiate(app, shop, saleRequest).expect(400);
    await createLink(app, shop, saleRequest).expect(201);
  });

  it.each([
    ['mpesa', 'M-Pesa'],
    ['card', 'Card'],
    ['bank', 'Bank'],
  ])('takes the payment method %s', async (method, display) => {
    const answer = await createLink(app, shop, { payment_method: method }).expect(201);
    expect(answer.body.payment).toMatchObject({
      payment_method: method,
      payment_method_display: display,
    });
  });

  it('makes a new link each time: nobody is charged by a second one', async () => {
    const phone = aPhone();
    const first = await createLink(app, shop, { phone_number: phone }).expect(201);
    const second = await createLink(app, shop, { phone_number: phone }).expect(201);
    expect(second.body.payment.id).not.toBe(first.body.payment.id);
    expect(second.body.intasend.payment_url).not.toBe(first.body.intasend.payment_url);
  });

  it('does not stand in the way of a prompt for the same customer', async () => {
    const phone = aPhone();
    await createLink(app, shop, { phone_number: phone }).expect(201);
    await initiate(app, shop, { phone_number: phone }).expect(201);
  });

  it.each([
    [
      'a field is missing',
      { amount: undefined },
      400,
      'router_id, package_id, phone_number, and amount are required',
    ],
    [
      'the phone is none of East Africa',
      { phone_number: '+14155552671' },
      400,
      'Invalid phone number format',
    ],
    ['the phone is none', { phone_number: '12345' }, 400, 'Invalid phone number format'],
    ['the router is not there', { router_id: NOBODYS }, 404, 'Router not found or access denied'],
    [
      'the package is not there',
      { package_id: NOBODYS },
      400,
      'Package not found or not active for this router',
    ],
  ])('refuses when %s, and leaves nothing behind', async (_, saleRequest, status, error) => {
    const before = await rowsOfSales(app);
    const refused = await createLink(app, shop, saleRequest).expect(status);
    expect(refused.body.error).toBe(error);
    expect(refused.body).not.toHaveProperty('payment_id');
    expect(await rowsOfSales(app)).toEqual(before);
  });

  it('keeps another amount than the price as a failed payment', async () => {
    const refused = await createLink(app, shop, { amount: 49 }).expect(400);
    expect(refused.body).toMatchObject({
      error: 'Amount must match package price: 50.00 KES',
      code: 'amount_mismatch',
    });
    const kept = await paymentDetails(app, shop, refused.body.payment_id);
    expect(kept).toMatchObject({
      status: 'failed',
      attempts: [{ channel: 'link', delivery: 'unsent' }],
    });
  });

  it('needs a public key or a token', async () => {
    const refused = await app
      .post('/payments/intasend/create-link/', shop.saleRequest())
      .expect(401);
    expect(refused.body.error).toBe(
      'Public API key is required. Please include your public API key in the X-Public-Key header.',
    );
    await app.post('/payments/intasend/create-link/', shop.saleRequest(), shop.token).expect(201);
  });
});
