import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWebhookReceiver, type WebhookReceiver } from 'simulator-core/testing';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant } from '../testing/merchant.js';
import { type MerchantBench, openMerchantBench } from '../testing/merchant-bench.js';

const MINUTE_MS = 60_000;

describe('webhook delivery', () => {
  let bench: MerchantBench;
  let receiver: WebhookReceiver;
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    bench = await openMerchantBench();
    ({ receiver, simulator, shop } = bench);
    await shop.checkout();
  });

  afterEach(() => bench.close());

  /** A single event without a subject, so that attempts are easy to count. */
  const send = (): Promise<void> =>
    simulator.control.sendWebhook(shop.publishableKey, { invoice_id: 'X', state: 'PENDING' });
  const health = () => simulator.control.webhookHealth(shop.publishableKey);

  it('sends no challenge when none is set', async () => {
    await send();
    expect(receiver.events[0]?.body).toEqual({ invoice_id: 'X', state: 'PENDING' });
  });

  it('tries again after 5 and after 20 minutes, then with growing gaps, six times in all', async () => {
    receiver.answerWith(() => ({ status: 500 }));
    await send();
    const counts = [receiver.events.length];
    for (const minutes of [4.9, 0.1, 19.9, 0.1, 60, 180, 360, 100_000]) {
      await simulator.control.advance(minutes * MINUTE_MS);
      counts.push(receiver.events.length);
    }

    expect(counts).toEqual([1, 1, 2, 2, 3, 4, 5, 6, 6]);
    expect(simulator.control.deliveries()).toMatchObject([{ state: 'given_up' }]);
  });

  it('stops trying once it is delivered', async () => {
    receiver.answerWith(() => ({ status: receiver.events.length === 0 ? 503 : 201 }));
    await send();
    await simulator.control.fastForward();

    const [delivery] = simulator.control.deliveries();
    expect(delivery?.state).toBe('delivered');
    expect(delivery?.attempts.map(({ status }) => status)).toEqual([503, 201]);
  });

  it('sends the same body again, however the invoice has changed since', async () => {
    receiver.answerWith(({ body }) => ({ status: body['state'] === 'PENDING' ? 500 : 200 }));
    await shop.push();
    await simulator.control.fastForward();

    const pending = receiver.events.filter(({ body }) => body['state'] === 'PENDING');
    expect(pending).toHaveLength(6);
    expect(new Set(pending.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it.each([202, 204, 299])('takes %i for a failure, unless any 2xx is to do', async (status) => {
    receiver.answerWith(() => ({ status }));
    await send();
    simulator.control.behave({ deliveredBy: 'any_2xx' });
    await send();

    expect(simulator.control.deliveries()).toMatchObject([
      { state: 'pending' },
      { state: 'delivered' },
    ]);
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await startWebhookReceiver();
    receiver.answerWith(() => ({ status: 302, headers: { Location: elsewhere.url } }));
    await send();
    await elsewhere.stop();

    expect(elsewhere.events).toEqual([]);
    expect(simulator.control.deliveries()).toMatchObject([
      { state: 'pending', attempts: [{ status: 302 }] },
    ]);
  });

  it('counts a receiver that is not there as a failure', async () => {
    await receiver.stop();
    await send();
    expect(simulator.control.deliveries()).toMatchObject([
      { attempts: [{ status: null, error: 'ECONNREFUSED' }] },
    ]);
  });

  it('gives up on a receiver that does not answer in time', async () => {
    const hasty = await startSimulator({
      port: 0,
      speed: 0,
      webhookUrl: receiver.url,
      webhookTimeoutMs: 1,
    });
    receiver.answerWith(() => ({ status: 200, hold: true }));
    await hasty.control.sendWebhook(shop.publishableKey, 'send_money');
    const [delivery] = hasty.control.deliveries();
    await hasty.stop();

    expect(delivery?.attempts).toMatchObject([{ status: null, error: expect.any(String) }]);
  });

  it('switches off after more than 20 failures in a row, and on again by a control call', async () => {
    receiver.answerWith(() => ({ status: 400 }));
    for (let sent = 0; sent < 20; sent += 1) await send();
    expect(health()).toEqual({ isOn: true, failuresInARow: 20 });

    await send();
    expect(health()).toEqual({ isOn: false, failuresInARow: 21 });
    await send();
    expect(receiver.events).toHaveLength(21);
    expect(simulator.control.deliveries().at(-1)).toMatchObject({
      state: 'switched_off',
      attempts: [],
    });

    receiver.answerWith(() => ({ status: 200 }));
    simulator.control.switchWebhookOn(shop.publishableKey);
    await send();
    expect(receiver.events).toHaveLength(22);
    expect(health()).toEqual({ isOn: true, failuresInARow: 0 });
  });

  it('does not try again what was waiting when it was switched off', async () => {
    receiver.answerWith(() => ({ status: 400 }));
    for (let sent = 0; sent < 21; sent += 1) await send();
    await simulator.control.fastForward();
    expect(receiver.events).toHaveLength(21);
  });

  it('resets its count after a success', async () => {
    receiver.answerWith(() => ({ status: 400 }));
    for (let sent = 0; sent < 20; sent += 1) await send();
    receiver.answerWith(() => ({ status: 200 }));
    await send();
    expect(health().failuresInARow).toBe(0);
  });

  it("keeps one account's failures from another", async () => {
    receiver.answerWith(() => ({ status: 400 }));
    for (let sent = 0; sent < 21; sent += 1) await send();
    const other = new Merchant(simulator.url, 'other');
    expect(simulator.control.webhookHealth(other.publishableKey).isOn).toBe(true);
  });

  it('keeps the order of an invoice even when an event is slow to be taken', async () => {
    receiver.answerWith(({ body }) => ({ status: 200, hold: body['state'] === 'PENDING' }));
    await shop.push({ phone_number: '254700000100' });
    const advancing = simulator.control.advance(100);
    await receiver.arrived(1);
    simulator.control.complete(simulator.control.invoices()[0]?.invoiceId ?? '');
    expect(receiver.states()).toEqual(['PENDING']);

    receiver.release();
    await advancing;
    await receiver.arrived(2);
    expect(receiver.states()).toEqual(['PENDING', 'COMPLETE']);
  });

  it('sends without waiting when delivery is concurrent', async () => {
    simulator.control.behave({ delivery: 'concurrent' });
    receiver.answerWith(({ body }) => ({ status: 200, hold: body['state'] === 'PENDING' }));
    await shop.push();
    const advancing = simulator.control.advance(100);
    await receiver.arrived(1);
    simulator.control.complete(simulator.control.invoices()[0]?.invoiceId ?? '');

    await receiver.arrived(2);
    receiver.release();
    await advancing;
    expect(receiver.states()).toEqual(['PENDING', 'COMPLETE']);
  });

  it('uses the URL and the challenge of the account, if it has its own', async () => {
    const own = await startWebhookReceiver();
    simulator.control.setWebhook({ url: own.url, challenge: 'own' }, shop.publishableKey);
    const other = new Merchant(simulator.url, 'other');
    await send();
    await simulator.control.sendWebhook(other.publishableKey, { kind: 'other' });
    await own.stop();

    expect(own.events.map(({ body }) => body['challenge'])).toEqual(['own']);
    expect(receiver.events.map(({ body }) => body['kind'])).toEqual(['other']);
  });

  it('sends nothing to an account whose webhook was taken away, or when all are off', async () => {
    simulator.control.setWebhook(null, shop.publishableKey);
    await send();
    simulator.control.behave({ webhooks: false });
    await simulator.control.sendWebhook(new Merchant('http://x', 'other').publishableKey, {});
    expect(receiver.events).toEqual([]);
  });

  it('lets a custom event have its own challenge', async () => {
    simulator.control.setWebhook({ url: receiver.url, challenge: 'right' }, shop.publishableKey);
    await simulator.control.sendWebhook(shop.publishableKey, { challenge: 'wrong' });
    expect(receiver.events[0]?.body).toEqual({ challenge: 'wrong' });
  });

  it.each([
    ['send_money' as const, 'file_id'],
    ['chargeback' as const, 'chargeback_id'],
  ])('sends %s noise in the shape of its kind', async (kind, key) => {
    await simulator.control.sendWebhook(shop.publishableKey, kind);
    expect(receiver.events[0]?.body).toHaveProperty(key);
    expect(receiver.events[0]?.body).not.toHaveProperty('invoice_id');
  });

  it('never shows the challenge in its list of deliveries or in the log', async () => {
    const lines: string[] = [];
    const talkative = await startSimulator({
      port: 0,
      speed: 0,
      webhookUrl: receiver.url,
      challenge: 'top-secret',
      log: (line) => lines.push(line),
    });
    const merchant = new Merchant(talkative.url);
    await merchant.push();
    await talkative.control.fastForward();
    const shown = JSON.stringify(talkative.control.deliveries());
    await talkative.stop();

    expect(receiver.events[0]?.body['challenge']).toBe('top-secret');
    expect(shown + lines.join()).not.toContain('top-secret');
    expect(lines.join()).not.toContain(merchant.secretKey);
    expect(lines).toContain('POST /api/v1/payment/mpesa-stk-push/ -> 200');
  });
});
