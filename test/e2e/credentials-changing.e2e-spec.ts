import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Response, type Test } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { PROVIDERS } from '../../src/providers/index.js';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { kopoKopoKeys } from '../support/kopokopo-keys.js';
import { opened, rowOf } from '../support/sealed.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';

type Method = 'get' | 'put' | 'patch' | 'delete' | 'post';

/** Every endpoint of one row of credentials, with a body that it would take. */
const ENDPOINTS: readonly (readonly [Method, string, object])[] = [
  ['get', '', {}],
  ['put', '', { provider: 'instasend', api_key: 'ISPubKey_test_x' }],
  ['patch', '', { is_active: false }],
  ['delete', '', {}],
  ['post', 'update-private-key/', { private_key: 'ISSecretKey_test_x' }],
  ['post', 'verify/', {}],
  ['post', 'verify/', { private_key: 'ISSecretKey_test_x' }],
  ['post', 'toggle/', {}],
];

describe('one row of provider credentials', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    shop = await aShop(app);
  });

  const call = (
    method: Method,
    tail = '',
    body: object = {},
    { id = shop.credentialId, headers = shop.token }: { id?: number; headers?: Headers } = {},
  ): Test =>
    request(app.url)[method](`/payments/credentials/${id}/${tail}`).set(headers).send(body);

  /** Adds credentials beside the shop's own; gives the answer. */
  const add = (overrides: object = {}): Test => {
    const suffix = randomHex(12);
    return app.post(
      '/payments/credentials/',
      {
        provider: 'instasend',
        api_key: `ISPubKey_test_${suffix}`,
        private_key: `ISSecretKey_test_${suffix}`,
        ...overrides,
      },
      shop.token,
    );
  };

  const inUse = (provider = 'instasend'): Test =>
    app.get(`/payments/credentials/provider/${provider}/`, shop.token);

  it('is shown as the list shows it, without its secrets', async () => {
    const { body, text } = await call('get').expect(200);
    const list = await app.get('/payments/credentials/', shop.token).expect(200);
    expect(list.body.results).toEqual([body]);
    expect(body).toMatchObject({
      id: shop.credentialId,
      api_key: shop.publishableKey,
      private_key_hint: shop.secretKey.slice(-4),
      has_webhook_challenge: true,
    });
    expect(text).not.toContain(shop.secretKey);
    expect(text).not.toContain(shop.challenge);
  });

  it('is replaced with PUT, which keeps the private key and absent fields', async () => {
    const before = await rowOf(app, 'credentials', shop.credentialId);
    const wanted = { provider: 'intasend', api_key: 'ISPubKey_test_1', environment: 'sandbox' };
    const { body } = await call('put', '', { ...wanted, private_key: 'ignored' }).expect(200);
    expect(body).toMatchObject({
      provider: 'instasend',
      api_key: 'ISPubKey_test_1',
      environment: 'sandbox',
      is_live: false,
      is_active: true,
      has_webhook_challenge: true,
    });
    expect(Date.parse(body.updated_at)).toBeGreaterThan(Date.parse(body.created_at));
    const after = await rowOf(app, 'credentials', shop.credentialId);
    expect(after.private_key_sealed).toBe(before.private_key_sealed);
  });

  it('is changed with PATCH, a field at a time; a challenge is set, kept and removed', async () => {
    const { body } = await call('patch', '', { webhook_challenge: 'another one' }).expect(200);
    expect(body).toMatchObject({ api_key: shop.publishableKey, has_webhook_challenge: true });
    const row = await rowOf(app, 'credentials', shop.credentialId);
    expect(opened(app, row.webhook_challenge_sealed)).toBe('another one');

    const kept = await call('patch', '', { environment: 'sandbox' }).expect(200);
    expect(kept.body).toMatchObject({ is_sandbox: true, has_webhook_challenge: true });
    const removed = await call('patch', '', { webhook_challenge: '' }).expect(200);
    expect(removed.body.has_webhook_challenge).toBe(false);
  });

  it.each<Method>(['put', 'patch'])('keeps its challenge when %s says null', async (method) => {
    const change = { provider: 'instasend', api_key: shop.publishableKey };
    await call('patch', '', { webhook_challenge: 'set again' }).expect(200);
    const { body } = await call(method, '', { ...change, webhook_challenge: null }).expect(200);
    expect(body.has_webhook_challenge).toBe(true);
    const row = await rowOf(app, 'credentials', shop.credentialId);
    expect(opened(app, row.webhook_challenge_sealed)).toBe('set again');
  });

  it.each<[Method, object, string]>([
    ['put', { api_key: 'x' }, 'provider'],
    ['put', { provider: 'instasend' }, 'api_key'],
    ['patch', { api_key: '' }, 'api_key'],
    ['patch', { environment: 'production' }, 'environment'],
    ['patch', { is_active: 'perhaps' }, 'is_active'],
    ['patch', { provider: 'paypal' }, 'provider'],
    ['patch', { webhook_challenge: 5 }, 'webhook_challenge'],
  ])('is not changed by %s %j', async (method, body, field) => {
    const before = await rowOf(app, 'credentials', shop.credentialId);
    const answer = await call(method, '', body).expect(400);
    expect(Object.keys(answer.body.fields)).toEqual([field]);
    expect(await rowOf(app, 'credentials', shop.credentialId)).toEqual(before);
  });

  it('gets another private key, which is sealed and shown as a hint', async () => {
    const key = `ISSecretKey_test_${randomHex(12)}`;
    const { body, text } = await call('post', 'update-private-key/', { private_key: key });
    expect(body).toMatchObject({ private_key_hint: key.slice(-4), api_key: shop.publishableKey });
    expect(text).not.toContain(key);
    const row = await rowOf(app, 'credentials', shop.credentialId);
    expect(opened(app, row.private_key_sealed)).toBe(key);
    for (const none of [{}, { private_key: '' }, { private_key: 5 }, { private_key: null }]) {
      const refused = await call('post', 'update-private-key/', none).expect(400);
      expect(Object.keys(refused.body.fields)).toEqual(['private_key']);
    }
  });

  describe('is verified', () => {
    const verdict = ({ status, body }: Response): unknown => ({ status, valid: body.is_valid });

    it('by value, against the stored private key', async () => {
      const compare = (key: string): Test => call('post', 'verify/', { private_key: key });
      expect(verdict(await compare(shop.secretKey))).toEqual({ status: 200, valid: true });
      for (const wrong of [`${shop.secretKey}x`, shop.secretKey.slice(1), 'nothing like it']) {
        expect(verdict(await compare(wrong))).toEqual({ status: 200, valid: false });
      }
      await call('post', 'verify/', { private_key: 5 }).expect(400);
    });

    it('by asking IntaSend whether it accepts the stored keys', async () => {
      expect(verdict(await call('post', 'verify/'))).toEqual({ status: 200, valid: true });
      expect(verdict(await call('post', 'verify/', { private_key: null }))).toEqual({
        status: 200,
        valid: true,
      });
      await call('post', 'update-private-key/', { private_key: 'ISSecretKey_test_wrong' });
      const refused = await call('post', 'verify/');
      expect(verdict(refused)).toEqual({ status: 200, valid: false });
      expect(refused.body.message).toMatch(/^The provider refuses the stored keys\./);
    });

    it('with an error while IntaSend is unreachable', async () => {
      app.simulator.control.addFault({ fault: 'unavailable', status: 503, times: 20 });
      const { body, headers } = await call('post', 'verify/').expect(503);
      expect(body.code).toBe('provider_unreachable');
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      app.simulator.control.clearFaults();
    });

    it('by value only when the provider cannot be asked', async () => {
      const providers = PROVIDERS.filter(({ code }) => code !== 'kopokopo');
      const other = await startTestApp({ providers });
      const operator = await anOperator(other);
      const keys = { provider: 'kopokopo', api_key: 'a key', private_key: 'kopo-secret' };
      const { body: added } = await other.post('/payments/credentials/', keys, operator.token);
      const path = `/payments/credentials/${String(added.id)}/verify/`;
      const refused = await other.post(path, {}, operator.token).expect(400);
      expect(refused.body.code).toBe('provider_not_verifiable');
      const key = { private_key: 'kopo-secret' };
      const compared = await other.post(path, key, operator.token);
      expect(verdict(compared)).toEqual({ status: 200, valid: true });
      await other.stop();
    });

    it('by a token of Kopo Kopo, which is unreachable here', async () => {
      const { body: added } = await app.post('/payments/credentials/', kopoKopoKeys(), shop.token);
      const { body } = await call('post', 'verify/', {}, { id: Number(added.id) }).expect(503);
      expect(body.code).toBe('provider_unreachable');
    });
  });

  it('is deactivated and activated', async () => {
    expect((await call('post', 'toggle/').expect(200)).body.is_active).toBe(false);
    const missing = await inUse().expect(404);
    expect(missing.body).toMatchObject({
      error:
        'No active IntaSend credentials found. Please add your IntaSend API credentials first.',
      code: 'credentials_missing',
    });
    expect((await call('post', 'toggle/').expect(200)).body.is_active).toBe(true);
    expect((await inUse().expect(200)).body.id).toBe(shop.credentialId);
  });

  it('is in use when it is the newest active one of its provider, whatever its environment', async () => {
    const live = await add({
      environment: 'live',
      api_key: 'ISPubKey_live_1',
      private_key: 'ISSecretKey_live_1',
    }).expect(201);
    for (const name of ['instasend', 'intasend']) {
      const { body, text } = await inUse(name).expect(200);
      expect(body).toEqual(live.body);
      expect(text).not.toContain('ISSecretKey');
    }
    await call('post', 'toggle/', {}, { id: Number(live.body.id) }).expect(200);
    expect((await inUse().expect(200)).body.id).toBe(shop.credentialId);
    await inUse('kopokopo').expect(404);
    const unknown = await inUse('paypal').expect(400);
    expect(Object.keys(unknown.body.fields)).toEqual(['provider']);
  });

  it('is deleted with its secrets, which stay as a version for pending payments only', async () => {
    await call('delete').expect(204);
    for (const [method, tail, body] of ENDPOINTS) {
      const answer = await call(method, tail, body).expect(404);
      expect(answer.body).toMatchObject({
        error: 'Credentials not found or access denied',
        code: 'credentials_not_found',
      });
    }
    const list = await app.get('/payments/credentials/', shop.token).expect(200);
    expect(list.body.results).toEqual([]);
    const rows = await app.database.query(
      'SELECT c::text AS row FROM credentials c WHERE id = $1',
      [shop.credentialId],
    );
    expect(JSON.stringify(rows)).not.toContain('gAAAAA');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['newer ones are added', async () => add().expect(201)],
    [
      'it is taken out of use and another takes its place',
      async () => {
        await add().expect(201);
        await call('post', 'toggle/').expect(200);
        await call('post', 'toggle/').expect(200);
      },
    ],
  ])('is still used for the payments that were made with it when %s', async (_, change) => {
    const sold = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    await change();
    await app.simulator.control.advance(60_000);
    const { body } = await checkStatus(app, shop, sold.body.payment.id).expect(200);
    expect(body.status).toBe('completed');
  });

  it.each<[string, () => Test]>([
    ['deleted', () => call('delete')],
    ['out of use', () => call('post', 'toggle/')],
    ['given another publishable key', () => call('patch', '', { api_key: 'ISPubKey_test_2' })],
  ])(
    'is still asked with for the payments that were made with it when it is %s',
    async (_, change) => {
      const sold = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
      app.simulator.control.setWebhook(null, shop.publishableKey);
      const { status } = await change();
      expect([200, 204]).toContain(status);
      await app.simulator.control.advance(60_000);
      const { body } = await checkStatus(app, shop, sold.body.payment.id);
      expect(body).toMatchObject({ payment: { id: sold.body.payment.id }, status: 'completed' });
    },
  );

  it("is nobody else's: 404 for another operator, 401 without a token, and nothing changes", async () => {
    const before = await rowOf(app, 'credentials', shop.credentialId);
    const stranger = await anOperator(app);
    for (const [method, tail, body] of ENDPOINTS) {
      const theirs = await call(method, tail, body, { headers: stranger.token });
      const nowhere = await call(method, tail, body, {
        id: 2_147_483_647,
        headers: stranger.token,
      });
      expect(theirs.status).toBe(404);
      expect({ ...theirs.body, request_id: '' }).toEqual({ ...nowhere.body, request_id: '' });
      await call(method, tail, body, { headers: shop.portal }).expect(401);
      await call(method, tail, body, { headers: {} }).expect(401);
    }
    await app.get('/payments/credentials/provider/instasend/', stranger.token).expect(404);
    await app.get('/payments/credentials/provider/instasend/', shop.portal).expect(401);
    expect(await rowOf(app, 'credentials', shop.credentialId)).toEqual(before);
  });
});
