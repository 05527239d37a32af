import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Test } from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type Headers, type TestApp } from '../support/app.js';
import { aFailedPrompt, retried } from '../support/retrying.js';
import { type PaymentDetails, paymentDetails, paymentOf } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  failedEvent,
  paidEvent,
  type PromptOut,
} from '../support/webhooks.js';

const HOUR_MS = 3_600_000;
const NOTE = 'The customer has shown both messages';
const ACCEPTED = { resolution: 'accepted', note: NOTE };
const EXTENDED = { resolution: 'access_extended', note: NOTE, hours: 24 };
const REFUNDED = { resolution: 'refunded_outside', note: NOTE, reference: 'TDL9REFUND' };

describe('the review of a payment', () => {
  let app: TestApp;
  let shop: Shop;
  let other: Shop;
  /** A sale that was paid twice. */
  let sold: PromptOut;
  let before: PaymentDetails;

  beforeAll(async () => {
    app = await startTestApp();
    [shop, other] = [await aShop(app), await aShop(app)];
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    sold = await aPaymentPaidTwice();
    before = await told();
  });

  async function aPaymentPaidTwice(): Promise<PromptOut> {
    const first = await aFailedPrompt(app, shop);
    const second = await retried(app, shop, first);
    await pay(second, 1);
    await pay(first, 2);
    await app.idle();
    return first;
  }
  async function pay(attempt: PromptOut, minute: number): Promise<void> {
    app.simulator.control.complete(attempt.invoiceId);
    const at = { updated_at: `2026-01-01T15:1${minute}:00+03:00` };
    await deliver(app, paidEvent(attempt, shop, at));
  }
  /** What was paid is reported as failed. */
  async function contradict(): Promise<void> {
    const invoiceId = String(before['intasend_invoice_id']);
    const paid = { ...sold, invoiceId, reference: `${sold.id}-2` };
    await deliver(app, {
      ...failedEvent(paid, shop),
      updated_at: '2026-01-01T15:20:00+03:00',
    });
  }
  const told = (id = sold.id) => paymentDetails(app, shop, id);
  const resolve = (body: object, id = sold.id, headers: Headers = {}): Test =>
    app.post(`/payments/${id}/resolve-review/`, body, { ...shop.token, ...headers });
  async function inReview(): Promise<unknown[]> {
    const { body } = await app.get('/payments/?review=true', shop.token).expect(200);
    return (body.results as readonly { readonly id: string }[]).map(({ id }) => id);
  }
  interface Ended {
    readonly id: string;
    readonly at: Date;
    readonly extensions: number;
  }
  async function entitlement(id = sold.id): Promise<Ended> {
    const [row] = await app.database.query<Ended>(
      `SELECT e.id, e.ends_at AS at,
              (SELECT count(*)::integer FROM entitlement_history h
                WHERE h.entitlement_id = e.id AND h.event = 'extended') AS extensions
         FROM entitlements e WHERE e.payment_id = $1`,
      [id],
    );
    if (!row) throw new Error('The payment has no entitlement');
    return row;
  }
  const expectUntouched = async (ends: Ended): Promise<void> => {
    expect(paymentOf(await told())).toEqual(paymentOf(before));
    expect(await inReview()).toContain(sold.id);
    expect(await entitlement()).toEqual(ends);
  };

  it.each([
    ['accepted', ACCEPTED, {}],
    ['extended', EXTENDED, { hours: 24 }],
    ['refunded', REFUNDED, { reference: 'TDL9REFUND' }],
  ])('is resolved as %s, which its history tells', async (_, body, more) => {
    expect(before.review_reason).toBe('double_payment');
    expect(await inReview()).toContain(sold.id);
    const { body: answered } = await resolve(body).expect(200);
    const after = await told();
    expect(answered).toEqual(paymentOf(after));
    expect(await inReview()).not.toContain(sold.id);
    expect(after.history).toHaveLength(before.history.length + 1);
    const { resolution } = body;
    expect(after.history.at(-1)).toMatchObject({
      ...{ event: 'review_closed', source: 'operator', from: 'completed', to: 'completed' },
      evidence: {
        ...{ resolution, note: NOTE, operator: shop.username, review_reason: 'double_payment' },
        ...more,
      },
    });
    for (const field of ['status', 'completed_at', 'package_expiry_time', 'mpesa_reference']) {
      expect([field, after[field]]).toEqual([field, before[field]]);
    }
    expect(after.review_reason).toBeNull();
  });

  it('is resolved with more time for the customer, in the same commit', async () => {
    const ends = await entitlement();
    const key = { 'Idempotency-Key': newId() };
    const { body } = await resolve({ ...EXTENDED, hours: 5 }, sold.id, key).expect(200);
    const later = new Date(ends.at.getTime() + 5 * HOUR_MS);
    expect(await entitlement()).toEqual({ ...ends, at: later, extensions: 1 });
    expect(body.access).toMatchObject({ ends_at: later.toISOString() });
    const details = await app.get(`/access/entitlements/${ends.id}/`, shop.token).expect(200);
    expect((details.body.history as unknown[]).at(-1)).toMatchObject({
      ...{ event: 'extended', source: 'operator', reason: NOTE },
      evidence: { operator: shop.username, minutes: 300 },
    });
    const commits = await app.database.query(
      `SELECT p.xmin = e.xmin AND p.xmin = k.xmin AS "isOne",
              k.answer::text LIKE '%' || e.access_code || '%' AS "hasCode"
         FROM payments p
         JOIN entitlements e ON e.payment_id = p.id
         JOIN idempotency_keys k ON k.answer -> 'body' ->> 'id' = p.id::text
        WHERE p.id = $1 AND k.user_id = p.user_id`,
      [sold.id],
    );
    expect(commits).toEqual([{ isOne: true, hasCode: false }]);
  });

  it('is resolved once, however often the request is repeated with its key', async () => {
    const ends = await entitlement();
    const key = { 'Idempotency-Key': newId() };
    const first = await resolve(EXTENDED, sold.id, key).expect(200);
    const again = await resolve(EXTENDED, sold.id, key).expect(200);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    await resolve({ ...EXTENDED, hours: 48 }, sold.id, key).expect(422);
    const { body } = await resolve(EXTENDED).expect(409);
    expect(body).toMatchObject({ code: 'no_review', payment_id: sold.id });
    expect(await entitlement()).toMatchObject({
      at: new Date(ends.at.getTime() + 24 * HOUR_MS),
      extensions: 1,
    });
  });

  it('is resolved by one of two operators who do it at the same time', async () => {
    const ends = await entitlement();
    const answers = await Promise.all(Array.from({ length: 8 }, () => resolve(EXTENDED)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
    expect(await entitlement()).toMatchObject({
      at: new Date(ends.at.getTime() + 24 * HOUR_MS),
      extensions: 1,
    });
    expect((await told()).history).toHaveLength(before.history.length + 1);
  });

  it('stays open when the access is over, and nothing is changed', async () => {
    await app.database.query(
      `UPDATE entitlements SET starts_at = starts_at - interval '3 days',
              ends_at = ends_at - interval '3 days' WHERE payment_id = $1`,
      [sold.id],
    );
    before = await told();
    const ends = await entitlement();
    const { body } = await resolve(EXTENDED).expect(409);
    expect(body.code).toBe('access_ended');
    await expectUntouched(ends);
    await resolve(ACCEPTED).expect(200);
  });

  it('of a payment that is not completed cannot be resolved with more time', async () => {
    const prompt = await aPromptOut(app, shop);
    app.simulator.control.complete(prompt.invoiceId, { share: 'half' });
    await deliver(app, paidEvent(prompt, shop, { challenge: 'forged' }));
    expect(await told(prompt.id)).toMatchObject({
      status: 'processing',
      review_reason: 'amount_mismatch',
    });
    const { body } = await resolve(EXTENDED, prompt.id).expect(409);
    expect(body).toMatchObject({ code: 'no_access', payment_id: prompt.id });
    const { body: accepted } = await resolve(REFUNDED, prompt.id).expect(200);
    expect(accepted).toMatchObject({ status: 'processing', review_reason: null });
  });

  it('opens again when another contradiction comes', async () => {
    await resolve(ACCEPTED).expect(200);
    await contradict();
    expect(await told()).toMatchObject({ review_reason: 'failed_after_complete' });
    expect(await inReview()).toContain(sold.id);
    await resolve(ACCEPTED).expect(200);
    const closed = (await told()).history.filter(({ event }) => event === 'review_closed');
    expect(closed.map(({ evidence }) => evidence['review_reason'])).toEqual([
      'double_payment',
      'failed_after_complete',
    ]);
  });

  it('of another reason is not resolved from a page that shows the one before', async () => {
    const shown = { ...EXTENDED, review_reason: before.review_reason };
    await resolve({ ...ACCEPTED, review_reason: before.review_reason }).expect(200);
    await contradict();
    before = await told();
    expect(before.review_reason).toBe('failed_after_complete');
    const ends = await entitlement();
    const key = { 'Idempotency-Key': newId() };
    for (const headers of [{}, key, key]) {
      const { body } = await resolve(shown, sold.id, headers).expect(409);
      expect(body).toMatchObject({
        ...{ code: 'another_review', payment_id: sold.id },
        error: expect.stringContaining('Look at it again'),
      });
    }
    await expectUntouched(ends);
    expect((await told()).history).toEqual(before.history);
    await resolve({ ...EXTENDED, review_reason: 'failed_after_complete' }).expect(200);
    expect(await entitlement()).toMatchObject({ extensions: 1 });
  });

  it.each<[string, object, string]>([
    ['for a reason that there is not', { ...ACCEPTED, review_reason: 'bored' }, 'review_reason'],
    ['without a resolution', { note: NOTE }, 'resolution'],
    ['with another resolution', { resolution: 'ignored', note: NOTE }, 'resolution'],
    ['without a note', { resolution: 'accepted' }, 'note'],
    ['with an empty note', { ...ACCEPTED, note: ' ' }, 'note'],
    ['to extend without hours', { ...EXTENDED, hours: undefined }, 'hours'],
    ['to extend by no hours', { ...EXTENDED, hours: 0 }, 'hours'],
    ['to extend by years', { ...EXTENDED, hours: 8761 }, 'hours'],
    ['of a refund without a reference', { ...REFUNDED, reference: null }, 'reference'],
    ['with hours of nothing', { ...ACCEPTED, hours: 5 }, 'hours'],
    ['with a reference of nothing', { ...EXTENDED, reference: 'TDL9REFUND' }, 'reference'],
  ])('is not resolved %s', async (_, body, field) => {
    const ends = await entitlement();
    const { body: refused } = await resolve(body).expect(400);
    expect(Object.keys(refused.fields)).toEqual([field]);
    await expectUntouched(ends);
  });

  it('is not resolved by another operator, or by a portal', async () => {
    const ends = await entitlement();
    const path = `/payments/${sold.id}/resolve-review/`;
    await app.post(path, ACCEPTED, other.token).expect(404);
    await app.post(path, ACCEPTED, shop.portal).expect(401);
    await app.post(`/payments/${newId()}/resolve-review/`, ACCEPTED, shop.token).expect(404);
    await expectUntouched(ends);
  });
});
