import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { kopoKopoKeys } from '../support/kopokopo-keys.js';
import { opened, rowOf } from '../support/sealed.js';
import { anOperator, type Operator } from '../support/shop.js';

const INTASEND_KEYS = {
  provider: 'instasend',
  api_key: 'ISPubKey_test_0123456789',
  private_key: 'ISSecretKey_test_0123456789',
  webhook_challenge: 'a challenge',
};

describe('credentials that are read and sent back', () => {
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    operator = await anOperator(app);
  });

  const add = async (keys: object): Promise<number> => {
    const { body } = await app.post('/payments/credentials/', keys, operator.token).expect(201);
    return Number(body.id);
  };
  const put = (id: number, body: object) =>
    request(app.url).put(`/payments/credentials/${id}/`).set(operator.token).send(body);

  /** A stored row without the time of its last change. */
  const stored = async (id: number): Promise<object> => {
    const row = await rowOf(app, 'credentials', id);
    return { ...row, updated_at: null };
  };

  it.each([
    ['IntaSend', INTASEND_KEYS],
    ['Kopo Kopo', kopoKopoKeys()],
  ])('are the same as before at %s', async (_, keys) => {
    const id = await add(keys);
    const before = await stored(id);
    const { body: read } = await app
      .get(`/payments/credentials/${id}/`, operator.token)
      .expect(200);
    const { body: answer } = await put(id, read).expect(200);
    expect(answer).toEqual({ ...read, updated_at: answer.updated_at });
    expect(await stored(id)).toEqual(before);
    const list = await app.get('/payments/credentials/', operator.token).expect(200);
    expect(list.body.results).toEqual([answer]);
  });

  it('have a new API key of Kopo Kopo when one is given, and never an empty one', async () => {
    const keys = kopoKopoKeys();
    const id = await add(keys);
    await put(id, { ...keys, api_key: 'another key' }).expect(200);
    const row = await rowOf(app, 'credentials', id);
    expect(opened(app, row['webhook_challenge_sealed'])).toBe('another key');
    const { body } = await put(id, { ...keys, api_key: '' }).expect(400);
    expect(body.fields).toEqual({ api_key: ['api_key is required'] });
  });

  it('need the API key of Kopo Kopo when they were of another provider', async () => {
    const id = await add(INTASEND_KEYS);
    const before = await stored(id);
    const { body } = await put(id, { ...kopoKopoKeys(), api_key: undefined }).expect(400);
    expect(body.fields).toEqual({ api_key: ['api_key is required'] });
    expect(await stored(id)).toEqual(before);
  });
});
