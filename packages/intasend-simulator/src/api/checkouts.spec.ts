import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant } from '../testing/merchant.js';

describe('POST checkout/', () => {
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0, publicUrl: 'https://pay.example/' });
    shop = new Merchant(simulator.url);
  });

  afterEach(() => simulator.stop());

  it('answers to the publishable key in the body alone', async () => {
    const { status, body } = await shop.checkout({
      email: 'jane@example.com',
      first_name: 'Jane',
      country: 'KE',
      redirect_url: 'https://shop.example/done/',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      url: `https://pay.example/checkout/${body.id}/express/`,
      email: 'jane@example.com',
      first_name: 'Jane',
      last_name: null,
      country: 'KE',
      api_ref: 'order-1',
      amount: 50,
      currency: 'KES',
      paid: false,
      mobile_tarrif: 'BUSINESS-PAYS',
      card_tarrif: 'BUSINESS-PAYS',
      redirect_url: 'https://shop.example/done/',
    });
  });

  it('makes no invoice before someone pays', async () => {
    await shop.checkout();
    expect(simulator.control.invoices()).toEqual([]);
  });

  it('gives the amount as text in the documented dialect', async () => {
    simulator.control.behave({ dialect: '2021' });
    const { body } = await shop.checkout();
    expect(body['amount']).toBe('50.00');
    expect(body).not.toHaveProperty('paid');
  });

  it.each([
    [{ amount: 'much' }, 'amount'],
    [{ amount: -1 }, 'amount'],
    [{ currency: 'shilling' }, 'currency'],
    [{ country: 'Kenya' }, 'country'],
    [{ method: 'CASH' }, 'method'],
    [{ redirect_url: 'javascript:alert(1)' }, 'redirect_url'],
    [{ redirect_url: 'not an address' }, 'redirect_url'],
    [{ api_ref: 'x'.repeat(71) }, 'api_ref'],
  ])('refuses %p', async (fields, attr) => {
    const { status, body } = await shop.checkout(fields);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ attr }] });
  });

  describe('details', () => {
    const detailsOf = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
      shop.post('checkout/details/', body, headers);

    it('open with the signature, or with a key of the account', async () => {
      const { body: checkout } = await shop.checkout();
      const asked = { checkout_id: checkout.id };
      const signed = await detailsOf({ ...asked, signature: checkout.signature });
      const keyed = await detailsOf(asked, shop.bearer);

      expect(signed.body).toMatchObject({
        id: checkout.id,
        paid: false,
        defaults: { enable_mpesa_payment: true, default_currency: 'KES' },
      });
      expect(keyed.body).toEqual(signed.body);
    });

    it('stay shut to everyone else', async () => {
      const { body: checkout } = await shop.checkout();
      const other = new Merchant(simulator.url, 'other');
      const asked = { checkout_id: checkout.id };
      expect((await detailsOf(asked)).status).toBe(404);
      expect((await detailsOf(asked, other.bearer)).status).toBe(404);
      expect((await detailsOf({ ...asked, signature: 'a.b.c' })).status).toBe(404);
    });
  });
});

describe('POST payment/get_amount_estimate/', () => {
  it('answers JSON with a fee', async () => {
    const simulator = await startSimulator({ port: 0, speed: 0 });
    const shop = new Merchant(simulator.url);
    const { status, body } = await shop.post('payment/get_amount_estimate/', {
      public_key: shop.publishableKey,
      currency: 'KES',
      method: 'M-PESA',
      tarrif: 'BUSINESS-PAYS',
      amount: 100,
    });
    await simulator.stop();

    expect(status).toBe(200);
    expect(body).toMatchObject({ value: '100.00', charges: '3.00', net_amount: '97.00' });
  });
});
