import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventsOf, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  emptyInbox,
  failedEvent,
  paidEvent,
  type PromptOut,
  storedEvents,
  WEBHOOK_PATH,
} from '../support/webhooks.js';

describe('a webhook', () => {
  let app: TestApp;
  let shop: Shop;
  let sold: PromptOut;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await emptyInbox(app);
    sold = await aPromptOut(app, shop);
  });

  const told = () => paymentDetails(app, shop, sold.id);

  it('is stored whole when it is answered, but for its challenge, and worked on later', async () => {
    await app.post(WEBHOOK_PATH, paidEvent(sold, shop)).expect(200, { status: 'ok' });

    const content = paidEvent(sold, { ...shop, challenge: null });
    expect(await storedEvents(app)).toEqual([
      {
        kind: 'collection',
        trust: 'authenticated',
        outcome: 'stored',
        invoiceId: sold.invoiceId,
        reference: sold.reference,
        state: 'COMPLETE',
        paymentId: sold.id,
        body: content,
      },
    ]);
    expect((await told()).status).toBe('processing');

    await app.idle();
    expect(await storedEvents(app)).toMatchObject([{ outcome: 'settled' }]);
    expect((await told()).status).toBe('completed');
  });

  it('adds a history entry with the source of the event', async () => {
    await deliver(app, paidEvent(sold, shop));
    expect((await told()).history.at(-1)).toMatchObject({
      event: 'completed',
      from: 'processing',
      to: 'completed',
      source: 'webhook',
      evidence: {
        invoice_id: sold.invoiceId,
        state: 'COMPLETE',
        amount: '50.00',
        currency: 'KES',
        mpesa_reference: 'TDL4MADEUP',
      },
    });
  });

  it('stores the receipt and IntaSend’s own state', async () => {
    await deliver(app, paidEvent(sold, shop));
    expect(await told()).toMatchObject({
      mpesa_reference: 'TDL4MADEUP',
      intasend_invoice_id: sold.invoiceId,
      intasend_state: 'COMPLETE',
    });
  });

  it('fails the payment with a message for the customer', async () => {
    await deliver(app, failedEvent(sold, shop));
    expect(await told()).toMatchObject({
      status: 'failed',
      intasend_state: 'FAILED',
      error_message: 'The payment was cancelled on the phone.',
      attempts: [{ failed_reason: 'Request cancelled by user', failed_code: '-1' }],
    });
  });

  it('is accepted with every spelling of its path', async () => {
    const paths = ['/payments/webhook/', '/payments/webhook', '/api/payments/webhook/'];
    for (const [index, path] of [...paths, '/api/payments/webhook'].entries()) {
      const updated_at = `2026-01-01T15:00:3${index}+03:00`;
      await app.post(path, paidEvent(sold, shop, { updated_at })).expect(200, { status: 'ok' });
    }
    expect(await storedEvents(app)).toHaveLength(4);
  });

  it('is stored with unknown keys', async () => {
    const novelty = { deep: [1, { er: null }] };
    await deliver(app, paidEvent(sold, shop, { novelty }));
    expect(await storedEvents(app)).toMatchObject([{ outcome: 'settled', body: { novelty } }]);
    expect((await told()).status).toBe('completed');
  });

  it('is stored once however often it is delivered', async () => {
    await deliver(app, paidEvent(sold, shop));
    const before = await told();
    await deliver(app, paidEvent(sold, shop));
    await deliver(app, paidEvent(sold, shop, { charges: '9.99', novelty: 1 }));
    expect(await storedEvents(app)).toHaveLength(1);
    expect(await told()).toEqual(before);
  });

  it.each([
    ['state', { state: 'PROCESSING' }],
    ['time', { updated_at: '2026-01-01T15:00:30.000201+03:00' }],
    ['invoice', { invoice_id: 'OTHER01' }],
  ])('is another one when it differs in its %s', async (_what, overrides) => {
    await deliver(app, paidEvent(sold, shop));
    await deliver(app, paidEvent(sold, shop, overrides));
    expect(await storedEvents(app)).toHaveLength(2);
  });

  it('does not go back when an earlier one comes later', async () => {
    const processing = { state: 'PROCESSING', updated_at: '2026-01-01T15:00:03+03:00' };
    const pending = { state: 'PENDING', updated_at: '2026-01-01T15:00:02+03:00' };
    await deliver(app, paidEvent(sold, shop, processing));
    await deliver(app, paidEvent(sold, shop, pending));
    expect((await told()).intasend_state).toBe('PROCESSING');
  });

  it.each(['RETRY', 'CLEARING', 'SUCCESS'])('of state %s is not final', async (state) => {
    await deliver(app, paidEvent(sold, shop, { state }));
    expect(await told()).toMatchObject({ status: 'processing', intasend_state: state });
  });

  it('of state PARTIAL completes nothing and opens a review, whatever its amount', async () => {
    await deliver(app, paidEvent(sold, shop, { state: 'PARTIAL' }));
    expect(await told()).toMatchObject({
      status: 'processing',
      intasend_state: 'PARTIAL',
      review_reason: 'amount_mismatch',
    });
  });

  it.each(['COMPLETED', 'complete'])('of state %s completes the payment', async (state) => {
    await deliver(app, paidEvent(sold, shop, { state }));
    expect(await told()).toMatchObject({ status: 'completed', intasend_state: state });
  });

  it.each(['CANCELED', 'CANCELLED'])('of state %s fails the payment', async (state) => {
    await deliver(app, failedEvent(sold, shop, { state, failed_code: null }));
    expect(await told()).toMatchObject({ status: 'failed', intasend_state: state });
  });

  it('does nothing more to a payment when it is worked on twice', async () => {
    await deliver(app, paidEvent(sold, shop));
    const before = await told();
    await app.database.query(
      `SELECT graphile_worker.add_job('process_webhook', json_build_object('eventId', id::text))
         FROM webhook_events`,
    );
    await app.idle();
    expect(await told()).toEqual(before);
    expect(eventsOf(before).filter((event) => event === 'completed')).toHaveLength(1);
  });

  it.each([
    ['a list', '[]'],
    ['text', '"COMPLETE"'],
    ['a number', '1'],
    ['null', 'null'],
    ['half an object', '{"invoice_id":'],
  ])('that is %s instead of an object is refused and not stored', async (_what, body) => {
    const answer = await request(app.url)
      .post(WEBHOOK_PATH)
      .set('Content-Type', 'application/json')
      .send(body)
      .expect(400);
    expect(answer.body).toStrictEqual({
      error: expect.stringMatching(/^[A-Z].*\.$/),
      code: 'malformed_body',
      request_id: answer.headers['x-request-id'],
    });
    expect(await storedEvents(app)).toEqual([]);
  });
});
