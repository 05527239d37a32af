import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { aPhone, eventsOf } from '../support/selling.js';
import { securityEvents, storedEvents } from '../support/webhooks.js';
import {
  aReceipt,
  aTillShop,
  AtTheTill,
  startTillApp,
  type TillApp,
} from '../support/till-shop.js';

describe('money that comes to a till by itself', () => {
  let at: TillApp;
  let till: AtTheTill;

  beforeAll(async () => {
    at = await startTillApp();
  });
  afterAll(() => at.stop());
  beforeEach(async () => {
    till = new AtTheTill(at, await aTillShop(at));
  });

  const moveBack = async (paymentId: string, minutes: number): Promise<void> => {
    await at.app.database.query(
      `WITH attempt AS (
         UPDATE payment_attempts SET created_at = created_at - $2::integer * interval '1 minute'
          WHERE payment_id = $1
       )
       UPDATE payments SET created_at = created_at - $2::integer * interval '1 minute' WHERE id = $1`,
      [paymentId, minutes],
    );
  };

  it('is matched by phone and exact price with the only payment that the phone was to make', async () => {
    const phone = aPhone();
    const id = await till.prompt(phone);
    const receipt = aReceipt();
    await till.report({ receipt, phone });
    expect(await till.receipt(receipt)).toMatchObject({ state: 'waiting', payment: null });
    expect((await till.details(id)).status).toBe('processing');

    await till.wait();
    expect(await till.receipt(receipt)).toMatchObject({ state: 'counted', payment: id });
    const payment = await till.details(id);
    expect(payment).toMatchObject({ status: 'completed', mpesa_reference: receipt });
    expect(payment.history.at(-1)).toMatchObject({
      event: 'completed',
      source: 'webhook',
      evidence: { mpesa_reference: receipt, amount: '50.00', matched_by: 'phone_and_price' },
    });
  });

  it('completes a payment that had failed', async () => {
    const phone = aPhone();
    const id = await till.prompt(phone);
    await at.app.post(`/payments/${id}/mark-failed/`, { reason: 'test' }, till.shop.token);
    const receipt = aReceipt();
    await till.report({ receipt, phone });
    await till.wait();
    expect(eventsOf(await till.details(id)).at(-1)).toBe('late_success');
  });

  it('waits for the result of its own prompt, and is counted for that alone', async () => {
    const phone = aPhone();
    const id = await till.prompt(phone);
    const receipt = till.receiptOf(id);
    await till.report({ receipt, phone });
    await till.payPrompt(id);
    await till.wait();
    expect(await till.receipt(receipt)).toMatchObject({ state: 'counted', payment: id });
    const payment = await till.details(id);
    expect(payment).toMatchObject({ status: 'completed', review_reason: null });
    expect(eventsOf(payment)).toEqual(['created', 'accepted', 'completed']);
  });

  it('changes nothing when its own prompt has reported it before', async () => {
    const phone = aPhone();
    const id = await till.prompt(phone);
    await till.payPrompt(id);
    const other = await till.prompt(phone, { package_id: till.shop.packageId });
    await till.report({ receipt: till.receiptOf(id), phone });
    await till.wait();
    expect(await till.receipts()).toHaveLength(1);
    expect(await till.receipt(till.receiptOf(id))).toMatchObject({
      state: 'counted',
      payment: id,
      amount: '50.00',
    });
    expect((await till.details(other)).status).toBe('processing');
  });

  it('is matched with its own prompt, whose result comes later and is known then', async () => {
    const phone = aPhone();
    const id = await till.prompt(phone);
    await till.report({ receipt: till.receiptOf(id), phone });
    await till.wait();
    expect((await till.details(id)).status).toBe('completed');
    await till.payPrompt(id);
    expect(await till.details(id)).toMatchObject({ status: 'completed', review_reason: null });
  });

  it.each<[string, (phone: string) => Promise<unknown>, object]>([
    ['without a payment that its phone was to make', () => Promise.resolve(), {}],
    ['of another amount', (phone) => till.prompt(phone), { amount: '49.00' }],
    ['of a hidden phone', (phone) => till.prompt(phone), { phone: null }],
    [
      'of a phone with two such payments',
      async (phone) => {
        await till.prompt(phone, { mac_address: 'AA:BB:CC:DD:EE:01' });
        await till.prompt(phone, { mac_address: 'AA:BB:CC:DD:EE:02' });
      },
      {},
    ],
    [
      'that is older than half an hour',
      async (phone) => moveBack(await till.prompt(phone), 31),
      {},
    ],
    [
      'of a phone whose payment goes through another provider',
      (phone) =>
        at.app.post(
          '/payments/intasend/initiate/',
          till.shop.saleRequest({ phone_number: phone }),
          till.shop.portal,
        ),
      {},
    ],
    [
      'of a phone whose payment was refused for its amount',
      (phone) =>
        at.app.post(
          '/payments/kopokopo/initiate/',
          till.shop.saleRequest({ phone_number: phone, amount: '1.00' }),
          till.shop.portal,
        ),
      {},
    ],
  ])('is unmatched: %s', async (_what, prepare, money) => {
    const phone = aPhone();
    await prepare(phone);
    const receipt = aReceipt();
    await till.report({ receipt, phone, ...money });
    await till.wait();
    expect(await till.receipts('?state=unmatched')).toEqual([
      expect.objectContaining({ mpesa_reference: receipt, payment: null, state: 'unmatched' }),
    ]);
    expect(await till.payments('?status=completed')).toEqual([]);
  });

  it('is not matched at a router of another operator', async () => {
    const other = new AtTheTill(at, await aTillShop(at));
    const phone = aPhone();
    const id = await other.prompt(phone);
    await till.report({ receipt: aReceipt(), phone });
    await till.wait();
    expect((await other.details(id)).status).toBe('processing');
    expect(await other.receipts()).toEqual([]);
  });

  it('is stored once, however often it is reported', async () => {
    const receipt = aReceipt();
    const phone = aPhone();
    for (let time = 0; time < 3; time += 1) await till.report({ receipt, phone });
    await till.wait();
    await till.report({ receipt: receipt.toLowerCase(), phone });
    expect(await till.receipts()).toEqual([
      expect.objectContaining({ mpesa_reference: receipt, state: 'unmatched' }),
    ]);
  });

  it('is believed with the signature of the account in the path alone', async () => {
    const webhook = at.service.tillWebhook({
      receipt: aReceipt(),
      amount: '50.00',
      phone: aPhone(),
    });
    const unsigned = { ...webhook, headers: { 'Content-Type': 'application/json' } };
    await till.deliver(unsigned);
    await till.deliver({ ...webhook, body: webhook.body.replace('50.00', '90.00') });
    for (const path of ['/payments/webhook/kopokopo/', '/payments/webhook/kopokopo/999999/']) {
      await request(at.app.url).post(path).set(webhook.headers).send(webhook.body).expect(200);
    }
    await at.app.idle();
    expect(await till.receipts()).toEqual([]);
    expect(securityEvents(at.app)).toContainEqual(
      expect.objectContaining({
        event: 'webhook_refused',
        credentialId: till.shop.tillCredentialId,
      }),
    );
    expect((await storedEvents(at.app)).at(-1)).toMatchObject({ outcome: 'ignored' });
  });

  it('is not believed with the key of another operator', async () => {
    const other = await aTillShop(at);
    await request(at.app.url)
      .patch(`/payments/credentials/${other.tillCredentialId}/`)
      .set(other.token)
      .send({ provider: 'kopokopo', api_key: 'another-webhook-key' })
      .expect(200);
    const { body, headers } = at.service.tillWebhook({
      ...{ receipt: aReceipt(), amount: '50.00', phone: aPhone() },
    });
    const path = `/payments/webhook/kopokopo/${other.tillCredentialId}/`;
    await request(at.app.url).post(path).set(headers).send(body).expect(200);
    expect(await new AtTheTill(at, other).receipts()).toEqual([]);
  });

  it('is subscribed by the API', async () => {
    const path = `/payments/credentials/${till.shop.tillCredentialId}/subscribe-webhooks/`;
    const { body } = await at.app.post(path, {}, till.shop.token).expect(200);
    expect(body).toEqual({
      message: 'The webhooks are subscribed',
      url: expect.stringMatching(`/payments/webhook/kopokopo/${till.shop.tillCredentialId}/$`),
      subscriptions: [{ event: 'till', id: 'subscription-1' }],
    });
    expect(at.service.subscribed.at(-1)).toBe(body.url);
    const intasend = `/payments/credentials/${till.shop.credentialId}/subscribe-webhooks/`;
    const refused = await at.app.post(intasend, {}, till.shop.token).expect(400);
    expect(refused.body.code).toBe('webhooks_not_subscribable');
  });

  describe('that is taken back', () => {
    it('opens a review of the payment that it completed, which stays completed', async () => {
      const phone = aPhone();
      const id = await till.prompt(phone);
      await till.payPrompt(id);
      const receipt = till.receiptOf(id);
      await till.report({ type: 'reversed', receipt, phone });
      await till.report({ type: 'reversed', receipt, phone });
      expect(await till.receipt(receipt)).toMatchObject({ state: 'reversed', payment: id });
      const payment = await till.details(id);
      expect(payment).toMatchObject({ status: 'completed', review_reason: 'reversed' });
      expect(eventsOf(payment)).toEqual(['created', 'accepted', 'completed', 'reversed']);
    });

    it.each([
      ['keep', null],
      ['revoke', expect.any(String)],
    ] as const)('ends its access where the operator wants that: %s', async (policy, revoked) => {
      await request(at.app.url)
        .put('/payments/settings/')
        .set(till.shop.token)
        .send({ on_reversal: policy })
        .expect(200);
      const id = await till.prompt();
      await till.payPrompt(id);
      await till.report({ type: 'reversed', receipt: till.receiptOf(id) });
      await at.app.idle();
      const path = `/access/entitlements/?payment=${id}`;
      const { body } = await at.app.get(path, till.shop.token).expect(200);
      expect(body.results[0].revoked_at).toEqual(revoked);
    });

    it('is never matched, whichever event comes first', async () => {
      const phone = aPhone();
      const id = await till.prompt(phone);
      const [first, second] = [aReceipt(), aReceipt()];
      await till.report({ type: 'reversed', receipt: first, phone });
      await till.report({ receipt: first, phone });
      await till.report({ receipt: second, phone });
      await till.report({ type: 'reversed', receipt: second, phone });
      await till.wait();
      expect((await till.details(id)).status).toBe('processing');
      expect(await till.receipts('?state=reversed')).toHaveLength(2);
    });

    it('opens the review when the result of its prompt comes after it', async () => {
      const id = await till.prompt();
      await till.report({ type: 'reversed', receipt: till.receiptOf(id) });
      await till.payPrompt(id);
      const { SettleReceiptService } = await import('../../src/receipts/settle-receipt.service.js');
      await at.app.nest.get(SettleReceiptService, { strict: false }).sweep();
      expect(await till.details(id)).toMatchObject({
        status: 'completed',
        review_reason: 'reversed',
      });
    });
  });
});
