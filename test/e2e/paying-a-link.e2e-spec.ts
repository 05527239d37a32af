import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { pressOnPage, textOf } from '../support/paying-page.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  accessMs,
  aPhone,
  checkStatus,
  createLink,
  eventsOf,
  paymentDetails,
  type PaymentDetails,
} from '../support/selling.js';

const A_SECOND = 1_000;
const A_MINUTE = 60_000;
const PUBLIC_URL = 'https://pay.example.com';

describe('paying a link on its page', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp({ settings: { PUBLIC_URL } });
    shop = await aShop(app, { price: '50.00', durationHours: 24 });
  });
  afterAll(() => app.stop());

  interface Link {
    readonly id: string;
    readonly url: string;
    readonly checkout: string;
  }

  async function aLink(overrides: Record<string, string> = {}, of: Shop = shop): Promise<Link> {
    const answer = await createLink(app, of, { phone_number: aPhone(), ...overrides }).expect(201);
    const { payment, intasend } = answer.body;
    return { id: payment.id, url: intasend.payment_url, checkout: intasend.invoice_id };
  }

  const afterwards = async (ms: number): Promise<void> => {
    await app.simulator.control.advance(ms);
    await app.idle();
  };
  const waitingPage = (pressed: Response): Promise<Response> =>
    request(app.simulator.url).get(String(pressed.headers['location']));
  const toldOf = ({ id }: Link): Promise<PaymentDetails> => paymentDetails(app, shop, id);
  const invoicesOf = ({ id }: Link): { invoiceId: string }[] =>
    app.simulator.control.invoices(`${id}-1`);

  it('completes the payment, whose invoice is then known', async () => {
    const link = await aLink();
    await pressOnPage(link.url, 'pay').then(({ status }) => {
      expect(status).toBe(303);
    });
    const [invoice] = invoicesOf(link);

    await afterwards(2 * A_SECOND);
    expect(await toldOf(link)).toMatchObject({
      status: 'processing',
      intasend_state: 'PROCESSING',
      intasend_invoice_id: invoice?.invoiceId,
      intasend_payment_id: link.checkout,
    });

    await afterwards(A_MINUTE);
    const paid = await toldOf(link);
    expect(paid).toMatchObject({
      status: 'completed',
      amount: '50.00',
      intasend_invoice_id: invoice?.invoiceId,
      is_active: true,
      review_reason: null,
    });
    expect(accessMs(paid)).toBe(24 * 60 * A_MINUTE);
  });

  it('returns the customer to the page of the payment', async () => {
    const link = await aLink();
    const pressed = await pressOnPage(link.url, 'pay');
    await afterwards(A_MINUTE);
    const waited = await waitingPage(pressed);
    expect(waited.status).toBe(303);

    const back = new URL(String(waited.headers['location']));
    expect(back.origin + back.pathname).toBe(`${PUBLIC_URL}/payment/success/${link.id}/`);
    expect(back.searchParams.get('tracking_id')).toBe(invoicesOf(link)[0]?.invoiceId);
    expect(back.searchParams.get('checkout_id')).toBe(link.checkout);

    const page = await app.get(back.pathname + back.search).expect(200);
    expect(textOf(page.text)).toContain('Thank you, you have paid');
  });

  it('returns the customer to the operator’s own page where one is set', async () => {
    const own = await startTestApp({
      settings: { INTASEND_SUCCESS_URL_BASE: 'https://cafe.example.com/thanks?p=' },
    });
    try {
      const cafe = await aShop(own);
      const answer = await createLink(own, cafe).expect(201);
      const pressed = await pressOnPage(answer.body.intasend.payment_url, 'pay');
      await own.simulator.control.advance(A_MINUTE);
      const waited = await request(own.simulator.url).get(String(pressed.headers['location']));
      const { id } = answer.body.payment;
      expect(waited.headers['location']).toMatch(
        new RegExp(`^https://cafe\\.example\\.com/thanks\\?p=${String(id)}/&tracking_id=`),
      );
    } finally {
      await own.stop();
    }
  });

  it('redirects a customer who has not paid to the page for failed payments', async () => {
    const link = await aLink();
    await app.post(`/payments/${link.id}/mark-failed/`, { reason: 'changed mind' }, shop.token);
    const redirect = await app.get(`/payment/success/${link.id}/`).expect(303);
    expect(redirect.headers['location']).toBe(`${PUBLIC_URL}/payment/failed/${link.id}/`);
    const page = await app.get(`/payment/failed/${link.id}/`).expect(200);
    expect(textOf(page.text)).toContain('Not paid');
  });

  it('redirects that customer to the operator’s own page where one is set', async () => {
    const own = await startTestApp({
      settings: { INTASEND_FAIL_URL_BASE: 'https://cafe.example.com/unpaid/' },
    });
    try {
      const cafe = await aShop(own);
      const { id } = (await createLink(own, cafe).expect(201)).body.payment;
      await own.post(`/payments/${id}/mark-failed/`, { reason: 'changed mind' }, cafe.token);
      const redirect = await own.get(`/payment/success/${id}/`).expect(303);
      expect(redirect.headers['location']).toBe(`https://cafe.example.com/unpaid/${id}/`);
    } finally {
      await own.stop();
    }
  });

  it('is found by a status check when no webhook comes', async () => {
    const quiet = await aShop(app);
    app.simulator.control.setWebhook(null, quiet.publishableKey);
    const link = await aLink({}, quiet);
    await pressOnPage(link.url, 'pay');
    await afterwards(5 * A_SECOND);
    const waiting = await checkStatus(app, quiet, link.id).expect(200);
    expect(waiting.body).toMatchObject({ status: 'processing', state: 'PROCESSING' });

    await afterwards(A_MINUTE);
    const paid = await checkStatus(app, quiet, link.id).expect(200);
    expect(paid.body).toMatchObject({
      status: 'completed',
      payment: { intasend_invoice_id: invoicesOf(link)[0]?.invoiceId },
    });
  });

  it('is found when the customer comes back before anybody else has said so', async () => {
    const quiet = await aShop(app);
    app.simulator.control.setWebhook(null, quiet.publishableKey);
    const link = await aLink({}, quiet);
    await pressOnPage(link.url, 'pay');
    await afterwards(A_MINUTE);
    await app.get(`/payment/success/${link.id}/`).expect(200);
    await app.idle();
    const told = await paymentDetails(app, quiet, link.id);
    expect(told.status).toBe('completed');
  });

  it('lets the customer cancel, try again on the same page and pay', async () => {
    const link = await aLink();
    const cancelled = await pressOnPage(link.url, 'fail');
    await afterwards(A_MINUTE);
    expect(textOf((await waitingPage(cancelled)).text)).toContain('Not paid');

    await pressOnPage(link.url, 'pay');
    await afterwards(A_MINUTE);
    expect(await toldOf(link)).toMatchObject({
      status: 'completed',
      error_message: '',
      review_reason: null,
      intasend_invoice_id: invoicesOf(link)[1]?.invoiceId,
    });
    expect(invoicesOf(link)).toHaveLength(2);
  });

  it('takes the money of any phone that the payer types', async () => {
    const link = await aLink();
    await pressOnPage(link.url, 'pay', { phone_number: '0733 000 999' });
    await afterwards(A_MINUTE);
    expect(
      app.simulator.control.books().find(({ apiRef }) => apiRef === `${link.id}-1`),
    ).toMatchObject({ phone: '254733000999', amount: '50.00' });
    expect((await toldOf(link)).status).toBe('completed');
  });

  it('asks for review when two invoices of one page are both paid', async () => {
    const link = await aLink();
    await pressOnPage(link.url, 'pay');
    await pressOnPage(link.url, 'pay');
    const [first, second] = invoicesOf(link);
    if (!first || !second) throw new Error('Two tries to pay make two invoices');

    app.simulator.control.complete(first.invoiceId);
    await afterwards(A_SECOND);
    const paid = await toldOf(link);
    expect(paid).toMatchObject({ status: 'completed', review_reason: null });

    app.simulator.control.complete(second.invoiceId);
    await afterwards(A_SECOND);
    const paidTwice = await toldOf(link);
    expect(paidTwice).toMatchObject({
      status: 'completed',
      review_reason: 'double_payment',
      completed_at: paid.completed_at,
      package_expiry_time: paid.package_expiry_time,
      mpesa_reference: paid['mpesa_reference'],
    });
    expect(eventsOf(paidTwice).at(-1)).toBe('contradicted');
    expect(
      app.simulator.control.books().filter(({ apiRef }) => apiRef === `${link.id}-1`),
    ).toHaveLength(2);
  });

  it.each([
    ['mpesa', 'M-PESA'],
    ['card', 'CARD-PAYMENT'],
    ['bank', 'M-PESA'],
  ])('offers what the payment method %s asks for', async (method, provider) => {
    const link = await aLink({ payment_method: method });
    await pressOnPage(link.url, 'pay');
    await afterwards(A_MINUTE);
    const bodies = app.simulator.control
      .deliveries()
      .map(({ body }) => body)
      .filter((body) => body['api_ref'] === `${link.id}-1`);
    expect(new Set(bodies.map((body) => body['provider']))).toEqual(new Set([provider]));
    expect((await toldOf(link)).status).toBe('completed');
  });
});
