import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { NOISE } from 'intasend-simulator';
import { startTestApp, type TestApp } from '../support/app.js';
import { paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  emptyInbox,
  paidEvent,
  type PromptOut,
  storedEvents,
  WEBHOOK_PATH,
} from '../support/webhooks.js';

const NUL = '\u0000';
const LONE_SURROGATE = '\uD800';
const DEPTH = 10_000;

/** What of an answer may tell its caller something; the rest is the same or random for everyone. */
const shapeOf = ({ status, headers, body }: Response): unknown => ({
  status,
  body: body as unknown,
  headers: Object.keys(headers).sort(),
  length: headers['content-length'],
});

describe('a webhook that is not about a payment', () => {
  let app: TestApp;
  let shop: Shop;
  let sold: PromptOut;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    sold = await aPromptOut(app, shop);
  });
  afterAll(() => app.stop());
  beforeEach(() => emptyInbox(app));

  const { file_id, tracking_id, status, status_code, paid_amount } = NOISE.send_money;
  const { chargeback_id, amount, reason, session_id } = NOISE.chargeback;

  it.each([
    [
      'a payout',
      NOISE.send_money,
      'payout',
      { file_id, tracking_id, status, status_code, paid_amount },
    ],
    ['a chargeback', NOISE.chargeback, 'chargeback', { chargeback_id, amount, reason, session_id }],
    ['nonsense', { odd: true }, 'other', {}],
    ['an empty object', {}, 'other', {}],
    ['an invoice without a state', { invoice_id: 'KNDELM3' }, 'other', { invoice_id: 'KNDELM3' }],
    [
      'an envelope',
      { event: 'collection', data: { invoice_id: 'A', state: 'COMPLETE' } },
      'other',
      {},
    ],
  ])('such as %s is kept in short and not applied', async (_what, body, kind, kept) => {
    await deliver(app, { ...body, challenge: shop.challenge });
    expect(await storedEvents(app)).toEqual([
      expect.objectContaining({
        ...{ kind, outcome: 'ignored', paymentId: null },
        body: expect.objectContaining(kept),
      }),
    ]);
  });

  it('takes up 4 kB at most, however large it is', async () => {
    const large = Object.fromEntries(
      Object.keys(paidEvent(sold, shop)).map((name) => [name, 'X'.repeat(4_000)]),
    );
    await deliver(app, { ...large, invoice_id: 'A', state: 'B', more: 'X'.repeat(9_000) });
    const [size] = await app.database.query<{ bytes: number }>(
      'SELECT length(body::text) AS bytes FROM webhook_events',
    );
    expect(size?.bytes).toBeLessThan(4_096);
  });

  it('is kept although it names the invoice of a payment', async () => {
    const chargeback = { ...paidEvent(sold, shop), chargeback_id: 'ZQ4M7XK' };
    await deliver(app, chargeback);
    expect(await storedEvents(app)).toMatchObject([{ kind: 'chargeback', outcome: 'ignored' }]);
    expect((await paymentDetails(app, shop, sold.id)).status).toBe('processing');
  });

  it('is kept once', async () => {
    await deliver(app, NOISE.chargeback);
    await deliver(app, NOISE.chargeback);
    expect(await storedEvents(app)).toHaveLength(1);
  });

  it('is answered like every other, so that nobody learns anything', async () => {
    const bodies = [
      paidEvent(sold, shop, { state: 'PROCESSING' }),
      paidEvent(sold, shop, { state: 'PROCESSING' }),
      paidEvent(sold, shop, { challenge: 'wrong' }),
      paidEvent(sold, shop, { state: 'PENDING', challenge: undefined }),
      paidEvent(sold, shop, { invoice_id: 'NOBODYS', api_ref: 'nobodys' }),
      { odd: true },
    ];
    const shapes = [];
    for (const body of bodies) shapes.push(shapeOf(await app.post(WEBHOOK_PATH, body)));
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(1);
    expect(shapes[0]).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('never makes IntaSend count a failure', async () => {
    app.simulator.control.setWebhook(
      { url: `${app.url}${WEBHOOK_PATH}`, challenge: 'not what was agreed' },
      shop.publishableKey,
    );
    for (let count = 0; count < 21; count += 1) {
      const event = { invoice_id: `A${count}`, state: 'COMPLETE' };
      await app.simulator.control.sendWebhook(shop.publishableKey, event);
    }
    await app.simulator.control.sendWebhook(shop.publishableKey, 'chargeback');
    expect(app.simulator.control.webhookHealth(shop.publishableKey)).toEqual({
      isOn: true,
      failuresInARow: 0,
    });
  });
});

