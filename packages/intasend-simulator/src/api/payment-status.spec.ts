import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant, ORDINARY_PHONE } from '../testing/merchant.js';

const HOUR_MS = 3_600_000;

describe('POST payment/status/', () => {
  let simulator: Simulator;
  let shop: Merchant;
  let invoiceId: string;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
    shop = new Merchant(simulator.url);
    invoiceId = (await shop.push({ public_key: shop.publishableKey })).body.invoice.invoice_id;
  });

  afterEach(() => simulator.stop());

  it('answers the invoice and its meta', async () => {
    const { status, body } = await shop.post('payment/status/', { invoice_id: invoiceId });
    expect(status).toBe(200);
    expect(body).toEqual({
      invoice: expect.objectContaining({ invoice_id: invoiceId, state: 'PENDING', value: 50 }),
      meta: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        customer: expect.objectContaining({ phone_number: ORDINARY_PHONE }),
        payment_link: null,
        customer_comment: '',
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    });
  });

  it('follows the payment to its end', async () => {
    await simulator.control.advance(2_000);
    expect(await shop.status(invoiceId)).toMatchObject({ state: 'PROCESSING', charges: 0 });
    await simulator.control.advance(60_000);
    expect(await shop.status(invoiceId)).toMatchObject({
      state: 'COMPLETE',
      charges: 1.5,
      net_amount: '48.50',
      value: 50,
      clearing_status: 'AVAILABLE',
      mpesa_reference: expect.stringMatching(/^T[A-Z0-9]{9}$/),
    });
  });

  it('takes the publishable key in the body or in a header as well', async () => {
    const inBody = { invoice_id: invoiceId, public_key: shop.publishableKey };
    const inHeader = { 'X-IntaSend-Public-API-Key': shop.publishableKey };
    expect((await shop.post('payment/status/', inBody, {})).status).toBe(200);
    expect((await shop.post('payment/status/', { invoice_id: invoiceId }, inHeader)).status).toBe(
      200,
    );
  });

  it('demands some credential', async () => {
    expect((await shop.post('payment/status/', { invoice_id: invoiceId }, {})).status).toBe(401);
  });

  it('demands an invoice', async () => {
    const { status, body } = await shop.post('payment/status/', {});
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ attr: 'invoice_id', code: 'required' }] });
  });

  it("does not distinguish another account's invoice from none", async () => {
    const other = new Merchant(simulator.url, 'other');
    const foreign = await other.post('payment/status/', { invoice_id: invoiceId });
    const absent = await other.post('payment/status/', { invoice_id: 'AAAAAAA' });

    expect(foreign.status).toBe(404);
    expect(foreign.text).toBe(absent.text);
  });

  it('does not take the id of a checkout for an invoice', async () => {
    const { body } = await shop.checkout();
    expect((await shop.post('payment/status/', { invoice_id: body.id })).status).toBe(404);
  });

  describe('with the signature of a checkout', () => {
    let checkout: { id: string; signature: string; url: string };
    let tryId: string;
    const ask = (invoice: string, signature = checkout.signature, id = checkout.id) =>
      shop.post('payment/status/', { invoice_id: invoice, checkout_id: id, signature }, {});

    beforeEach(async () => {
      checkout = (await shop.checkout()).body;
      await fetch(checkout.url, {
        method: 'POST',
        body: new URLSearchParams({ phone_number: ORDINARY_PHONE, action: 'pay' }),
        redirect: 'manual',
      });
      tryId = simulator.control.invoices().at(-1)?.invoiceId ?? '';
    });

    it('answers for the invoices of that checkout only', async () => {
      expect((await ask(tryId)).body).toMatchObject({ invoice: { invoice_id: tryId } });
      expect((await ask(invoiceId)).status).toBe(404);
    });

    it('refuses a signature that belongs to another checkout or to none', async () => {
      const other = (await shop.checkout()).body;
      expect((await ask(tryId, other.signature)).status).toBe(401);
      expect((await ask(tryId, 'a.b.c')).status).toBe(401);
      expect((await ask(tryId, checkout.signature, other.id)).status).toBe(401);
    });

    it('refuses it after an hour, when a key still opens the invoice', async () => {
      await simulator.control.advance(HOUR_MS);
      expect((await ask(tryId)).body).toEqual({ detail: 'Signature has expired.' });
      expect((await shop.post('payment/status/', { invoice_id: tryId })).status).toBe(200);
    });
  });
});
