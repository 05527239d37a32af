import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { kopoKopoKeys } from '../support/kopokopo-keys.js';
import { expectPages } from '../support/pages.js';
import { FERNET_TOKEN, opened, rowOf } from '../support/sealed.js';
import { anOperator, type Operator } from '../support/shop.js';

const PRIVATE_KEY = 'ISSecretKey_test_4f1c09d2';
const CHALLENGE = 'a challenge of the dashboard';
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('provider credentials', () => {
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    app = await startTestApp();
    operator = await anOperator(app);
  });
  afterAll(() => app.stop());

  /** Adds credentials, with differences; what is undefined is left out. */
  const add = async (overrides: object = {}, as: Operator = operator): Promise<Response> =>
    app.post(
      '/payments/credentials/',
      {
        provider: 'instasend',
        api_key: 'ISPubKey_test_4f1c09d2',
        private_key: PRIVATE_KEY,
        environment: 'sandbox',
        webhook_challenge: CHALLENGE,
        ...overrides,
      },
      as.token,
    );

  it('are added as documented, and returned without their secrets', async () => {
    const { status, body, text } = await add();
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(Number),
      provider: 'instasend',
      provider_display: 'IntaSend',
      api_key: 'ISPubKey_test_4f1c09d2',
      environment: 'sandbox',
      is_active: true,
      is_live: false,
      is_sandbox: true,
      private_key_hint: '09d2',
      has_webhook_challenge: true,
      created_at: TIME,
      updated_at: TIME,
    });
    expect(text).not.toContain(PRIVATE_KEY);
    expect(text).not.toContain(CHALLENGE);
  });

  it('are stored sealed', async () => {
    const { body } = await add();
    const row = await rowOf(app, 'credentials', body.id);
    expect(row.private_key_sealed).toMatch(FERNET_TOKEN);
    expect(row.webhook_challenge_sealed).toMatch(FERNET_TOKEN);
    expect(opened(app, row.private_key_sealed)).toBe(PRIVATE_KEY);
    expect(opened(app, row.webhook_challenge_sealed)).toBe(CHALLENGE);
  });

  it('are for the sandbox and have no challenge by default', async () => {
    for (const challenge of [undefined, null, '']) {
      const { status, body } = await add({ environment: undefined, webhook_challenge: challenge });
      expect({ status, ...body }).toMatchObject({
        status: 201,
        environment: 'sandbox',
        has_webhook_challenge: false,
      });
      const row = await rowOf(app, 'credentials', body.id);
      expect(row.webhook_challenge_sealed).toBeNull();
    }
  });

  it('may be live', async () => {
    const { body } = await add({
      environment: 'live',
      api_key: 'ISPubKey_live_4f1c09d2',
      private_key: 'ISSecretKey_live_4f1c09d2',
    });
    expect(body).toMatchObject({ environment: 'live', is_live: true, is_sandbox: false });
  });

  it.each([
    ['intasend', 'instasend', 'IntaSend'],
    ['instasend', 'instasend', 'IntaSend'],
  ])('of the provider %s are answered as of %s', async (given, provider, provider_display) => {
    const { body } = await add({ provider: given });
    expect(body).toMatchObject({ provider, provider_display });
  });

  it('of Kopo Kopo have fields of their own', async () => {
    const keys = kopoKopoKeys();
    const { status, body, text } = await app.post('/payments/credentials/', keys, operator.token);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      provider: 'kopokopo',
      provider_display: 'Kopo Kopo',
      client_id: keys.client_id,
      till_number: keys.till_number,
      has_webhook_challenge: true,
    });
    expect(Object.keys(body)).not.toContain('api_key');
    expect(text).not.toContain(keys.client_secret);
    expect(text).not.toContain(keys.api_key);
  });

  it.each([
    ['till_number', 'a till', 'till_number must be the number of a till, such as K123456'],
    ['client_secret', 'sim_client_same', 'client_secret must be another value than client_id'],
    ['api_key', 'sim_client_same', 'api_key must be another value than client_id'],
  ])('of Kopo Kopo are refused with a wrong %s', async (field, value, message) => {
    const keys = { ...kopoKopoKeys('same'), [field]: value };
    const { status, body } = await app.post('/payments/credentials/', keys, operator.token);
    expect(status).toBe(400);
    expect(body.fields).toEqual({ [field]: [message] });
  });

  it('have no hint of a private key that is too short for one', async () => {
    const { body } = await add({ private_key: 'short-key' });
    expect(body.private_key_hint).toBe('');
  });

  it.each<[string, unknown, string]>([
    ['provider', undefined, 'provider must be one of: instasend, kopokopo'],
    ['provider', 'paypal', 'provider must be one of: instasend, kopokopo'],
    ['provider', ['instasend'], 'provider must be one of: instasend, kopokopo'],
    ['api_key', undefined, 'api_key is required'],
    ['api_key', '', 'api_key is required'],
    ['api_key', '  ', 'api_key must not be blank'],
    ['api_key', 'x'.repeat(256), 'api_key must have at most 255 characters'],
    ['api_key', 'nul\0', 'api_key holds characters that cannot be stored'],
    ['private_key', undefined, 'private_key is required'],
    ['private_key', '', 'private_key is required'],
    ['private_key', 5, 'private_key must be text'],
    ['private_key', 'x'.repeat(256), 'private_key must have at most 255 characters'],
    ['private_key', 'lone \ud800', 'private_key holds characters that cannot be stored'],
    ['environment', 'production', 'environment must be one of: sandbox, live'],
    ['webhook_challenge', { a: 1 }, 'webhook_challenge must be text'],
    ['webhook_challenge', 'nul\0', 'webhook_challenge holds characters that cannot be stored'],
  ])('are not added with the %s %j', async (field, value, complaint) => {
    const { status, body } = await add({ [field]: value });
    expect(status).toBe(400);
    expect(body.fields).toEqual({ [field]: [complaint] });
  });

  it('are listed newest first, several of one provider side by side, without secrets', async () => {
    const lister = await anOperator(app);
    const ids: unknown[] = [];
    for (const environment of ['sandbox', 'sandbox', 'sandbox']) {
      ids.unshift((await add({ environment }, lister)).body.id);
    }
    const { body, text } = await app.get('/payments/credentials/', lister.token).expect(200);
    expect(body).toMatchObject({ results: ids.map((id) => ({ id })), next: null, previous: null });
    expect(text).not.toContain(PRIVATE_KEY);
    expect(text).not.toContain(CHALLENGE);
  });

  it('are listed page by page', async () => {
    const lister = await anOperator(app);
    const ids: number[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(Number((await add({}, lister)).body.id));
    await expectPages(app, '/payments/credentials/', lister.token, ids);
  });

  it('are hidden from other operators', async () => {
    await add();
    const stranger = await anOperator(app);
    const { body } = await app.get('/payments/credentials/', stranger.token).expect(200);
    expect(body.results).toEqual([]);
  });

  it('require a token', async () => {
    for (const headers of [{}, operator.portal]) {
      await app.get('/payments/credentials/', headers).expect(401);
      await app.post('/payments/credentials/', {}, headers).expect(401);
    }
  });
});
