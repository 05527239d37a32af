import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWebhookReceiver, type WebhookReceiver } from 'simulator-core/testing';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant, ORDINARY_PHONE } from '../testing/merchant.js';

interface Result {
  readonly status: number;
  readonly body: unknown;
}

describe('the control calls over HTTP', () => {
  let receiver: WebhookReceiver;
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    receiver = await startWebhookReceiver();
    simulator = await startSimulator({ port: 0, speed: 0 });
    shop = new Merchant(simulator.url);
  });

  afterEach(async () => {
    await simulator.stop();
    await receiver.stop();
  });

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Result> => {
    const response = await fetch(`${simulator.url}/__control${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const post = (path: string, body: unknown = {}) => call('POST', path, body);
  const pushed = async (): Promise<string> => (await shop.push()).body.invoice.invoice_id;

  it('say what there is', async () => {
    const { body } = await call('GET', '/');
    expect(body).toMatchObject({
      behaviour: { stkStatus: 200 },
      outcomes: expect.arrayContaining([expect.objectContaining({ name: 'late_success' })]),
      faults: expect.arrayContaining([expect.objectContaining({ name: 'drop_after' })]),
    });
  });

  it('script faults, list them and take them back', async () => {
    const script = {
      fault: 'unavailable',
      endpoint: 'stk',
      phone: '5678',
      apiRef: 'order-',
      times: 3,
      status: 502,
    };
    expect((await post('/faults', script)).body).toEqual([{ script, left: 3 }]);
    expect((await shop.push()).status).toBe(502);
    expect((await call('GET', '/faults')).body).toEqual([{ script, left: 2 }]);
    await call('DELETE', '/faults');
    expect((await shop.push()).status).toBe(200);
  });

  it('let events go wrong, list what is to come and count what has struck', async () => {
    await post('/webhooks', { url: receiver.url });
    const script = { fault: 'lost', state: 'PENDING', phone: '5678', apiRef: 'order-', times: 2 };
    expect((await post('/webhook-faults', script)).body).toEqual([{ script, left: 2 }]);
    await post('/faults', { fault: 'drop_after', endpoint: 'stk' });
    await shop.push().catch(() => undefined);
    await post('/advance', { ms: 5_000 });

    expect(receiver.states()).toEqual(['PROCESSING']);
    expect((await call('GET', '/webhook-faults')).body).toEqual([{ script, left: 1 }]);
    expect((await call('GET', '/struck')).body).toEqual([
      { at: 'stk', fault: 'drop_after', count: 1 },
      { at: 'webhook', fault: 'lost', count: 1 },
    ]);
    await call('DELETE', '/webhook-faults');
    expect((await call('GET', '/webhook-faults')).body).toEqual([]);
  });

  it('say how many payments have not come to their end yet', async () => {
    await pushed();
    expect((await call('GET', '/')).body).toMatchObject({ unfinished: 1 });
    await post('/fast-forward');
    expect((await call('GET', '/')).body).toMatchObject({ unfinished: 0 });
  });

  it('decide outcomes and take them back', async () => {
    await post('/outcomes', { outcome: 'low_balance', phone: ORDINARY_PHONE, times: 'forever' });
    await pushed();
    await call('DELETE', '/outcomes');
    await pushed();
    expect(simulator.control.invoices().map(({ outcome }) => outcome)).toEqual([
      'low_balance',
      'success',
    ]);
  });

  it('turn switches', async () => {
    const { body } = await post('/behaviour', { stkStatus: 201, endAfterMs: 5_000 });
    expect(body).toMatchObject({ stkStatus: 201, endAfterMs: 5_000, dialect: '2025' });
    expect((await shop.push()).status).toBe(201);
  });

  it.each([
    ['/faults', {}, 'fault'],
    ['/faults', { fault: 'earthquake' }, 'fault'],
    ['/faults', { fault: 'drop', endpoint: 'moon' }, 'endpoint'],
    ['/faults', { fault: 'drop', times: 0 }, 'times'],
    ['/faults', { fault: 'drop', probability: 2 }, 'probability'],
    ['/webhook-faults', {}, 'fault'],
    ['/webhook-faults', { fault: 'drop' }, 'fault'],
    ['/webhook-faults', { fault: 'late', delayMs: -1 }, 'delayMs'],
    ['/outcomes', {}, 'outcome'],
    ['/outcomes', { outcome: 'miracle' }, 'outcome'],
    ['/behaviour', { stkStatus: 204 }, 'stkStatus'],
    ['/behaviour', { feeRates: { mobile: -1, card: 1 } }, 'feeRates'],
    ['/behaviour', { mood: 'bad' }, 'mood'],
    ['/webhooks', { url: 'ftp://x' }, 'http'],
    ['/webhooks/send', { publishableKey: 'ISPubKey_test_shop', event: 'gossip' }, 'send_money'],
    ['/webhooks/on', { publishableKey: 'nonsense' }, 'publishable'],
    ['/accounts', { publishableKey: 'ISPubKey_test_a', secretKey: 'nonsense' }, 'keys'],
    ['/advance', {}, 'ms'],
    ['/invoices/AAAAAAA/complete', {}, 'AAAAAAA'],
    ['/chargebacks/AAAAAAA', {}, 'AAAAAAA'],
  ])('refuse POST %s with %p and say why', async (path, body, word) => {
    const refused = await post(path, body);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain(word);
  });

  it('set where events go, end payments and show the books and the deliveries', async () => {
    await post('/webhooks', {
      url: receiver.url,
      challenge: 'top-secret',
      publishableKey: shop.publishableKey,
    });
    const paid = await pushed();
    const refused = await pushed();
    await post(`/invoices/${paid}/complete`);
    await post(`/invoices/${refused}/fail`, { reason: 'No network', code: '17' });
    await post('/fast-forward');

    expect((await call('GET', '/books')).body).toEqual([
      {
        invoiceId: paid,
        apiRef: 'order-1',
        publishableKey: shop.publishableKey,
        phone: ORDINARY_PHONE,
        amount: '50.00',
        currency: 'KES',
        takenAt: expect.stringMatching(/\+03:00$/),
      },
    ]);
    expect((await call('GET', '/invoices?apiRef=order-1')).body).toMatchObject([
      { invoiceId: paid, state: 'COMPLETE', taken: { amount: '50.00', currency: 'KES' } },
      { invoiceId: refused, state: 'FAILED', taken: null },
    ]);
    expect((await call('GET', '/invoices?apiRef=other')).body).toEqual([]);
    const told = receiver.events.filter(({ body }) => body['invoice_id'] === refused).at(-1);
    expect(told?.body).toMatchObject({ failed_reason: 'No network', failed_code: '17' });
    const deliveries = await call('GET', '/deliveries');
    expect(deliveries.body).toHaveLength(receiver.events.length);
    expect(JSON.stringify(deliveries.body)).not.toContain('top-secret');
  });

  it('drop what was planned for a payment that is ended by hand', async () => {
    const id = await pushed();
    await post(`/invoices/${id}/fail`);
    await post('/fast-forward');
    expect(await shop.status(id)).toMatchObject({ state: 'FAILED' });
    expect(simulator.control.books()).toEqual([]);
  });

  it('send noise and handcrafted events, and switch a webhook on again', async () => {
    const { publishableKey } = shop;
    await post('/webhooks', { url: receiver.url });
    await post('/webhooks/send', { publishableKey, event: 'send_money' });
    await post('/webhooks/send', { publishableKey, event: { hello: 'there' } });
    const switched = await post('/webhooks/on', { publishableKey });

    expect(receiver.events).toHaveLength(2);
    expect(receiver.events[1]?.body).toEqual({ hello: 'there' });
    expect(switched.body).toEqual({ isOn: true, failuresInARow: 0 });
  });

  it('pair keys, refuse keys and withdraw approval', async () => {
    const publishableKey = 'ISPubKey_test_one';
    await post('/accounts', { publishableKey, secretKey: shop.secretKey, isEligible: false });
    expect((await shop.push()).status).toBe(403);
    await post('/accounts', { publishableKey });
    expect((await shop.push()).status).toBe(200);
    expect(simulator.control.invoices()).toMatchObject([{ publishableKey }]);

    await post('/keys', { key: shop.secretKey });
    expect((await shop.push()).status).toBe(401);
    await post('/keys', { key: shop.secretKey, accepted: true });
    expect((await shop.push()).status).toBe(200);
  });

  it('decide refunds', async () => {
    const invoice = await pushed();
    await post('/advance', { ms: 20_000 });
    const filed = await shop.post<{ chargeback_id: string }>('chargebacks/', {
      invoice,
      amount: 5,
      reason: 'Other',
    });
    const id = filed.body.chargeback_id;
    await post(`/chargebacks/${id}`, { status: 'DISPUTED' });
    expect((await shop.get(`chargebacks/${id}/`)).body).toMatchObject({ status: 'DISPUTED' });
  });

  it('move time', async () => {
    const before = simulator.control.now().getTime();
    const { body } = await post('/advance', { ms: 90_000 });
    expect(simulator.control.now().getTime() - before).toBe(90_000);
    expect(body).toEqual({ now: simulator.control.now().toISOString() });
  });

  it('put everything back to how it started', async () => {
    simulator.control.behave({ stkStatus: 201 });
    simulator.control.addFault({ fault: 'drop', times: 'forever' });
    simulator.control.addWebhookFault({ fault: 'twice', times: 'forever' });
    simulator.control.nextOutcomes('cancelled');
    simulator.control.setWebhook({ url: receiver.url, challenge: null });
    simulator.control.refuseKey(shop.secretKey);
    await post('/reset');

    expect((await shop.push()).status).toBe(200);
    await simulator.control.fastForward();
    expect(simulator.control.invoices()).toMatchObject([{ outcome: 'success' }]);
    expect(receiver.events).toEqual([]);
    expect(simulator.control.webhookFaults()).toEqual([]);
    expect(simulator.control.struck()).toEqual([]);
  });

  it('forget plans and deliveries of before a reset', async () => {
    await post('/webhooks', { url: receiver.url });
    const id = await pushed();
    await post('/reset');
    await simulator.control.fastForward();
    expect(receiver.events).toEqual([]);
    expect((await shop.post('payment/status/', { invoice_id: id })).status).toBe(404);
  });

  it('are not for web pages', async () => {
    const refused = await call('POST', '/reset', {}, { Origin: 'https://evil.example' });
    expect(refused.status).toBe(403);
  });

  it('answer 404 for what is not there', async () => {
    expect((await call('GET', '/nothing')).status).toBe(404);
  });
});

describe('the control calls in process', () => {
  it('wait for what is to happen, with no sleep', async () => {
    const simulator = await startSimulator({ port: 0, speed: 10_000 });
    const { body } = await new Merchant(simulator.url).push();
    const { invoice_id } = body.invoice;

    const paid = await simulator.control.waitFor(() =>
      simulator.control.books().find((entry) => entry.invoiceId === invoice_id),
    );
    await simulator.control.untilIdle();
    await simulator.stop();

    expect(paid.amount).toBe('50.00');
  });

  it('close waiting requests when the simulator stops', async () => {
    const simulator = await startSimulator({ port: 0, speed: 0 });
    const waiting = expect(simulator.control.waitFor(() => false)).rejects.toThrow('stopped');
    await simulator.stop();
    await waiting;
  });
});
