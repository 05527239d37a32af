import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Test } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { age, runPlannedJobs } from '../support/jobs.js';
import {
  accessMs,
  aPhone,
  eventsOf,
  initiate,
  paymentOf,
  paymentDetails,
} from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  failedEvent,
  paidEvent,
  type PromptOut,
} from '../support/webhooks.js';

const A_MINUTE = 60_000;
const HOUR_MS = 3_600_000;
const REASON = { reason: 'Paid in cash at the counter' };
type Mark = 'mark-completed' | 'mark-failed';

describe('manual overrides and reports of IntaSend', () => {
  let app: TestApp;
  let shop: Shop;
  let sold: PromptOut;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    sold = await aPromptOut(app, shop);
  });

  const mark = (how: Mark, body: object = REASON, id = sold.id): Test =>
    app.post(`/payments/${id}/${how}/`, body, shop.token);
  const told = (id = sold.id) => paymentDetails(app, shop, id);
  const underReview = async (query = 'true'): Promise<unknown[]> => {
    const { body } = await app.get(`/payments/?review=${query}`, shop.token).expect(200);
    return (body.results as readonly { readonly id: string }[]).map(({ id }) => id);
  };
  const pay = (overrides = {}): Promise<void> =>
    deliver(app, { ...paidEvent(sold, shop, overrides) });

  /** A payment whose customer has paid half, as the questions in the background find out. */
  async function paidHalf(): Promise<string> {
    // Nobody else's job may be in the way: those of one operator wait for each other.
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    const phone = aPhone();
    app.simulator.control.addOutcome({ outcome: 'paid_less', phone: phone.slice(1) });
    const { body } = await initiate(app, shop, { phone_number: phone }).expect(201);
    await app.simulator.control.advance(A_MINUTE);
    await runPlannedJobs(app);
    return String(body.payment.id);
  }

  describe('ends a review', () => {
    it.each([
      ['mark-completed', 'completed', 'marked_completed'],
      ['mark-failed', 'failed', 'marked_failed'],
    ] as const)('of a wrong amount: %s', async (how, status, event) => {
      const id = await paidHalf();
      expect(await told(id)).toMatchObject({
        status: 'processing',
        review_reason: 'amount_mismatch',
      });
      expect(await underReview('amount_mismatch')).toContain(id);

      await mark(how, REASON, id).expect(200);
      expect(await told(id)).toMatchObject({ status, review_reason: null });
      expect((await told(id)).history.at(-1)).toMatchObject({
        event,
        evidence: { review_reason: 'amount_mismatch' },
      });
      expect(await underReview()).not.toContain(id);

      // IntaSend says the same again.
      await runPlannedJobs(app);
      expect(await told(id)).toMatchObject({ status, review_reason: null });
    });

    it('of a failed payment, by failing it again: only the review is closed', async () => {
      const id = await paidHalf();
      await age(app, id, 16);
      await runPlannedJobs(app);
      const before = await told(id);
      expect(before).toMatchObject({ status: 'failed', review_reason: 'amount_mismatch' });
      const { body } = await mark('mark-failed', REASON, id).expect(200);
      expect(body.message).toBe('Review of the payment closed');
      expect(await told(id)).toMatchObject({
        status: 'failed',
        review_reason: null,
        error_message: before.error_message,
      });
      await mark('mark-failed', REASON, id).expect(409);
    });

    it('of a completed payment, which keeps everything: mark-completed', async () => {
      await pay();
      await pay({ state: 'FAILED', updated_at: '2026-01-01T15:02:00+03:00' });
      const before = await told();
      expect(before.review_reason).toBe('failed_after_complete');

      await mark('mark-failed').expect(409);
      const { body } = await mark('mark-completed', { reason: 'Refunded by hand' }).expect(200);
      expect(body.message).toBe('Review of the payment closed');
      const after = await told();
      expect({ ...paymentOf(after), updated_at: '' }).toEqual({
        ...paymentOf(before),
        review_reason: null,
        updated_at: '',
      });
      expect(after.history.at(-1)).toMatchObject({
        event: 'review_closed',
        from: 'completed',
        to: 'completed',
        source: 'operator',
        evidence: { reason: 'Refunded by hand', review_reason: 'failed_after_complete' },
      });
      await mark('mark-completed').expect(409);
    });
  });

  describe('does not shut IntaSend up', () => {
    it('when it completes: money that comes in after is a double payment', async () => {
      await mark('mark-completed').expect(200);
      const before = await told();
      await pay();
      const after = await told();
      expect(after).toMatchObject({
        status: 'completed',
        completed_at: before.completed_at,
        package_expiry_time: before.package_expiry_time,
        review_reason: 'double_payment',
        mpesa_reference: 'TDL4MADEUP',
      });
      expect(await underReview('double_payment')).toContain(sold.id);
      await mark('mark-completed', { reason: 'Cash given back' }).expect(200);
      await pay({ updated_at: '2026-01-01T15:05:00+03:00' });
      expect((await told()).review_reason).toBeNull();
    });

    it('when it completes with a receipt: the money of that receipt is no second one', async () => {
      const seen = { reason: 'Saw the SMS', mpesa_reference: ' tdl4madeup ' };
      const { body } = await mark('mark-completed', seen).expect(200);
      expect(body.payment.mpesa_reference).toBe('TDL4MADEUP');
      await pay();
      const after = await told();
      expect(after).toMatchObject({ status: 'completed', review_reason: null });
      expect(eventsOf(after)).toEqual([
        'created',
        'accepted',
        'marked_completed',
        'receipt_learned',
      ]);
    });

    it('when it fails: a late success still counts', async () => {
      await mark('mark-failed').expect(200);
      await pay();
      const after = await told();
      expect(after).toMatchObject({ status: 'completed', error_message: '', review_reason: null });
      expect(eventsOf(after).slice(-2)).toEqual(['marked_failed', 'late_success']);
      expect(accessMs(after)).toBe(24 * HOUR_MS);
    });

    it('when it completes: a failed prompt takes nothing back', async () => {
      await mark('mark-completed').expect(200);
      await deliver(app, { ...failedEvent(sold, shop) });
      expect(await told()).toMatchObject({ status: 'completed', review_reason: null });
    });

    it('but a payment that is marked does not expire', async () => {
      await mark('mark-failed').expect(200);
      await age(app, sold.id, 24 * 60);
      await runPlannedJobs(app);
      const after = await told();
      expect(eventsOf(after)).toEqual(['created', 'accepted', 'marked_failed']);
      expect(after.error_message).toBe('The seller has closed this payment as not paid.');
    });
  });
});
