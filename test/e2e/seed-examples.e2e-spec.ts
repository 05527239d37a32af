import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, type Shop } from '../support/shop.js';

const A_MINUTE = 60_000;

describe('the examples that existing clients were written from', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app, { price: '50.00' });
  });
  afterAll(() => app.stop());

  const body = (overrides: object = {}): object => ({
    router_id: shop.routerId,
    package_id: shop.packageId,
    phone_number: '0712345678',
    amount: '50.00',
    mac_address: 'AA:BB:CC:DD:EE:FF',
    ip_address: '192.168.1.100',
    ...overrides,
  });

  it('prompt, and read message and both ids', async () => {
    const { body: result } = await app
      .post('/payments/intasend/initiate/', body({ payment_method: 'mpesa' }), shop.token)
      .expect(201);
    expect(result).toMatchObject({
      message: 'STK push initiated successfully',
      payment: {
        user: shop.userId,
        router: shop.routerId,
        package: shop.packageId,
        payment_method: 'mpesa',
        payment_provider: 'instasend',
        status: 'processing',
        intasend_state: 'PENDING',
        mac_address: 'AA:BB:CC:DD:EE:FF',
        ip_address: '192.168.1.100',
      },
      intasend: { state: 'PENDING', message: 'STK push sent successfully' },
    });
    expect(result.intasend.payment_id).toBe(result.payment.intasend_payment_id);
    expect(result.intasend.invoice_id).toMatch(/^[A-Z0-9]{7}$/);
  });

  it('check, and read the status and the state of IntaSend', async () => {
    const started = await app.post(
      '/payments/intasend/initiate/',
      body({ phone_number: '254712345679' }),
      shop.portal,
    );
    const check = `/payments/intasend/${String(started.body.payment.id)}/check-status/`;
    const waiting = await app.post(check, {}, shop.token).expect(200);
    expect(waiting.body).toMatchObject({
      message: 'Payment status checked successfully',
      payment: { status: 'processing' },
      intasend_status: { state: 'PENDING' },
      details: { amount: '50.00', currency: 'KES', provider: 'M-PESA' },
    });
    await app.simulator.control.advance(A_MINUTE);
    const paid = await app.post(check, {}, shop.token).expect(200);
    expect(paid.body).toMatchObject({
      message: 'Payment completed successfully!',
      status: 'completed',
      state: 'COMPLETE',
      payment: { intasend_state: 'COMPLETE' },
      intasend_status: { state: 'COMPLETE' },
    });
  });

  it('make a link, and read where to pay', async () => {
    const { body: result } = await app
      .post('/payments/intasend/create-link/', body(), shop.token)
      .expect(201);
    expect(result).toMatchObject({
      message: 'Payment link created successfully',
      payment: { status: 'pending', intasend_state: 'PENDING' },
      intasend: { state: 'PENDING', invoice_id: result.payment.intasend_invoice_id },
    });
    expect(result.intasend.payment_url).toContain('/express/');
  });

  it('read the error and the payment of a wrong amount', async () => {
    const { body: result } = await app
      .post('/payments/intasend/initiate/', body({ amount: '25.00' }), shop.token)
      .expect(400);
    expect(result.error).toBe('Amount must match package price: 50.00 KES');
    expect(result.payment_id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
