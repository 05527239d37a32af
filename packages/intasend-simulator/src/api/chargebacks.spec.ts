import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type WebhookReceiver } from 'simulator-core/testing';
import { type Simulator } from '../simulator.js';
import { Merchant } from '../testing/merchant.js';
import { type MerchantBench, openMerchantBench } from '../testing/merchant-bench.js';

describe('chargebacks/', () => {
  let bench: MerchantBench;
  let receiver: WebhookReceiver;
  let simulator: Simulator;
  let shop: Merchant;
  let invoiceId: string;
  const file = (fields: Record<string, unknown> = {}) =>
    shop.post<Record<string, string>>('chargebacks/', {
      invoice: invoiceId,
      amount: 20,
      reason: 'Duplicate payment',
      reason_details: 'Paid twice',
      ...fields,
    });

  beforeEach(async () => {
    bench = await openMerchantBench();
    ({ receiver, simulator, shop } = bench);
    invoiceId = (await shop.push()).body.invoice.invoice_id;
    await simulator.control.fastForward();
  });

  afterEach(() => bench.close());

  it('files a request, and lists and shows it', async () => {
    const { status, body } = await file();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      chargeback_id: expect.stringMatching(/^[A-Z0-9]{7}$/),
      amount: '20.00',
      reason: 'Duplicate payment',
      status: 'PENDING',
      resolution: null,
      staff_created: false,
      transaction: { status: 'CHARGEBACK-PENDING', invoice: { invoice_id: invoiceId } },
    });
    const list = await shop.get('chargebacks/');
    expect(list.body).toMatchObject({ count: 1, results: [body] });
    expect((await shop.get(`chargebacks/${String(body['chargeback_id'])}/`)).body).toEqual(body);
  });

  it('is decided later, sends a webhook to the same URL and leaves the invoice unchanged', async () => {
    await file();
    await simulator.control.fastForward();

    const told = receiver.events.slice(-2).map(({ body }) => body);
    expect(told.map((body) => body['status'])).toEqual(['PENDING', 'COMPLETED']);
    expect(told[1]).toMatchObject({
      chargeback_id: expect.any(String),
      amount: '20.00',
      invoice: { invoice_id: invoiceId, value: '50.00' },
      transaction: { status: 'REFUNDED', value: '50.00' },
    });
    expect(told[1]).not.toHaveProperty('invoice_id');
    expect(await shop.status(invoiceId)).toMatchObject({ state: 'COMPLETE' });
  });

  it('stays as a control call decided it', async () => {
    const { body } = await file();
    simulator.control.settleChargeback(String(body['chargeback_id']), 'CANCELLED', 'No reason');
    await simulator.control.fastForward();

    const shown = await shop.get(`chargebacks/${String(body['chargeback_id'])}/`);
    expect(shown.body).toMatchObject({ status: 'CANCELLED', resolution: 'No reason' });
  });

  it.each([
    [{ reason: 'UNAVAIBLE' }, 'reason', 'invalid_choice'],
    [{ reason: undefined }, 'reason', 'required'],
    [{ amount: 50.01 }, 'amount', 'max_value'],
    [{ amount: 0 }, 'amount', 'min_value'],
    [{ invoice: 'AAAAAAA' }, 'invoice', 'does_not_exist'],
    [{ invoice: undefined }, 'invoice', 'required'],
  ])('refuses %p', async (fields, attr, code) => {
    const { status, body } = await file(fields);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ attr, code }] });
  });

  it('gives no more back than was paid, over all requests', async () => {
    await file({ amount: 40 });
    expect((await file({ amount: 10.01 })).status).toBe(400);
    expect((await file({ amount: 10 })).status).toBe(201);
  });

  it('refunds only what is complete', async () => {
    const pending = (await shop.push()).body.invoice.invoice_id;
    const { status, body } = await file({ invoice: pending });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ attr: 'invoice', code: 'invalid' }] });
  });

  it('takes invoice_id for invoice', async () => {
    expect((await file({ invoice: undefined, invoice_id: invoiceId })).status).toBe(201);
  });

  it("lets nobody refund or see another account's", async () => {
    const { body } = await file();
    const other = new Merchant(simulator.url, 'other');
    const filed = await other.post('chargebacks/', {
      invoice: invoiceId,
      amount: 1,
      reason: 'Other',
    });
    expect(filed.status).toBe(400);
    expect((await other.get(`chargebacks/${String(body['chargeback_id'])}/`)).status).toBe(404);
    expect((await other.get('chargebacks/')).body).toMatchObject({ count: 0 });
  });
});
