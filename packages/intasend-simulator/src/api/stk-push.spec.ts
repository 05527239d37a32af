import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant, ORDINARY_PHONE } from '../testing/merchant.js';

describe('POST payment/mpesa-stk-push/', () => {
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
    shop = new Merchant(simulator.url);
  });

  afterEach(() => simulator.stop());

  it('answers the nested shape of 2025 with its mixture of numbers and strings', async () => {
    const { status, headers, body } = await shop.push({ name: 'Jane Doe', email: 'j@example.com' });

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(body.invoice).toEqual({
      invoice_id: expect.stringMatching(/^[A-Z0-9]{7}$/),
      state: 'PENDING',
      provider: 'M-PESA',
      charges: 0,
      net_amount: '50.00',
      currency: 'KES',
      value: 50,
      account: ORDINARY_PHONE,
      api_ref: 'order-1',
      mpesa_reference: null,
      host: '127.0.0.1',
      card_info: { bin_country: null, card_type: null },
      retry_count: 0,
      failed_reason: null,
      failed_code: null,
      failed_code_link: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+03:00$/),
      updated_at: expect.stringMatching(/\.\d{6}\+03:00$/),
    });
    expect(body.customer).toMatchObject({
      customer_id: expect.stringMatching(/^[A-Z0-9]{7}$/),
      phone_number: ORDINARY_PHONE,
      email: 'j@example.com',
      first_name: 'Jane',
      last_name: 'Doe',
      provider: 'M-PESA',
    });
    expect(body).toMatchObject({ payment_link: null, customer_comment: null, refundable: false });
    expect(body.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.id).not.toBe(body.invoice.invoice_id);
  });

  it('answers with or without the slash at the end', async () => {
    const fields = { phone_number: ORDINARY_PHONE, amount: 1 };
    expect((await shop.post('payment/mpesa-stk-push', fields)).status).toBe(200);
  });

  it('makes a new invoice for every call, as nothing detects duplicates', async () => {
    const first = await shop.push();
    const second = await shop.push();

    expect(second.body.invoice.invoice_id).not.toBe(first.body.invoice.invoice_id);
    expect(simulator.control.invoices('order-1')).toHaveLength(2);
  });

  it('reuses the customer of a phone, who is older than the second payment', async () => {
    const first = await shop.push();
    await simulator.control.advance(86_400_000);
    const second = await shop.push();

    const { customer, invoice } = second.body;
    expect(customer).toEqual(first.body.customer);
    expect(String(customer['created_at']) < String(invoice['created_at'])).toBe(true);
  });

  it('takes the amount as text and raises it to whole shillings', async () => {
    const { body } = await shop.push({ amount: '10.50' });
    expect(body.invoice).toMatchObject({ value: 11, net_amount: '11.00' });
  });

  it('charges more under CUSTOMER-PAYS', async () => {
    const { body } = await shop.push({ amount: 100, mobile_tarrif: 'CUSTOMER-PAYS' });
    expect(body.invoice).toMatchObject({ value: 104 });
  });

  it('takes the phone as a number and the answer of a client that sends only what it must', async () => {
    const { status, body } = await shop.post<{ invoice: { api_ref: string } }>(
      'payment/mpesa-stk-push/',
      { phone_number: 254712345678, amount: 5, name: null, email: null },
    );
    expect(status).toBe(200);
    expect(body.invoice.api_ref).toBe('Direct Bill (API Request)');
  });

  it.each([
    [{ phone_number: undefined }, 'phone_number', 'required'],
    [{ phone_number: null }, 'phone_number', 'null'],
    [{ phone_number: '' }, 'phone_number', 'blank'],
    [{ phone_number: '0712345678' }, 'phone_number', 'invalid'],
    [{ phone_number: '+254712345678' }, 'phone_number', 'invalid'],
    [{ phone_number: '256712345678' }, 'phone_number', 'invalid'],
    [{ phone_number: {} }, 'phone_number', 'invalid'],
    [{ amount: undefined }, 'amount', 'required'],
    [{ amount: 'ten' }, 'amount', 'invalid'],
    [{ amount: 0 }, 'amount', 'min_value'],
    [{ amount: 150_001 }, 'amount', 'max_value'],
    [{ amount: '1.005' }, 'amount', 'max_decimal_places'],
    [{ currency: 'USD' }, 'currency', 'invalid_choice'],
    [{ mobile_tarrif: 'CUSTOMER_PAYS' }, 'mobile_tarrif', 'invalid_choice'],
    [{ api_ref: 'x'.repeat(141) }, 'api_ref', 'max_length'],
  ])('refuses %p in shape A', async (fields, attr, code) => {
    const { status, body } = await shop.push(fields);

    expect(status).toBe(400);
    expect(body).toEqual({
      type: 'validation_error',
      errors: [{ attr, code, detail: expect.any(String) }],
    });
    expect(simulator.control.invoices()).toEqual([]);
  });

  it('names everything that is wrong at once', async () => {
    const { body } = await shop.post<{ errors: { attr: string }[] }>('payment/mpesa-stk-push/', {});
    expect(body.errors.map(({ attr }) => attr)).toEqual(['phone_number', 'amount']);
  });

  it('refuses a body that is no JSON', async () => {
    const { status, body } = await shop.post('payment/mpesa-stk-push/', '{"amount":');
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: 'client_error', errors: [{ code: 'parse_error' }] });
  });

  it('refuses other methods with 405', async () => {
    const { status, body } = await shop.get('payment/mpesa-stk-push/');
    expect(status).toBe(405);
    expect(body).toMatchObject({ errors: [{ code: 'method_not_allowed' }] });
  });

  it('refuses a business that is not approved yet', async () => {
    simulator.control.setEligible(shop.publishableKey, false);
    const { status, text } = await shop.push();

    expect(status).toBe(403);
    expect(text).toContain('Your business is not eligible to transact');
    expect(simulator.control.invoices()).toEqual([]);
  });

  it('answers on the older path to a publishable key in the body', async () => {
    const { status } = await shop.post(
      'payment/collection/',
      { public_key: shop.publishableKey, phone_number: ORDINARY_PHONE, amount: 5 },
      {},
    );
    expect(status).toBe(200);
  });

  it('switches to 201, to the types of 2021 and to the other shapes of refusal', async () => {
    simulator.control.behave({ stkStatus: 201, dialect: '2021', errorShape: 'C' });
    const { status, body } = await shop.push();
    const refused = await shop.push({ amount: 'ten' });

    expect(status).toBe(201);
    expect(body.invoice).toMatchObject({
      id: body.invoice.invoice_id,
      charges: '0.00',
      value: '50.00',
      net_amount: 50,
    });
    expect(refused.body).toEqual({ amount: ['A valid number is required.'] });

    simulator.control.behave({ errorShape: 'B' });
    expect((await shop.push({ amount: 'ten' })).body).toEqual({
      detail: 'A valid number is required.',
    });
  });
});
