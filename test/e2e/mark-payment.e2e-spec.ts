import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Test } from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type Headers, type TestApp } from '../support/app.js';
import { accessMs, checkStatus, initiate, paymentOf, paymentDetails } from '../support/selling.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  failedEvent,
  paidEvent,
  type PromptOut,
} from '../support/webhooks.js';

const HOUR_MS = 3_600_000;
const REASON = { reason: 'Paid in cash at the counter' };
type Mark = 'mark-completed' | 'mark-failed';

describe('a manual override of a payment', () => {
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

  const mark = (
    how: Mark,
    body: object = REASON,
    id: string = sold.id,
    headers: Headers = shop.token,
  ): Test => app.post(`/payments/${id}/${how}/`, body, headers);
  const told = () => paymentDetails(app, shop, sold.id);
  /** Has the payment failed by a cancellation. */
  const fail = (): Promise<void> => deliver(app, { ...failedEvent(sold, shop) });
  const pay = (overrides = {}): Promise<void> =>
    deliver(app, { ...paidEvent(sold, shop, overrides) });

  it.each(['processing', 'failed'])('completes a payment that is %s', async (status) => {
    if (status === 'failed') await fail();
    const { body } = await mark('mark-completed').expect(200);
    const payment = await told();
    expect(body).toStrictEqual({
      message: 'Payment marked as completed',
      payment: paymentOf(payment),
    });
    expect(payment).toMatchObject({
      status: 'completed',
      error_message: '',
      mpesa_reference: null,
      is_active: true,
      review_reason: null,
    });
    expect(accessMs(payment)).toBe(24 * HOUR_MS);
    expect(payment.history.at(-1)).toEqual({
      event: 'marked_completed',
      attempt: 1,
      from: status,
      to: 'completed',
      source: 'operator',
      evidence: {
        operator: shop.username,
        reason: REASON.reason,
        mpesa_reference: null,
        review_reason: null,
      },
      at: expect.any(String),
    });
  });

  it('completes a payment that is pending', async () => {
    app.simulator.control.addFault({ fault: 'hang_after' });
    const unknown = await initiate(app, shop, { phone_number: '0711555001' }).expect(202);
    const { body } = await mark('mark-completed', REASON, unknown.body.payment.id).expect(200);
    expect(body.payment).toMatchObject({ status: 'completed' });
  });

  it('fails an open payment, with a message for the customer and the reason for the operator', async () => {
    const { body } = await mark('mark-failed', { reason: 'Left without paying' }).expect(200);
    const payment = await told();
    expect(body).toStrictEqual({
      message: 'Payment marked as failed',
      payment: paymentOf(payment),
    });
    expect(payment).toMatchObject({
      status: 'failed',
      error_message: 'The seller has closed this payment as not paid.',
      completed_at: null,
    });
    expect(payment.history.at(-1)).toMatchObject({
      event: 'marked_failed',
      source: 'operator',
      evidence: { operator: shop.username, reason: 'Left without paying' },
    });
    expect(JSON.stringify(paymentOf(payment))).not.toContain('Left without paying');
  });

  it('shows at once to the waiting customer, without asking IntaSend', async () => {
    await mark('mark-completed').expect(200);
    const { body } = await checkStatus(app, shop, sold.id).expect(200);
    expect(body).toMatchObject({ status: 'completed', message: 'Payment completed successfully!' });
  });

  it.each<[string, object, string]>([
    ['no reason', {}, 'reason is required'],
    ['an empty reason', { reason: '' }, 'reason is required'],
    ['a blank reason', { reason: ' \t ' }, 'reason must not be blank'],
    ['a reason that is no text', { reason: 5 }, 'reason must be text'],
    ['null for a reason', { reason: null }, 'reason must be text'],
    ['too long a reason', { reason: 'x'.repeat(501) }, 'reason must have at most 500 characters'],
    [
      'a reason that cannot be stored',
      { reason: 'a\u0000b' },
      'reason holds characters that cannot be stored',
    ],
  ])('is refused with %s, and changes nothing', async (_what, body, message) => {
    const before = await told();
    for (const how of ['mark-completed', 'mark-failed'] as const) {
      const refused = await mark(how, body).expect(400);
      expect(refused.body).toMatchObject({
        code: 'validation_failed',
        fields: { reason: [message] },
      });
    }
    expect(await told()).toEqual(before);
  });

  it.each([5, 'TDL', 'TDL4-MADE', 'x'.repeat(21), ['TDL4MADEUP']])(
    'is refused with the receipt %j',
    async (mpesa_reference) => {
      const refused = await mark('mark-completed', { ...REASON, mpesa_reference }).expect(400);
      expect(refused.body.fields).toEqual({
        mpesa_reference: ['mpesa_reference must be a receipt such as TDL4X5Y6Z7'],
      });
    },
  );

  it.each(['', null, undefined])('needs no receipt: %j', async (mpesa_reference) => {
    const { body } = await mark('mark-completed', { ...REASON, mpesa_reference }).expect(200);
    expect(body.payment.mpesa_reference).toBeNull();
  });

  it('takes a reason of 500 characters', async () => {
    await mark('mark-failed', { reason: 'x'.repeat(500) }).expect(200);
  });

  it('is not taken about a payment that is completed and needs no review', async () => {
    await pay();
    const before = await told();
    const again = await mark('mark-completed').expect(409);
    expect(again.body).toMatchObject({
      error: 'The payment is completed already.',
      code: 'already_completed',
      payment_id: sold.id,
    });
    const failed = await mark('mark-failed').expect(409);
    expect(failed.body).toMatchObject({
      error: 'A completed payment cannot be marked as failed.',
      code: 'already_completed',
      payment_id: sold.id,
    });
    expect(await told()).toEqual(before);
  });

  it('is not taken twice: what has failed cannot be marked as failed', async () => {
    await mark('mark-failed').expect(200);
    const before = await told();
    const { body } = await mark('mark-failed').expect(409);
    expect(body).toMatchObject({ code: 'already_failed', payment_id: sold.id });
    expect(await told()).toEqual(before);
  });

  it.each<Mark>(['mark-completed', 'mark-failed'])('is the owner’s only: %s', async (how) => {
    const stranger = await anOperator(app);
    for (const [id, headers] of [
      [sold.id, stranger.token],
      [newId(), shop.token],
      ['nonsense', shop.token],
    ] as const) {
      const { body } = await mark(how, REASON, id, headers).expect(404);
      expect(body).toMatchObject({
        error: 'Payment not found or access denied',
        code: 'payment_not_found',
      });
    }
    await mark(how, REASON, sold.id, shop.portal).expect(401);
    await mark(how, REASON, sold.id, {}).expect(401);
    expect((await told()).status).toBe('processing');
  });

  it('counts once of eight at the same time, whatever they say', async () => {
    const marks = Array.from({ length: 8 }, (_, index) =>
      mark(index % 2 === 0 ? 'mark-completed' : 'mark-failed'),
    );
    const answers = await Promise.all(marks);
    const payment = await told();
    expect(payment.status).toBe('completed');
    const said = payment.history.filter(({ source }) => source === 'operator');
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(said.length);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(8 - said.length);
    expect(said.filter(({ event }) => event === 'marked_completed')).toHaveLength(1);
  });

  it('and IntaSend’s at the same time are both kept: one completes, the other shows up', async () => {
    await Promise.all([
      mark('mark-completed'),
      app.post('/payments/webhook/', paidEvent(sold, shop)),
    ]);
    await app.idle();
    const payment = await told();
    expect(payment.status).toBe('completed');
    const wasFirst = payment.history.some(({ event }) => event === 'marked_completed');
    expect(payment.review_reason).toBe(wasFirst ? 'double_payment' : null);
  });
});
