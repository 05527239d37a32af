import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  CREATE_LINK,
  INITIATE,
  isReplayOf,
  keysOf,
  paymentsOf,
  replayIn,
  sellUnder,
} from '../support/idempotency.js';
import { aPhone, initiate } from '../support/selling.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';

describe('a request with an Idempotency-Key', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const promptsOf = (phone: string): unknown[] =>
    app.simulator.control.invoices().filter((each) => each.phone === `254${phone.slice(1)}`);

  it.each([INITIATE, CREATE_LINK])(
    'that is sent again to %s gets the first answer again, to the byte, and does nothing',
    async (path) => {
      const [key, phone] = [newId(), aPhone()];
      const saleRequest = { path, phone_number: phone };
      const first = await sellUnder(app, shop, key, saleRequest).expect(201);
      expect(first.headers).not.toHaveProperty('idempotent-replayed');
      await app.simulator.control.advance(60_000);
      await app.idle();

      const again = await sellUnder(app, shop, key, saleRequest);
      expect(replayIn(again)).toEqual(isReplayOf(first));
      expect(again.body.payment.status).toBe(first.body.payment.status);
      expect(await paymentsOf(app, phone)).toBe(1);
      expect(promptsOf(phone)).toHaveLength(path === INITIATE ? 1 : 0);
    },
  );

  it('is the same in another order of its fields, as a form, with a token and below /api', async () => {
    const [key, phone] = [newId(), aPhone()];
    const saleRequest = shop.saleRequest({ phone_number: phone, router_id: String(shop.routerId) });
    const texts = Object.fromEntries(
      Object.entries(saleRequest)
        .map(([name, value]) => [name, String(value)])
        .reverse(),
    );
    const send = (path: string, headers: object) =>
      app.post(path, undefined, { ...headers, 'Idempotency-Key': key });
    const first = await send(INITIATE, shop.portal).send(texts).expect(201);
    for (const again of [
      await send(`/api${INITIATE}`, shop.portal).send(texts),
      await send(INITIATE.slice(0, -1), shop.portal).type('form').send(texts),
      await send(INITIATE, shop.token).send(Object.fromEntries(Object.entries(texts).reverse())),
    ]) {
      expect(replayIn(again)).toEqual(isReplayOf(first));
    }
    expect(await paymentsOf(app, phone)).toBe(1);
  });

  it('is refused with another body, or at another endpoint, and nothing happens', async () => {
    const [key, phone] = [newId(), aPhone()];
    const first = await sellUnder(app, shop, key, { phone_number: phone }).expect(201);
    const others = [
      sellUnder(app, shop, key, { phone_number: aPhone() }),
      sellUnder(app, shop, key, { phone_number: phone, mac_address: 'AA:BB:CC:DD:EE:01' }),
      sellUnder(app, shop, key, { phone_number: phone, path: CREATE_LINK }),
    ];
    for (const { status, body, headers } of await Promise.all(others)) {
      expect({ status, body }).toEqual({
        status: 422,
        body: {
          error:
            'This Idempotency-Key was used for another request. Use a new key for a new request.',
          code: 'idempotency_key_reused',
          request_id: headers['x-request-id'],
        },
      });
    }
    expect(await paymentsOf(app, phone)).toBe(1);
    const again = await sellUnder(app, shop, key, { phone_number: phone });
    expect(replayIn(again)).toEqual(isReplayOf(first));
  });

  it('is independent of the same key of another operator', async () => {
    const [key, other] = [newId(), await aShop(app)];
    const mine = await sellUnder(app, shop, key, { phone_number: aPhone() }).expect(201);
    const theirs = await sellUnder(app, other, key, { phone_number: aPhone() }).expect(201);
    expect(theirs.headers).not.toHaveProperty('idempotent-replayed');
    expect(theirs.body.payment.id).not.toBe(mine.body.payment.id);
  });

  it.each<[string, object, number]>([
    ['a field is missing', { amount: undefined }, 400],
    ['the phone is none', { phone_number: '12' }, 400],
    ['the router is unknown', { router_id: 2_147_483_647 }, 404],
    ['the package is unknown', { package_id: 2_147_483_647 }, 400],
  ])('stores nothing when %s, so that the corrected request succeeds', async (_, wrong, status) => {
    const key = newId();
    const before = await keysOf(app, shop);
    await sellUnder(app, shop, key, { ...wrong }).expect(status);
    expect(await keysOf(app, shop)).toBe(before);
    const { headers } = await sellUnder(app, shop, key, { phone_number: aPhone() }).expect(201);
    expect(headers).not.toHaveProperty('idempotent-replayed');
  });

  it('stores nothing without credentials, nor without authentication', async () => {
    const poor = await anOperator(app);
    const headers = { 'Idempotency-Key': newId() };
    await app.post(INITIATE, shop.saleRequest(), headers).expect(401);
    await app.post(INITIATE, shop.saleRequest(), { ...headers, ...poor.portal }).expect(404);
    const rows = await app.database.query('SELECT 1 FROM idempotency_keys WHERE user_id = $1', [
      poor.userId,
    ]);
    expect(rows).toEqual([]);
  });

  it('replays a refusal that created a payment', async () => {
    const [key, phone] = [newId(), aPhone()];
    const saleRequest = { phone_number: phone, amount: '49.00' };
    const first = await sellUnder(app, shop, key, saleRequest).expect(400);
    expect(first.body).toMatchObject({ payment_id: expect.any(String) });
    const again = await sellUnder(app, shop, key, saleRequest);
    expect(replayIn(again)).toEqual(isReplayOf(first));
    expect(await paymentsOf(app, phone)).toBe(1);
  });

  it('replays what IntaSend has refused', async () => {
    const [key, phone] = [newId(), aPhone()];
    app.simulator.control.addFault({ fault: 'detail_error', status: 400 });
    const first = await sellUnder(app, shop, key, { phone_number: phone }).expect(400);
    const again = await sellUnder(app, shop, key, { phone_number: phone });
    expect(replayIn(again)).toEqual(isReplayOf(first));
    expect(promptsOf(phone)).toEqual([]);
  });

  it('replays an unknown outcome without a second prompt', async () => {
    const [key, phone] = [newId(), aPhone()];
    app.simulator.control.addFault({ fault: 'drop_after' });
    const first = await sellUnder(app, shop, key, { phone_number: phone }).expect(202);
    const again = await sellUnder(app, shop, key, { phone_number: phone });
    expect(replayIn(again)).toEqual(isReplayOf(first));
    expect(promptsOf(phone)).toHaveLength(1);
  });

  it('replays the answer to a double tap too', async () => {
    const [key, phone] = [newId(), aPhone()];
    await initiate(app, shop, { phone_number: phone }).expect(201);
    const second = await sellUnder(app, shop, key, { phone_number: phone }).expect(200);
    const again = await sellUnder(app, shop, key, { phone_number: phone });
    expect(replayIn(again)).toEqual(isReplayOf(second));
  });

  it.each([
    ['empty', ''],
    ['longer than 255 characters', 'x'.repeat(256)],
    ['with a blank in it', 'two words'],
    ['sent twice', 'first, second'],
    ['not ASCII', Buffer.from('ключ').toString('latin1')],
  ])('is refused when the key is %s', async (_, key) => {
    const { status, body } = await sellUnder(app, shop, key, { phone_number: aPhone() });
    expect({ status, code: body.code }).toEqual({
      status: 400,
      code: 'idempotency_key_malformed',
    });
  });

  it('may have any key of 255 visible characters', async () => {
    const key = `${randomHex(16)}~!#$%&'*+-.^_|/:;<=>?@[](){}"\\`.padEnd(255, 'x');
    await sellUnder(app, shop, key, { phone_number: aPhone() }).expect(201);
  });

  it('is refused with a body that is nested too deep', async () => {
    let nested: object = {};
    for (let depth = 0; depth < 50; depth += 1) nested = { nested };
    const { body } = await sellUnder(app, shop, newId(), { nested }).expect(400);
    expect(body.code).toBe('malformed_body');
  });

  it('stores no key in plain text', async () => {
    const key = `secret-of-a-caller-${randomHex(8)}`;
    await sellUnder(app, shop, key, { phone_number: aPhone() }).expect(201);
    const rows = await app.database.query('SELECT k::text AS row FROM idempotency_keys k');
    expect(JSON.stringify(rows)).not.toContain(key);
    expect(app.logs.join('')).not.toContain(key);
  });
});