describe('a hostile webhook', () => {
  let app: TestApp;
  let shop: Shop;
  let sold: PromptOut;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    sold = await aPromptOut(app, shop);
  });
  afterAll(() => app.stop());

  const nested = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;
  const asText = (overrides: object): string =>
    JSON.stringify({ ...paidEvent(sold, shop), challenge: 'forged', ...overrides });

  it.each<[string, () => string]>([
    ['NUL in its values', () => asText({ invoice_id: `A${NUL}B`, api_ref: NUL, state: `X${NUL}` })],
    ['NUL in its keys', () => asText({ [`${NUL}key`]: 1 })],
    [
      'lone surrogates',
      () => asText({ api_ref: LONE_SURROGATE, [LONE_SURROGATE]: LONE_SURROGATE }),
    ],
    ['lists in lists in lists', () => `{"invoice_id":"A","state":"B","x":${nested}}`],
    ['a list in lists for an invoice', () => `{"invoice_id":${nested},"state":"B"}`],
    ['numbers beyond all numbers', () => '{"invoice_id":1e999,"state":-1e999,"value":1e308}'],
    ['a huge amount', () => asText({ value: '9'.repeat(30), currency: 'KES' })],
    ['a negative amount', () => asText({ value: '-50.00' })],
    ['objects for everything', () => asText({ value: {}, currency: [], api_ref: {}, state: 'X' })],
    ['a prototype', () => '{"__proto__":{"invoice_id":"A"},"constructor":{},"state":"COMPLETE"}'],
    ['very long words', () => asText({ state: 'X'.repeat(50_000) })],
    ['a very long reference', () => asText({ api_ref: 'X'.repeat(50_000) })],
    ['a very long invoice', () => asText({ invoice_id: 'X'.repeat(50_000) })],
    ['a year of long ago', () => asText({ updated_at: '-271821-04-20T00:00:00Z' })],
    ['a year far ahead', () => asText({ updated_at: '+275760-09-13T00:00:00Z' })],
    ['no time', () => asText({ updated_at: { $gt: '' } })],
    ['SQL', () => asText({ invoice_id: `'; DROP TABLE payments; --`, api_ref: `' OR 1=1 --` })],
    ['a challenge that is an object', () => asText({ challenge: { $ne: null } })],
    ['a challenge that is huge', () => asText({ challenge: 'X'.repeat(90_000) })],
    ['thousands of keys', () => `{${Array.from({ length: 5_000 }, (_, n) => `"k${n}":0`).join()}}`],
  ])('with %s is answered as any other and changes nothing', async (_what, text) => {
    await emptyInbox(app);
    await request(app.url)
      .post(WEBHOOK_PATH)
      .set('Content-Type', 'application/json')
      .send(text())
      .expect(200, { status: 'ok' });
    await app.idle();
    expect(await storedEvents(app)).toHaveLength(1);
    expect(await paymentDetails(app, shop, sold.id)).toMatchObject({
      status: 'processing',
      review_reason: null,
    });
  });

  it('with the right challenge and a time of long ago breaks nothing either', async () => {
    await deliver(app, paidEvent(sold, shop, { updated_at: '-271821-04-20T00:00:00Z' }));
    expect((await paymentDetails(app, shop, sold.id)).status).toBe('completed');
  });

  it('has never been an error of ours', () => {
    const errors = app.logs.filter((line) => line.includes('"level":"error"'));
    expect(errors).toEqual([]);
  });

  it('that is too large is refused', async () => {
    const answer = await app.post(WEBHOOK_PATH, { x: 'x'.repeat(110_000) }).expect(413);
    expect(answer.body).toMatchObject({ code: 'body_too_large' });
  });
});
