import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Payment } from 'intasend-simulator';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { aFailedPrompt, retried } from '../support/retrying.js';
import { checkStatus, eventsOf, type PaymentDetails, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  failedEvent,
  paidEvent,
  type PromptOut,
} from '../support/webhooks.js';

type Messenger = (sold: PromptOut, shop: Shop) => PromiseLike<unknown>;

describe('a report that contradicts a payment', () => {
  let app: TestApp;
  let shop: Shop;
  let sold: PromptOut;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    shop = await aShop(app);
    sold = await aPromptOut(app, shop);
  });

  const told = (id = sold.id): Promise<PaymentDetails> => paymentDetails(app, shop, id);
  const forReview = async (reason: string): Promise<unknown[]> => {
    const { body } = await app.get(`/payments/?review=${reason}`, shop.token).expect(200);
    return (body.results as readonly { readonly id: string }[]).map(({ id }) => id);
  };
  /** An event that says it is paid in full, whatever IntaSend says when it is asked. */
  const claim = (about: PromptOut, of: Shop, overrides: object): Promise<void> =>
    deliver(app, paidEvent(about, of, { ...overrides }));

  /** All ways in which a contradicting report of IntaSend can arrive. */
  const MESSENGERS: readonly (readonly [string, Messenger])[] = [
    ['an event that is taken for a hint', (about, of) => claim(about, of, { challenge: 'forged' })],
    ['the customer’s page', (about, of) => checkStatus(app, of, about.id).expect(200)],
    ['reconciliation', () => runPlannedJobs(app)],
  ];

  const expectNothingGranted = (payment: PaymentDetails): void => {
    expect(payment).toMatchObject({
      is_successful: false,
      is_active: false,
      completed_at: null,
      package_expiry_time: null,
    });
  };

  describe.each<[string, Payment, string, object]>([
    ['less money', { share: 'half' }, 'amount_mismatch', { amount: '25.00', currency: 'KES' }],
    ['another currency', { currency: 'USD' }, 'currency_mismatch', { currency: 'USD' }],
  ])('%s', (_what, payment, reason, evidence) => {
    it.each(MESSENGERS)(
      'completes nothing and is not lost, when it comes by %s',
      async (_who, tell) => {
        app.simulator.control.complete(sold.invoiceId, payment);
        await tell(sold, shop);
        const after = await told();
        expectNothingGranted(after);
        expect(after).toMatchObject({ status: 'processing', review_reason: reason });
        expect(after.history.at(-1)).toMatchObject({ event: 'contradicted', evidence });
        expect(await forReview(reason)).toEqual([sold.id]);
      },
    );

    it('is recorded once, however often it arrives', async () => {
      app.simulator.control.complete(sold.invoiceId, payment);
      for (const [, tell] of [...MESSENGERS, ...MESSENGERS]) await tell(sold, shop);
      expect(eventsOf(await told()).filter((event) => event === 'contradicted')).toHaveLength(1);
    });
  });

  it('less money in an event that proves its sender is asked about before it counts', async () => {
    await claim(sold, shop, { value: '25.00' });
    expect(await told()).toMatchObject({ status: 'processing', review_reason: null });
  });

  describe('more money', () => {
    it.each(MESSENGERS)('completes and is reported, when it comes by %s', async (_who, tell) => {
      app.simulator.control.complete(sold.invoiceId, { share: 'next_shilling' });
      await tell(sold, shop);
      const after = await told();
      expect(after).toMatchObject({ status: 'completed', review_reason: 'amount_mismatch' });
      expect(after.history.at(-1)).toMatchObject({
        event: 'completed',
        evidence: { amount: '51.00', currency: 'KES', opened_review: 'amount_mismatch' },
      });
      expect(await forReview('amount_mismatch')).toEqual([sold.id]);
    });

    it('is recorded once, and not again after its review was closed', async () => {
      app.simulator.control.complete(sold.invoiceId, { share: 'next_shilling' });
      for (const [, tell] of [...MESSENGERS, ...MESSENGERS]) await tell(sold, shop);
      const lines = (await told()).history.length;
      await app
        .post(`/payments/${sold.id}/mark-completed/`, { reason: 'Gave the rest back' }, shop.token)
        .expect(200);
      for (const [, tell] of MESSENGERS) await tell(sold, shop);
      await claim(sold, shop, { value: '51.00', updated_at: '2026-01-01T15:20:00+03:00' });
      const after = await told();
      expect(after).toMatchObject({ status: 'completed', review_reason: null });
      expect(after.history).toHaveLength(lines + 1);
    });

    it('in an event that proves its sender is asked about before it counts', async () => {
      await claim(sold, shop, { value: '51.00' });
      expect(await told()).toMatchObject({ status: 'processing', review_reason: null });
    });
  });

  it('a second attempt that is paid too is reported, and gives no more access', async () => {
    const first = await aFailedPrompt(app, shop);
    const second = await retried(app, shop, first);
    app.simulator.control.complete(second.invoiceId);
    await claim(second, shop, {});
    const before = await told(first.id);
    expect(before).toMatchObject({ status: 'completed', review_reason: null });

    app.simulator.control.complete(first.invoiceId);
    const later = { updated_at: '2026-01-01T15:10:00+03:00' };
    await claim(first, shop, later);
    const after = await told(first.id);
    expect(after).toMatchObject({
      status: 'completed',
      review_reason: 'double_payment',
      completed_at: before.completed_at,
      package_expiry_time: before.package_expiry_time,
      intasend_invoice_id: before['intasend_invoice_id'],
    });
    expect(after.history.at(-1)).toMatchObject({
      event: 'contradicted',
      evidence: { invoice_id: first.invoiceId },
    });
    expect(await forReview('double_payment')).toEqual([first.id]);
  });

  it('an earlier attempt that is paid after all counts, while a newer one is active', async () => {
    const first = await aFailedPrompt(app, shop);
    await retried(app, shop, first);
    app.simulator.control.complete(first.invoiceId);
    await claim(first, shop, { updated_at: '2026-01-01T15:10:00+03:00' });
    expect(await told(first.id)).toMatchObject({ status: 'completed', review_reason: null });
  });

  it('a failure after the success takes nothing away, and shows up', async () => {
    await claim(sold, shop, {});
    const before = await told();
    await deliver(app, failedEvent(sold, shop, { updated_at: '2026-01-01T15:10:00+03:00' }));
    const after = await told();
    expect(after).toMatchObject({
      status: 'completed',
      review_reason: 'failed_after_complete',
      completed_at: before.completed_at,
      package_expiry_time: before.package_expiry_time,
      is_active: true,
    });
    expect(await forReview('failed_after_complete')).toEqual([sold.id]);
  });

  it.each(['RETRY', 'CLEARING', 'ON-HOLD', 'what nobody has heard of'])(
    'the word %s is not final, and is kept',
    async (state) => {
      await claim(sold, shop, { state });
      const after = await told();
      expectNothingGranted(after);
      expect(after).toMatchObject({ status: 'processing', intasend_state: state });
      app.simulator.control.complete(sold.invoiceId);
      await runPlannedJobs(app);
      expect((await told()).status).toBe('completed');
    },
  );

  it('an event with another operator’s challenge changes nothing by itself', async () => {
    const other = await aShop(app);
    await claim(sold, other, {});
    const after = await told();
    expectNothingGranted(after);
    expect(after).toMatchObject({ status: 'processing', review_reason: null });
    const { body } = await app.get('/payments/webhook-events/', shop.token).expect(200);
    expect(body.results).toMatchObject([{ trust: 'refused', payment_id: sold.id }]);
    const theirs = await app.get('/payments/webhook-events/', other.token).expect(200);
    expect(theirs.body.results).toEqual([]);
  });

  it('another operator’s paid invoice does not pay for it', async () => {
    const other = await aShop(app);
    const cheap = await aPromptOut(app, other);
    app.simulator.control.complete(cheap.invoiceId);
    await claim({ ...sold, invoiceId: cheap.invoiceId }, shop, {});
    expectNothingGranted(await told());
    await checkStatus(app, other, cheap.id).expect(200);
    expect((await paymentDetails(app, other, cheap.id)).status).toBe('completed');
  });

  it('does not reopen the payment when it is older than the newest report', async () => {
    await deliver(app, failedEvent(sold, shop, { updated_at: '2026-01-01T15:00:30+03:00' }));
    const before = await told();
    expect(before.status).toBe('failed');
    for (const state of ['PENDING', 'PROCESSING']) {
      await claim(sold, shop, { state, updated_at: '2026-01-01T15:00:05+03:00' });
    }
    expect(await told()).toEqual(before);
  });

  it('a success is never too old', async () => {
    await deliver(app, failedEvent(sold, shop, { updated_at: '2026-01-01T15:00:30+03:00' }));
    await claim(sold, shop, { updated_at: '2026-01-01T15:00:05+03:00' });
    expect(await told()).toMatchObject({ status: 'completed', review_reason: null });
  });
});
