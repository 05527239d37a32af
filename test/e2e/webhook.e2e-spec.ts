import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { aPhone, checkStatus, eventsOf, initiate, story, type Story } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const A_MINUTE = 60_000;
const PATH = '/payments/webhook/';

interface StoredEvent {
  readonly trust: string;
  readonly outcome: string;
  readonly body: Record<string, unknown>;
}

describe('a webhook of IntaSend', () => {
  let app: TestApp;
  let shop: Shop;
  let sold: { id: string; invoiceId: string };

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    shop = await aShop(app, { price: '50.00' });
    app.simulator.control.setWebhook(null, shop.publishableKey);
    await app.database.query('DELETE FROM webhook_events');
    const started = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    sold = { id: started.body.payment.id, invoiceId: started.body.intasend.invoice_id };
  });

  const event = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
    invoice_id: sold.invoiceId,
    state: 'COMPLETE',
    provider: 'M-PESA',
    value: '50.00',
    net_amount: '48.50',
    charges: '1.50',
    currency: 'KES',
    api_ref: `${sold.id}-1`,
    mpesa_reference: 'TDL4XXXXXX',
    updated_at: '2026-01-01T12:00:30.000000+03:00',
    challenge: shop.challenge,
    ...overrides,
  });
  const deliver = async (body: Record<string, unknown>): Promise<void> => {
    await app.post(PATH, body).expect(200, { status: 'ok' });
    await app.idle();
  };
  const told = (): Promise<Story> => story(app, shop, sold.id);
  const stored = (): Promise<StoredEvent[]> =>
    app.database.query<StoredEvent>('SELECT trust, outcome, body FROM webhook_events ORDER BY id');
  const statusCalls = (): number =>
    app.simulator.control.faults().reduce((left, { left: some }) => left - some, 1_000);

  it('is taken at its word with the right challenge and content, without a question', async () => {
    app.simulator.control.addFault({ fault: 'server_error', endpoint: 'status', times: 1_000 });
    await deliver(event());
    expect(statusCalls()).toBe(0);
    app.simulator.control.clearFaults();
    expect(await told()).toMatchObject({ status: 'completed', mpesa_reference: 'TDL4XXXXXX' });
    expect(await stored()).toMatchObject([{ trust: 'authenticated', outcome: 'settled' }]);
  });

  it('is kept without its challenge, which no log line holds either', async () => {
    await deliver(event());
    const [kept] = await stored();
    expect(kept?.body).not.toHaveProperty('challenge');
    expect(app.logs.filter((line) => line.includes(String(shop.challenge)))).toEqual([]);
  });

  it('changes nothing by itself with a wrong, missing or foreign challenge', async () => {
    const other = await aShop(app);
    for (const challenge of ['wrong', undefined, other.challenge]) {
      await app.database.query('DELETE FROM webhook_events');
      await deliver(event({ challenge }));
      expect((await told()).status).toBe('processing');
      expect(await stored()).toMatchObject([{ trust: 'refused', outcome: 'settled' }]);
    }
    const warnings = app.logs.filter((line) => line.includes('was not believed'));
    expect(warnings.every((line) => line.includes('"security":true'))).toBe(true);
    expect(warnings.length).toBeGreaterThanOrEqual(3);
  });

  it('leads to a question when nothing proves it, and the answer counts', async () => {
    await app.simulator.control.advance(A_MINUTE);
    await deliver(event({ challenge: 'wrong' }));
    expect((await told()).status).toBe('completed');
  });

  it('is not taken at its word when amount, currency or reference differ', async () => {
    for (const lie of [{ value: '1.00' }, { currency: 'USD' }, { api_ref: 'another' }]) {
      await app.database.query('DELETE FROM webhook_events');
      await deliver(event(lie));
      expect(await told()).toMatchObject({ status: 'processing', review_reason: null });
    }
  });

  it('does not let the cheap paid invoice of one pay for another', async () => {
    const cheap = await aShop(app, { price: '1.00' });
    const own = await initiate(app, cheap, { phone_number: aPhone() }).expect(201);
    await app.simulator.control.advance(A_MINUTE);
    app.simulator.control.fail(sold.invoiceId);
    await deliver(event({ invoice_id: own.body.intasend.invoice_id, challenge: cheap.challenge }));
    expect((await told()).status).not.toBe('completed');
  });

  it('settles once however often and from wherever the news comes', async () => {
    await app.simulator.control.advance(A_MINUTE);
    const webhooks = Array.from({ length: 20 }, (_, number) =>
      app.post(PATH, event({ updated_at: `2026-01-01T12:00:${30 + number}+03:00` })).expect(200),
    );
    const checks = Array.from({ length: 20 }, () => checkStatus(app, shop, sold.id).expect(200));
    await Promise.all([...webhooks, ...checks]);
    const first = await told();
    await app.idle();
    const last = await told();
    expect(eventsOf(last).filter((name) => name === 'completed')).toHaveLength(1);
    expect(last.package_expiry_time).toBe(first.package_expiry_time);
  });

  it('is stored once when it is delivered twice', async () => {
    await deliver(event());
    await deliver(event({ charges: '9.99' }));
    expect(await stored()).toHaveLength(1);
  });

  it('asks for review when a failure follows the success, and ignores an older one', async () => {
    await deliver(event());
    await deliver(event({ state: 'FAILED', updated_at: '2026-01-01T12:00:10+03:00' }));
    expect((await told()).review_reason).toBeNull();
    await deliver(event({ state: 'FAILED', updated_at: '2026-01-01T12:00:50+03:00' }));
    expect(await told()).toMatchObject({
      status: 'completed',
      review_reason: 'failed_after_complete',
    });
  });

  it('lets a late success count after a failure', async () => {
    await deliver(event({ state: 'FAILED', failed_code: '1032' }));
    expect((await told()).status).toBe('failed');
    await deliver(event({ updated_at: '2026-01-01T12:01:00+03:00' }));
    expect(await told()).toMatchObject({ status: 'completed', error_message: '' });
  });

  it('is kept and not applied when it is of another kind', async () => {
    for (const body of [
      { file_id: 'F', transactions: [] },
      { chargeback_id: 'C' },
      { odd: true },
    ]) {
      await deliver({ ...body, challenge: shop.challenge });
    }
    expect((await stored()).map(({ outcome }) => outcome)).toEqual(Array(3).fill('ignored'));
  });

  it('waits unmatched for its payment, and is processed once the invoice is known', async () => {
    await app.simulator.control.advance(A_MINUTE);
    await app.database.query(
      'UPDATE payment_attempts SET invoice_id = NULL WHERE payment_id = $1',
      [sold.id],
    );
    await deliver(event({ api_ref: '' }));
    expect(await stored()).toMatchObject([{ outcome: 'unmatched' }]);
    await app.database.query('UPDATE payment_attempts SET invoice_id = $2 WHERE payment_id = $1', [
      sold.id,
      sold.invoiceId,
    ]);
    await app.database.query(`SELECT graphile_worker.add_job('revive_webhooks')`);
    await app.idle();
    await app.idle();
    expect((await told()).status).toBe('completed');
  });

  it('is refused only when it is no JSON object, below /api and without a slash too', async () => {
    await app.post('/api/payments/webhook', event()).expect(200);
    for (const body of ['[]', '"text"', '{', 'null']) {
      const answer = await app
        .post(PATH)
        .set('Content-Type', 'application/json')
        .send(body)
        .expect(400);
      expect(answer.body).toMatchObject({ code: 'malformed_body' });
    }
  });

  it('never breaks the server, whatever it holds', async () => {
    const hostile = [
      event({ invoice_id: 'a\u0000b', api_ref: '\ud800' }),
      event({ state: 'x'.repeat(5_000), value: 1e308, updated_at: {} }),
      { __proto__: null, constructor: { prototype: {} }, invoice_id: ['x'], state: 7 },
    ];
    for (const body of hostile) await deliver(body);
    expect((await told()).status).toBe('processing');
  });
});
