import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { kopoKopoKeys } from '../support/kopokopo-keys.js';
import { opened, rowOf } from '../support/sealed.js';
import { aShop, type Shop } from '../support/shop.js';

type Method = 'post' | 'put' | 'patch';

describe('provider keys in the wrong field or environment', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    shop = await aShop(app);
  });

  const call = (method: Method, tail: string, body: object): Test =>
    request(app.url)[method](`/payments/credentials/${tail}`).set(shop.token).send(body);
  const add = (body: object): Test => call('post', '', { provider: 'instasend', ...body });

  const PUBLIC = 'ISPubKey_test_0123456789';
  const PRIVATE = 'ISSecretKey_test_0123456789';
  const LIVE_PUBLIC = 'ISPubKey_live_0123456789';
  const LIVE_PRIVATE = 'ISSecretKey_live_0123456789';

  const ZERO = '\u200b';
  /** What a change may hold: all but the main secret. */
  const { provider, client_id, api_key, till_number } = kopoKopoKeys();
  const KOPO_KOPO = { provider, client_id, api_key, till_number };

  it.each<[string, object, string]>([
    ['both halves swapped', { api_key: PRIVATE, private_key: PUBLIC }, 'api_key'],
    ['a private key as publishable one', { api_key: PRIVATE, private_key: PRIVATE }, 'api_key'],
    ['one after spaces', { api_key: ` ${PRIVATE}`, private_key: PRIVATE }, 'api_key'],
    ['a publishable key as private one', { api_key: PUBLIC, private_key: PUBLIC }, 'private_key'],
    [
      'live keys in the sandbox',
      { api_key: LIVE_PUBLIC, private_key: LIVE_PRIVATE },
      'environment',
    ],
    [
      'sandbox keys in the live environment',
      { api_key: PUBLIC, private_key: PRIVATE, environment: 'live' },
      'environment',
    ],
    ['a live private key', { api_key: PUBLIC, private_key: LIVE_PRIVATE }, 'private_key'],
    ['a live publishable key', { api_key: LIVE_PUBLIC, private_key: PRIVATE }, 'api_key'],
    ['a private key in quotes', { api_key: `"${PRIVATE}"`, private_key: PRIVATE }, 'api_key'],
    ['one after a zero-width space', { api_key: ZERO + PRIVATE, private_key: PRIVATE }, 'api_key'],
    ['one after a scheme', { api_key: `Bearer ${PRIVATE}`, private_key: PRIVATE }, 'api_key'],
    [
      'one after a public key',
      { api_key: `${PUBLIC} ${PRIVATE}`, private_key: PRIVATE },
      'api_key',
    ],
    [
      'one with an invisible character in it',
      { api_key: `ISSecret${ZERO}Key_test_0123456789`, private_key: PRIVATE },
      'api_key',
    ],
    ['one of another provider', { ...kopoKopoKeys(), client_id: PRIVATE }, 'client_id'],
    [
      'a publishable key in quotes as private one',
      { api_key: PUBLIC, private_key: `"${PUBLIC}"` },
      'private_key',
    ],
    [
      'a publishable key after a zero-width space as private one',
      { api_key: PUBLIC, private_key: ZERO + PUBLIC },
      'private_key',
    ],
    [
      'a live private key after a zero-width space',
      { api_key: PUBLIC, private_key: ZERO + LIVE_PRIVATE },
      'private_key',
    ],
  ])('are not added: %s', async (_, body, field) => {
    const refused = await add(body).expect(400);
    expect(refused.body.code).toBe('validation_failed');
    expect(Object.keys(refused.body.fields)).toEqual([field]);
    expect(refused.text).not.toContain('0123456789');
  });

  it.each<[Method, string, object, string]>([
    ['put', '', { provider: 'instasend', api_key: PRIVATE }, 'api_key'],
    ['put', '', { provider: 'instasend', api_key: LIVE_PUBLIC }, 'api_key'],
    ['patch', '', { api_key: PRIVATE }, 'api_key'],
    ['patch', '', { environment: 'live' }, 'environment'],
    ['put', '', { ...KOPO_KOPO, client_id: PRIVATE }, 'client_id'],
    ['put', '', { provider: 'instasend', api_key: `"${PRIVATE}"` }, 'api_key'],
    ['patch', '', { api_key: `Bearer ${PRIVATE}` }, 'api_key'],
    ['patch', '', { ...KOPO_KOPO, client_id: ZERO + PRIVATE }, 'client_id'],
    ['post', 'update-private-key/', { private_key: PUBLIC }, 'private_key'],
    ['post', 'update-private-key/', { private_key: `"${PUBLIC}"` }, 'private_key'],
    ['post', 'update-private-key/', { private_key: ZERO + LIVE_PRIVATE }, 'private_key'],
    ['post', 'update-private-key/', { private_key: LIVE_PRIVATE }, 'private_key'],
  ])('are not stored by %s %s %j', async (method, tail, body, field) => {
    const before = await rowOf(app, 'credentials', shop.credentialId);
    const refused = await call(method, `${shop.credentialId}/${tail}`, body).expect(400);
    expect(Object.keys(refused.body.fields)).toEqual([field]);
    expect(refused.text).not.toContain('0123456789');
    expect(await rowOf(app, 'credentials', shop.credentialId)).toEqual(before);
  });

  it('are trimmed', async () => {
    const { body } = await add({
      api_key: `  ${PUBLIC}\n`,
      private_key: `\t${PRIVATE} `,
      webhook_challenge: ' a challenge ',
    }).expect(201);
    expect(body.api_key).toBe(PUBLIC);
    const row = await rowOf(app, 'credentials', body.id);
    expect(opened(app, row.private_key_sealed)).toBe(PRIVATE);
    expect(opened(app, row.webhook_challenge_sealed)).toBe('a challenge');
  });

  it('are stored without quotes and invisible characters', async () => {
    const { body } = await add({
      api_key: ` "${PUBLIC}"`,
      private_key: `${ZERO}'${PRIVATE} '`,
      webhook_challenge: '"a challenge"',
    }).expect(201);
    expect(body.api_key).toBe(PUBLIC);
    const row = await rowOf(app, 'credentials', body.id);
    expect(opened(app, row.private_key_sealed)).toBe(PRIVATE);
    expect(opened(app, row.webhook_challenge_sealed)).toBe('"a challenge"');
  });

  it.each([
    ['api_key', '""', 'api_key must not be blank'],
    ['api_key', ZERO, 'api_key must not be blank'],
    ['api_key', '', 'api_key is required'],
    ['private_key', `"${ZERO}"`, 'private_key is required'],
  ])('are required: %s is %j', async (field, value, message) => {
    const given = { api_key: PUBLIC, private_key: PRIVATE, [field]: value };
    const { body } = await add(given).expect(400);
    expect(body.fields).toEqual({ [field]: [message] });
  });

  it('are redacted when an old row has a private key as its publishable key', async () => {
    await app.database.query('UPDATE credentials SET api_key = $2 WHERE id = $1', [
      shop.credentialId,
      PRIVATE,
    ]);
    for (const path of ['', `${shop.credentialId}/`, 'provider/instasend/']) {
      const { text } = await app.get(`/payments/credentials/${path}`, shop.token).expect(200);
      expect(text).not.toContain(PRIVATE);
      expect(text).toContain('[redacted]');
    }
  });

  it('are detected by verify when only the publishable key is wrong', async () => {
    const wrong = `ISPubKey_test_${randomHex(12)}`;
    await call('patch', `${shop.credentialId}/`, { api_key: wrong }).expect(200);
    app.simulator.control.refuseKey(wrong);
    const { body } = await call('post', `${shop.credentialId}/verify/`, {}).expect(200);
    expect(body.is_valid).toBe(false);
  });
});
