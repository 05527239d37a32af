import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { aPackage } from '../support/shop.js';
import { aPhone } from '../support/selling.js';
import {
  aReceipt,
  aTillShop,
  AtTheTill,
  startTillApp,
  type TillApp,
} from '../support/till-shop.js';

const MAC = 'AA:BB:CC:DD:EE:07';

describe('unmatched money of a till that its operator assigns', () => {
  let at: TillApp;
  let till: AtTheTill;
  let phone: string;
  let receipt: string;

  beforeAll(async () => {
    at = await startTillApp();
  });
  afterAll(() => at.stop());
  beforeEach(async () => {
    till = new AtTheTill(at, await aTillShop(at));
    phone = aPhone();
    receipt = aReceipt();
  });

  const arrive = async (money: object = {}): Promise<void> => {
    await till.report({ receipt, phone, ...money });
    await till.wait();
  };
  const idOf = async (): Promise<string> => String((await till.receipt(receipt))['id']);
  const assign = (id: string, body: object): Test =>
    at.app.post(`/payments/receipts/${id}/assign/`, body, till.shop.token);

  it('to a payment, which it completes', async () => {
    const id = await till.prompt(phone, { mac_address: MAC });
    await arrive({ phone: null });
    const { body } = await assign(await idOf(), { payment_id: id }).expect(200);
    expect(body.payment).toMatchObject({ id, status: 'completed', mpesa_reference: receipt });
    expect(await till.receipt(receipt)).toMatchObject({ state: 'counted', payment: id });
    expect((await till.details(id)).history.at(-1)).toMatchObject({
      source: 'operator',
      evidence: { matched_by: 'operator', mpesa_reference: receipt },
    });
  });

  it('to a package, with a new payment', async () => {
    await arrive({ phone: null });
    const sale = { router_id: till.shop.routerId, package_id: till.shop.packageId };
    const missing = await assign(await idOf(), sale).expect(400);
    expect(Object.keys(missing.body.fields)).toEqual(['phone_number']);
    const { body } = await assign(await idOf(), { ...sale, phone_number: phone }).expect(200);
    expect(body.payment).toMatchObject({
      status: 'completed',
      phone_number: phone,
      mpesa_reference: receipt,
    });
  });

  it('to a cheaper package, which opens a review', async () => {
    await arrive({ amount: '60.00' });
    const sale = { router_id: till.shop.routerId, package_id: till.shop.packageId };
    const { body } = await assign(await idOf(), sale).expect(200);
    expect(body.payment).toMatchObject({ status: 'completed', review_reason: 'amount_mismatch' });
  });

  it.each<[string, () => Promise<object>, number, string]>([
    ['nothing', () => Promise.resolve({}), 400, 'validation_failed'],
    ['no payment', () => Promise.resolve({ payment_id: newId() }), 404, 'payment_not_found'],
    [
      'a dearer package',
      async () => {
        const { routerId } = till.shop;
        const dear = { price: '90.00', duration_hours: 24 };
        const package_id = await aPackage(at.app, till.shop, routerId, dear);
        return { router_id: routerId, package_id };
      },
      400,
      'receipt_not_enough',
    ],
    [
      'a completed payment',
      async () => {
        const payment_id = await till.prompt();
        await till.payPrompt(payment_id);
        return { payment_id };
      },
      409,
      'already_completed',
    ],
    [
      'a payment through another provider',
      async () => {
        const sold = await at.app
          .post('/payments/intasend/initiate/', till.shop.saleRequest(), till.shop.portal)
          .expect(201);
        return { payment_id: sold.body.payment.id as string };
      },
      400,
      'other_provider',
    ],
  ])('but not to %s', async (_what, target, status, code) => {
    await arrive();
    const refused = await assign(await idOf(), await target()).expect(status);
    expect(refused.body.code).toBe(code);
    expect(await till.receipt(receipt)).toMatchObject({ state: 'unmatched', payment: null });
  });

  it('once, and neither while it waits nor after it was taken back', async () => {
    const sale = { router_id: till.shop.routerId, package_id: till.shop.packageId };
    await till.report({ receipt, phone });
    expect((await assign(await idOf(), sale).expect(409)).body.code).toBe('receipt_waiting');
    await till.wait();
    await assign(await idOf(), sale).expect(200);
    expect((await assign(await idOf(), sale).expect(409)).body.code).toBe('receipt_taken');
    receipt = aReceipt();
    await arrive();
    await till.report({ type: 'reversed', receipt, phone });
    expect((await assign(await idOf(), sale).expect(409)).body.code).toBe('receipt_reversed');
  });

  it('by nobody else', async () => {
    await arrive();
    const other = await aTillShop(at);
    const path = `/payments/receipts/${await idOf()}/assign/`;
    const body = { router_id: other.routerId, package_id: other.packageId };
    const refused = await at.app.post(path, body, other.token).expect(404);
    expect(refused.body.code).toBe('receipt_not_found');
  });

  it('by marking a payment as completed with its receipt', async () => {
    await arrive();
    const id = await till.prompt();
    const mark = (paymentId: string): Test =>
      request(at.app.url)
        .post(`/payments/${paymentId}/mark-completed/`)
        .set(till.shop.token)
        .send({ reason: 'saw the message', mpesa_reference: receipt });
    await mark(id).expect(200);
    expect(await till.receipt(receipt)).toMatchObject({ state: 'counted', payment: id });
    const other = await till.prompt();
    expect((await mark(other).expect(409)).body.code).toBe('receipt_taken');
    expect((await till.details(other)).status).toBe('processing');
  });
});
