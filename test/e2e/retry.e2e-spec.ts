import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { plannedJobs } from '../support/jobs.js';
import { aFailedPrompt, retried, retry } from '../support/retrying.js';
import { createLink, eventsOf, initiate, paymentOf, paymentDetails } from '../support/selling.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  failedEvent,
  paidEvent,
  type PromptOut,
} from '../support/webhooks.js';

describe('prompting again for a failed payment', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const told = (id: string) => paymentDetails(app, shop, id);
  const invoicesOf = ({ id }: PromptOut) =>
    app.simulator.control.invoices().filter(({ apiRef }) => apiRef.startsWith(id));
  const fail = (sold: PromptOut): Promise<void> => deliver(app, { ...failedEvent(sold, shop) });

  it('sends a prompt under a reference of its own, and answers as initiate does', async () => {
    const sold = await aFailedPrompt(app, shop);
    const { body } = await retry(app, shop, sold.id).expect(201);
    const payment = await told(sold.id);
    expect(body).toStrictEqual({
      message: 'STK push initiated successfully',
      payment: { ...paymentOf(payment), phone_number: '' },
      intasend: {
        payment_id: payment.intasend_payment_id,
        invoice_id: payment.intasend_invoice_id,
        state: 'PENDING',
        message: 'STK push sent successfully',
      },
    });
    expect(payment).toMatchObject({ status: 'processing', retry_count: 1, error_message: '' });
    expect(payment.intasend_invoice_id).not.toBe(sold.invoiceId);
    expect(payment.attempts).toMatchObject([
      { number: 1, reference: `${sold.id}-1`, intasend_invoice_id: sold.invoiceId },
      { number: 2, reference: `${sold.id}-2`, channel: 'prompt', delivery: 'accepted' },
    ]);
    expect(eventsOf(payment)).toEqual(['created', 'accepted', 'failed', 'retried', 'accepted']);
    expect(payment.history[3]).toMatchObject({
      attempt: 2,
      from: 'failed',
      to: 'pending',
      source: 'request',
    });
    expect(
      invoicesOf(sold)
        .map(({ apiRef }) => apiRef)
        .sort(),
    ).toEqual([`${sold.id}-1`, `${sold.id}-2`]);
  });

  it('is followed up like any prompt', async () => {
    const sold = await aFailedPrompt(app, shop);
    await retried(app, shop, sold);
    const keys = (await plannedJobs(app)).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining([`follow-${sold.id}-1`, `follow-${sold.id}-2`]));
  });

  it('completes the payment when the new prompt is paid', async () => {
    const sold = await aFailedPrompt(app, shop);
    await deliver(app, { ...paidEvent(await retried(app, shop, sold), shop) });
    expect(await told(sold.id)).toMatchObject({ status: 'completed', review_reason: null });
  });

  it('is for what was sold: a new price changes nothing', async () => {
    const other = await aShop(app);
    const sold = await aFailedPrompt(app, other);
    await app.database.query('UPDATE packages SET price_minor = 99900 WHERE id = $1', [
      other.packageId,
    ]);
    const { body } = await retry(app, other, sold.id).expect(201);
    expect(body.payment.amount).toBe('50.00');
    expect(invoicesOf(sold).map(({ value }) => value)).toEqual(['50.00', '50.00']);
  });

  it('is for operators too', async () => {
    const sold = await aFailedPrompt(app, shop);
    await retry(app, shop, sold.id, shop.token).expect(201);
  });

  it('turns a link into a prompt when the phone can be prompted', async () => {
    const { body } = await createLink(app, shop, { phone_number: '0711222001' }).expect(201);
    const id = String(body.payment.id);
    await app.post(`/payments/${id}/mark-failed/`, { reason: 'test' }, shop.token).expect(200);
    await retry(app, shop, id).expect(201);
    expect((await told(id)).attempts).toMatchObject([{ channel: 'link' }, { channel: 'prompt' }]);
  });

  it('is refused with 400 when the phone cannot be prompted', async () => {
    const { body } = await createLink(app, shop, { phone_number: '+256772123456' }).expect(201);
    const id = String(body.payment.id);
    await app.post(`/payments/${id}/mark-failed/`, { reason: 'test' }, shop.token).expect(200);
    const refused = await retry(app, shop, id).expect(400);
    expect(refused.body).toMatchObject({ code: 'phone_not_promptable', payment_id: id });
    expect((await told(id)).retry_count).toBe(0);
  });

  it('is possible three times', async () => {
    const sold = await aFailedPrompt(app, shop);
    for (const count of [1, 2, 3]) {
      const again = await retried(app, shop, sold);
      expect((await told(sold.id)).retry_count).toBe(count);
      await fail(again);
    }
    const before = await told(sold.id);
    const { body } = await retry(app, shop, sold.id).expect(409);
    expect(body).toMatchObject({
      error: 'This payment has been retried 3 times. Please begin a new one.',
      code: 'no_retries_left',
      payment_id: sold.id,
    });
    expect(await told(sold.id)).toEqual(before);
    expect(invoicesOf(sold)).toHaveLength(4);
  });

  it('is refused with 409 while the payment is open, and once it is paid', async () => {
    const sold = await aPromptOut(app, shop);
    const expected = {
      error: 'Only a failed payment can be retried.',
      code: 'payment_not_failed',
      payment_id: sold.id,
    };
    expect((await retry(app, shop, sold.id).expect(409)).body).toMatchObject(expected);
    await deliver(app, { ...paidEvent(sold, shop) });
    expect((await retry(app, shop, sold.id).expect(409)).body).toMatchObject(expected);
    expect(invoicesOf(sold)).toHaveLength(1);
  });

  it('is refused with 409 while the payment is under review', async () => {
    const sold = await aFailedPrompt(app, shop);
    await app.database.query(
      `UPDATE payments SET review_reason = 'amount_mismatch' WHERE id = $1`,
      [sold.id],
    );
    const { body } = await retry(app, shop, sold.id).expect(409);
    expect(body).toMatchObject({ code: 'payment_under_review', payment_id: sold.id });
    await app.post(`/payments/${sold.id}/mark-failed/`, { reason: 'Given back' }, shop.token);
    await retry(app, shop, sold.id).expect(201);
  });

  it('is refused with 409 while another prompt for the same is active', async () => {
    const sold = await aFailedPrompt(app, shop);
    const { phone_number } = await told(sold.id);
    const newer = await initiate(app, shop, { phone_number }).expect(201);
    const { body } = await retry(app, shop, sold.id).expect(409);
    expect(body).toMatchObject({ code: 'prompt_out', payment_id: sold.id });
    expect(await told(sold.id)).toMatchObject({ status: 'failed', retry_count: 0 });
    await app.post(`/payments/${newer.body.payment.id}/mark-failed/`, { reason: 'x' }, shop.token);
    await retry(app, shop, sold.id).expect(201);
    const doubleTap = await initiate(app, shop, { phone_number }).expect(200);
    expect(doubleTap.body.payment.id).toBe(sold.id);
  });

  it('is refused for a payment through another provider', async () => {
    const sold = await aFailedPrompt(app, shop);
    await app.database.query(`UPDATE payments SET payment_provider = 'kopokopo' WHERE id = $1`, [
      sold.id,
    ]);
    const { body } = await retry(app, shop, sold.id).expect(400);
    expect(body.error).toBe('This payment was not initiated through IntaSend');
  });

  it.each([
    ['the router is gone', 'routers SET archived_at = now()', 404, 'router_not_found'],
    ['the package is gone', 'packages SET archived_at = now()', 400, 'package_not_on_sale'],
    ['the package is not on sale', 'packages SET is_active = false', 400, 'package_not_on_sale'],
    ['there are no keys', 'credentials SET is_active = false', 404, 'credentials_missing'],
    [
      'the keys are for real money',
      `credentials SET environment = 'live'`,
      404,
      'credentials_missing',
    ],
    [
      'the key does not open',
      `credentials SET private_key_sealed = 'x'`,
      500,
      'private_key_unreadable',
    ],
  ])('is refused when %s', async (_what, change, status, code) => {
    const other = await aShop(app);
    const sold = await aFailedPrompt(app, other);
    await app.database.query(`UPDATE ${change} WHERE user_id = $1`, [other.userId]);
    const { body } = await retry(app, other, sold.id).expect(status);
    expect(body.code).toBe(code);
    expect(await paymentDetails(app, other, sold.id)).toMatchObject({
      status: 'failed',
      retry_count: 0,
    });
    expect(invoicesOf(sold)).toHaveLength(1);
  });

  it.each([
    ['validation_error', 400, 'provider_refused', 'failed'],
    ['unauthorized', 502, 'intasend_credentials_refused', 'failed'],
    ['unavailable', 503, 'provider_unreachable', 'failed'],
  ] as const)('answers %s as initiate does', async (fault, status, code, state) => {
    const sold = await aFailedPrompt(app, shop);
    app.simulator.control.addFault({ fault, times: 10 });
    const { body } = await retry(app, shop, sold.id).expect(status);
    app.simulator.control.clearFaults();
    expect(body).toMatchObject({ code, payment_id: sold.id });
    expect(await told(sold.id)).toMatchObject({ status: state, retry_count: 1 });
    await retry(app, shop, sold.id).expect(201);
  });

  it('answers 202 when it is unknown whether the prompt was sent, and sends no other', async () => {
    const sold = await aFailedPrompt(app, shop);
    app.simulator.control.addFault({ fault: 'hang_after' });
    const { body } = await retry(app, shop, sold.id).expect(202);
    expect(body).toStrictEqual({
      message: 'STK push outcome unknown; check the payment status',
      payment: { ...paymentOf(await told(sold.id)), phone_number: '' },
      intasend: { payment_id: '', invoice_id: '', state: 'PENDING' },
      payment_id: sold.id,
    });
    await retry(app, shop, sold.id).expect(409);
    expect(invoicesOf(sold)).toHaveLength(2);
  });

  it('is done once under an Idempotency-Key', async () => {
    const sold = await aFailedPrompt(app, shop);
    const key = { ...shop.portal, 'Idempotency-Key': newId() };
    const first = await retry(app, shop, sold.id, key).expect(201);
    await fail({ ...sold, reference: `${sold.id}-2`, invoiceId: first.body.intasend.invoice_id });
    const again = await retry(app, shop, sold.id, key).expect(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(invoicesOf(sold)).toHaveLength(2);
  });

  it('needs a key or a token, and the payment has to be the caller’s', async () => {
    const sold = await aFailedPrompt(app, shop);
    const stranger = await anOperator(app);
    for (const headers of [stranger.portal, stranger.token]) {
      const { body } = await retry(app, shop, sold.id, headers).expect(404);
      expect(body.error).toBe('Payment not found or access denied');
    }
    await retry(app, shop, newId()).expect(404);
    await retry(app, shop, 'nonsense').expect(404);
    await retry(app, shop, sold.id, {}).expect(401);
    expect(await told(sold.id)).toMatchObject({ status: 'failed', retry_count: 0 });
  });
});
