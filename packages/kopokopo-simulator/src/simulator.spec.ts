import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startWebhookReceiver, type WebhookReceiver } from 'simulator-core/testing';
import { keysNamed } from './model/applications.js';
import { type Simulator, startSimulator } from './simulator.js';
import { signatureOf } from './webhooks/webhook-sender.js';

const KEYS = keysNamed('shop');
const PHONE = '+254712345678';

describe('the simulator of Kopo Kopo', () => {
  let simulator: Simulator;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    receiver = await startWebhookReceiver();
    simulator = await startSimulator({ port: 0, speed: 0 });
  });
  afterAll(async () => {
    await simulator.stop();
    await receiver.stop();
  });
  beforeEach(() => {
    simulator.control.reset();
  });

  const tokenFor = ({ clientId, clientSecret } = KEYS): Promise<Response> =>
    fetch(`${simulator.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'client_credentials',
      }),
    });
  const bearer = async (keys = KEYS): Promise<string> => {
    const { access_token } = (await (await tokenFor(keys)).json()) as { access_token: string };
    return access_token;
  };
  const call = (path: string, token: string, body?: object): Promise<Response> =>
    fetch(`${simulator.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const prompt = (token: string, changed: object = {}, version = 'v1'): Promise<Response> =>
    call(`/api/${version}/incoming_payments`, token, {
      payment_channel: 'M-PESA STK Push',
      till_number: 'K123456',
      subscriber: { phone_number: PHONE },
      amount: { currency: 'KES', value: 100 },
      metadata: { reference: 'order-1' },
      _links: { callback_url: receiver.url },
      ...changed,
    });
  const locationOf = (answer: Response): string =>
    new URL(answer.headers.get('location') ?? '').pathname;
  const documentAt = async (path: string, token: string) =>
    (await (await call(path, token)).json()) as {
      data: {
        id: string;
        attributes: { status: string; event: { resource: unknown; errors: unknown } };
      };
    };

  it('gives a token to a known client, and none to another', async () => {
    const answer = await tokenFor();
    expect(await answer.json()).toEqual({
      access_token: expect.stringMatching(/./),
      token_type: 'Bearer',
      expires_in: 3600,
      created_at: expect.any(Number),
    });
    const refused = await tokenFor({ ...KEYS, clientSecret: 'another' });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: 'invalid_client' });
  });

  it('refuses a token that has ended', async () => {
    const token = await bearer();
    expect((await prompt(token)).status).toBe(201);
    await simulator.control.advance(3_600_000);
    const refused = await prompt(token);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: 'invalid_token' });
  });

  it.each(['v1', 'v2'])('answers a prompt of %s with a Location and no body', async (version) => {
    const token = await bearer();
    const answer = await prompt(token, {}, version);
    expect(answer.status).toBe(201);
    expect(await answer.text()).toBe('');
    expect(locationOf(answer)).toMatch(
      new RegExp(`^/api/${version}/incoming_payments/[0-9a-f-]{36}$`),
    );
    const { data } = await documentAt(locationOf(answer), token);
    expect(data.attributes).toMatchObject({
      status: 'Pending',
      event: { resource: null, errors: null },
    });
  });

  it('takes the money, and posts the signed document that the status has', async () => {
    const token = await bearer();
    const path = locationOf(await prompt(token));
    const before = receiver.events.length;
    await simulator.control.fastForward();
    const result = receiver.events[before];
    expect(result?.body).toEqual(await documentAt(path, token));
    expect(result?.body).toMatchObject({
      data: {
        type: 'incoming_payment',
        attributes: {
          status: 'Success',
          event: { resource: { amount: '100.0', currency: 'KES', status: 'Received' } },
          metadata: { reference: 'order-1' },
        },
      },
    });
    const json = result?.rawBody.toString() ?? '';
    expect(result?.headers['x-kopokopo-signature']).toBe(signatureOf(json, KEYS.apiKey));
    expect(simulator.control.books()).toMatchObject([{ amount: '100.00', reference: 'order-1' }]);
  });

  it('fails with a text in errors and no resource', async () => {
    const token = await bearer();
    const path = locationOf(await prompt(token, { subscriber: { phone_number: '+254700000103' } }));
    await simulator.control.fastForward();
    const { data } = await documentAt(path, token);
    expect(data.attributes).toMatchObject({
      status: 'Failed',
      event: { resource: null, errors: 'The initiator information is invalid.' },
    });
    expect(simulator.control.books()).toEqual([]);
  });

  it.each<[string, object]>([
    ['no plus', { subscriber: { phone_number: '254712345678' } }],
    ['another currency', { amount: { currency: 'USD', value: 1 } }],
    ['no amount', { amount: { currency: 'KES', value: 0 } }],
    ['no till', { till_number: '' }],
    ['another channel', { payment_channel: 'M-PESA' }],
    ['no callback', { _links: {} }],
    ['too much metadata', { metadata: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 } }],
  ])('refuses a prompt with %s', async (_what, changed) => {
    const answer = await prompt(await bearer(), changed);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error_code: '400' });
    expect(simulator.control.payments()).toEqual([]);
  });

  it('shows no payment to another application', async () => {
    const path = locationOf(await prompt(await bearer()));
    expect((await call(path, await bearer(keysNamed('other')))).status).toBe(404);
  });

  it('tells subscribers of a till what it receives and gives back, with the phone as scripted', async () => {
    const token = await bearer();
    for (const event_type of ['buygoods_transaction_received', 'buygoods_transaction_reversed']) {
      const answer = await call('/api/v1/webhook_subscriptions', token, {
        ...{ event_type, scope: 'till', scope_reference: '123456', url: receiver.url },
      });
      expect(answer.status).toBe(201);
    }
    const before = receiver.events.length;
    const payment = { till: 'K123456', phone: PHONE, amount: '50.00' };
    const { receipt } = await simulator.control.payTill({ ...payment, phoneShown: 'hashed' });
    await simulator.control.payTill({ ...payment, till: 'K654321' });
    await simulator.control.reverse(receipt);
    const bodies = receiver.events.slice(before).map(({ body }) => body);
    expect(bodies).toMatchObject([
      {
        topic: 'buygoods_transaction_received',
        event: { resource: { reference: receipt, amount: '50.0', till_number: '123456' } },
      },
      {
        topic: 'buygoods_transaction_reversed',
        event: { resource: { reference: receipt, status: 'Reversed' } },
      },
    ]);
    expect(JSON.stringify(bodies)).not.toContain(PHONE);
    expect(JSON.stringify(bodies)).toContain('hashed_sender_phone');
  });

  it('loses the Location of a prompt that it carries out', async () => {
    simulator.control.addFault({ fault: 'lost_location', endpoint: 'stk' });
    const answer = await prompt(await bearer());
    expect([answer.status, answer.headers.get('location')]).toEqual([201, null]);
    expect(simulator.control.payments('order-1')).toHaveLength(1);
  });

  it.each<['twice' | 'wrong_signature' | 'unsigned' | 'lost', number]>([
    ['twice', 2],
    ['wrong_signature', 1],
    ['unsigned', 1],
    ['lost', 0],
  ])('sends a webhook that is %s %i times', async (fault, times) => {
    simulator.control.addWebhookFault({ fault, topic: 'incoming_payment' });
    await prompt(await bearer());
    const before = receiver.events.length;
    await simulator.control.fastForward();
    const sent = receiver.events.slice(before);
    expect(sent).toHaveLength(times);
    for (const { rawBody, headers } of sent) {
      const isRight = headers['x-kopokopo-signature'] === signatureOf(String(rawBody), KEYS.apiKey);
      expect(isRight).toBe(fault === 'twice');
    }
  });

  it('sends a webhook again that was not heard', async () => {
    simulator.control.addWebhookFault({ fault: 'cut' });
    await prompt(await bearer());
    await simulator.control.fastForward();
    expect(simulator.control.deliveries()).toMatchObject([
      { state: 'delivered', attempts: [{ status: null }, { status: 200 }] },
    ]);
  });

  it('does the same by HTTP, but not for web pages', async () => {
    const control = (path: string, body: object, headers = {}) =>
      fetch(`${simulator.url}/__control${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const paid = await control('/till', { till: 'K1234', phone: PHONE, amount: 50 });
    expect(await paid.json()).toMatchObject({ amount: '50.00', till: '1234' });
    expect((await control('/till', { till: 'K1234' })).status).toBe(400);
    expect((await control('/faults', { fault: 'nothing' })).status).toBe(400);
    expect((await control('/reset', {}, { Origin: 'http://example.com' })).status).toBe(403);
  });
});
