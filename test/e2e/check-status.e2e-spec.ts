import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';
import {
  accessMs,
  aPhone,
  checkStatus,
  eventsOf,
  initiate,
  paymentOf,
  paymentDetails,
} from '../support/selling.js';

const A_SECOND = 1_000;
const A_MINUTE = 60_000;

/** Last digits at which the simulator lets a prompt end so. */
const CANCELLED = '0799000101';
const FAILS_AND_IS_PAID_LATER = '0799000110';
const FAILS_AFTER_IT_WAS_PAID = '0799000111';

describe('checking the status of a payment', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app, { price: '50.00', durationHours: 24 });
  });
  afterAll(() => app.stop());

  /** Starts a payment and lets simulated time pass; gives its id. */
  async function started(phone: string, passesMs: number): Promise<string> {
    const answer = await initiate(app, shop, { phone_number: phone }).expect(201);
    await app.simulator.control.advance(passesMs);
    return String(answer.body.payment.id);
  }

  /** The payment as it is shown everywhere else. */
  const shown = async (id: string): Promise<object> =>
    paymentOf(await paymentDetails(app, shop, id));

  it('answers a completed one with the message of success', async () => {
    const id = await started(aPhone(), A_MINUTE);
    const checked = await checkStatus(app, shop, id, shop.token).expect(200);
    expect(checked.body).toStrictEqual({
      message: 'Payment completed successfully!',
      payment: await shown(id),
      status: 'completed',
      state: 'COMPLETE',
      intasend_status: { state: 'COMPLETE' },
    });
    expect(checked.body.payment).toMatchObject({
      status: 'completed',
      status_display: 'Completed',
      intasend_state: 'COMPLETE',
      mpesa_reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
      error_message: '',
      is_successful: true,
      is_pending: false,
      is_expired: false,
      is_active: true,
    });
  });

  it('answers one with an active prompt with the details so far', async () => {
    const id = await started(aPhone(), 5 * A_SECOND);
    const checked = await checkStatus(app, shop, id, shop.token).expect(200);
    expect(checked.body).toStrictEqual({
      message: 'Payment status checked successfully',
      payment: await shown(id),
      status: 'processing',
      state: 'PROCESSING',
      details: {
        amount: '50.00',
        currency: 'KES',
        provider: 'M-PESA',
        mpesa_reference: null,
        failed_reason: null,
        failed_code: null,
      },
      intasend_status: { state: 'PROCESSING' },
    });
  });

  it('answers one that IntaSend knows nothing of as pending', async () => {
    app.simulator.control.addFault({ fault: 'server_error' });
    const answer = await initiate(app, shop, { phone_number: aPhone() }).expect(202);
    const checked = await checkStatus(app, shop, answer.body.payment.id).expect(200);
    expect(checked.body).toMatchObject({
      message: 'Payment status checked successfully',
      status: 'pending',
      state: 'PENDING',
      intasend_status: { state: 'PENDING' },
    });
  });

  it('answers a failed one with the reason', async () => {
    const id = await started(CANCELLED, A_MINUTE);
    const checked = await checkStatus(app, shop, id, shop.token).expect(200);
    expect(checked.body).toStrictEqual({
      message: 'Payment status checked successfully',
      payment: await shown(id),
      status: 'failed',
      state: 'FAILED',
      details: {
        amount: '50.00',
        currency: 'KES',
        provider: 'M-PESA',
        mpesa_reference: null,
        failed_reason: 'Request cancelled by user',
        failed_code: '-1',
      },
      intasend_status: { state: 'FAILED' },
    });
    expect(checked.body.payment).toMatchObject({
      status: 'failed',
      error_message: 'The payment was cancelled on the phone.',
      is_failed: true,
      is_pending: false,
      is_active: false,
      completed_at: null,
      package_expiry_time: null,
    });
  });

  it('serves portals by public key and dashboards by token, with or without a body', async () => {
    const id = await started(aPhone(), A_SECOND);
    const byKey = await checkStatus(app, shop, id, shop.portal).expect(200);
    const byToken = await checkStatus(app, shop, id, shop.token).expect(200);
    const { payment } = byToken.body;
    expect(byKey.body).toEqual({ ...byToken.body, payment: { ...payment, phone_number: '' } });
    const path = `/api/payments/intasend/${id.toUpperCase()}/check-status`;
    await app.post(path, { anything: 'else' }, shop.portal).expect(200);
    await app.post(path, {}).expect(401);
  });

  it.each([
    ['an id that nobody has', '0190a6b2-7c1e-7000-8000-000000000000'],
    ['no id', 'garbage'],
    ['an integer', '1'],
    ['an id with a tail', '0190a6b2-7c1e-7000-8000-000000000000x'],
  ])('does not find %s', async (_, id) => {
    const refused = await checkStatus(app, shop, id).expect(404);
    expect(refused.body).toStrictEqual({
      error: 'Payment not found or access denied',
      code: 'payment_not_found',
      request_id: refused.headers['x-request-id'],
    });
  });

  it('does not find the payment of another operator, by key or by token', async () => {
    const id = await started(aPhone(), A_SECOND);
    const stranger = await anOperator(app);
    for (const headers of [stranger.portal, stranger.token]) {
      const refused = await checkStatus(app, shop, id, headers).expect(404);
      expect(refused.body.error).toBe('Payment not found or access denied');
    }
  });

  it('refuses a payment that went through another provider', async () => {
    const id = await started(aPhone(), A_SECOND);
    await app.database.query(`UPDATE payments SET payment_provider = 'kopokopo' WHERE id = $1`, [
      id,
    ]);
    const refused = await checkStatus(app, shop, id).expect(400);
    expect(refused.body).toMatchObject({
      error: 'This payment was not initiated through IntaSend',
      code: 'other_provider',
    });
  });

  it('shows a late success of a payment that had failed', async () => {
    const id = await started(FAILS_AND_IS_PAID_LATER, A_MINUTE);
    await app.idle();
    const failed = await checkStatus(app, shop, id).expect(200);
    expect(failed.body.status).toBe('failed');

    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
    const paid = await checkStatus(app, shop, id).expect(200);
    expect(paid.body).toMatchObject({
      message: 'Payment completed successfully!',
      status: 'completed',
      payment: { error_message: '', is_failed: false, is_active: true },
    });
    expect(eventsOf(await paymentDetails(app, shop, id))).toContain('late_success');
  });

  it('never moves the moment of completion or the expiry', async () => {
    const id = await started(aPhone(), A_MINUTE);
    const first = (await checkStatus(app, shop, id).expect(200)).body.payment;
    await app.idle();
    const checks = await Promise.all(
      Array.from({ length: 6 }, () => checkStatus(app, shop, id).expect(200)),
    );
    for (const { body } of checks) {
      expect(body.payment).toMatchObject({
        completed_at: first.completed_at,
        package_expiry_time: first.package_expiry_time,
      });
    }
    expect(accessMs(first)).toBe(24 * 60 * A_MINUTE);
    const { history } = await paymentDetails(app, shop, id);
    expect(history.filter(({ to }) => to === 'completed')).toHaveLength(1);
  });

  it('answers with the message of success whatever IntaSend reports afterwards', async () => {
    const id = await started(FAILS_AFTER_IT_WAS_PAID, A_MINUTE);
    await app.idle();
    const checked = await checkStatus(app, shop, id).expect(200);
    expect(checked.body).toMatchObject({
      message: 'Payment completed successfully!',
      status: 'completed',
      state: 'COMPLETE',
      payment: { is_active: true, review_reason: 'failed_after_complete' },
      intasend_status: { state: 'COMPLETE' },
    });
  });

  it('shows a payment whose time has run out as expired and no longer active', async () => {
    const id = await started(aPhone(), A_MINUTE);
    await checkStatus(app, shop, id).expect(200);
    await app.database.query(
      `UPDATE payments SET completed_at = now() - interval '25 hours',
              package_expiry_time = now() - interval '1 hour' WHERE id = $1`,
      [id],
    );
    const checked = await checkStatus(app, shop, id).expect(200);
    expect(checked.body).toMatchObject({
      status: 'completed',
      payment: { is_successful: true, is_expired: true, is_active: false },
    });
  });
});
