import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOperator, aRouter, type Operator } from '../support/shop.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const PUBLIC_KEY = expect.stringMatching(/^[0-9a-f]{32}$/);
const PRIVATE_KEY = expect.stringMatching(/^[0-9a-f]{64}$/);

interface Pair {
  readonly public_key: string;
  readonly private_key: string;
}

describe('API keys', () => {
  let app: TestApp;
  let operator: Operator;
  let routerId: number;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    operator = await anOperator(app);
    routerId = await aRouter(app, operator);
  });

  /** What a portal with this key is answered: 200 when the key works. */
  const portalWith = async (publicKey: string): Promise<number> =>
    (await app.get(`/routers/${routerId}/packages/`, { 'X-Public-Key': publicKey })).status;

  const logIn = (pair: Pair): Test => app.post('/users/api-key-login/', pair);
  const current = (): Pair => ({
    public_key: operator.publicKey,
    private_key: operator.privateKey,
  });
  const replace = (path: string, body: object = {}, headers = operator.token): Test =>
    app.post(`/users/${path}`, body, headers);

  /** Lets so many hours pass for retired keys. */
  const passHours = (hours: number): Promise<unknown> =>
    app.database.query(
      `UPDATE api_keys SET retires_at = retires_at - $2::float * interval '1 hour'
        WHERE user_id = $1`,
      [operator.userId, hours],
    );

  it('are shown without the private key', async () => {
    const { body, text } = await app.get('/users/api-keys/', operator.token).expect(200);
    expect(body).toEqual({ public_key: operator.publicKey, created_at: TIME });
    expect(text).not.toContain(operator.privateKey);
  });

  it('log in as a password does, in upper or lower case and with surrounding blanks', async () => {
    const { body } = await logIn(current()).expect(200);
    expect(body).toMatchObject({ user_id: operator.userId, username: operator.username });
    await app.get('/routers/', { Authorization: `Bearer ${body.access_token}` }).expect(200);
    await app.post('/users/token/refresh/', { refresh_token: body.refresh_token }).expect(200);
    await logIn({
      public_key: ` ${operator.publicKey.toUpperCase()} `,
      private_key: operator.privateKey.toUpperCase(),
    }).expect(200);
  });

  it.each<[string, () => object, number]>([
    ['another private key', () => ({ private_key: randomHex(32) }), 401],
    ['another public key', () => ({ public_key: randomHex(16) }), 401],
    ['the halves the wrong way round', () => ({ public_key: operator.privateKey }), 401],
    ['no private key', () => ({ private_key: undefined }), 400],
    ['no public key', () => ({ public_key: '' }), 400],
    ['a list', () => ({ private_key: ['a'] }), 400],
  ])('do not log in with %s', async (_, wrong, status) => {
    const answer = await logIn({ ...current(), ...wrong() }).expect(status);
    if (status === 401) {
      expect(answer.body).toMatchObject({ error: 'Invalid API keys', code: 'invalid_api_keys' });
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="lipafi"');
    }
  });

  it('are generated, the private key is shown once, and the old keys stop', async () => {
    const { body } = await replace('generate-api-key/').expect(201);
    expect(body).toEqual({
      message: expect.stringMatching(/once/),
      api_key: { public_key: PUBLIC_KEY, private_key: PRIVATE_KEY },
    });
    expect(await portalWith(body.api_key.public_key)).toBe(200);
    expect(await portalWith(operator.publicKey)).toBe(401);
    await logIn(body.api_key as Pair).expect(200);
    await logIn(current()).expect(401);
  });

  it('are rotated, and returned at the top level too', async () => {
    const { body } = await replace('rotate-api-keys/').expect(201);
    const pair = { public_key: PUBLIC_KEY, private_key: PRIVATE_KEY };
    expect(body).toEqual({ message: expect.any(String), api_key: pair, ...pair });
    expect(body.public_key).toBe(body.api_key.public_key);
    expect(body.private_key).toBe(body.api_key.private_key);
    const shown = await app.get('/users/api-keys/', operator.token).expect(200);
    expect(shown.body.public_key).toBe(body.public_key);
  });

  it.each(['generate-api-key/', 'rotate-api-keys/', 'set-custom-api-keys/'])(
    'that were replaced by %s work on in portals for the grace, and not a moment longer',
    async (path) => {
      const custom = { public_key: randomHex(16), private_key: randomHex(32) };
      await replace(`${path}?grace_hours=48`, custom).expect(201);
      expect(await portalWith(operator.publicKey)).toBe(200);
      await passHours(47.9);
      expect(await portalWith(operator.publicKey)).toBe(200);
      await passHours(0.2);
      expect(await portalWith(operator.publicKey)).toBe(401);
    },
  );

  it('keep their own grace period after several replacements', async () => {
    const second = await replace('rotate-api-keys/?grace_hours=48').expect(201);
    const third = await replace('rotate-api-keys/?grace_hours=1').expect(201);
    const keys = [operator.publicKey, second.body.public_key, third.body.public_key] as string[];
    const statuses = (): Promise<number[]> => Promise.all(keys.map(portalWith));
    expect(await statuses()).toEqual([200, 200, 200]);
    await passHours(2);
    expect(await statuses()).toEqual([200, 401, 200]);
  });

  it('cannot log in during the grace period, and their logins end', async () => {
    const before = await logIn(current()).expect(200);
    await replace('rotate-api-keys/?grace_hours=48').expect(201);
    await logIn(current()).expect(401);
    const token = { Authorization: `Bearer ${before.body.access_token}` };
    await app.get('/routers/', token).expect(401);
    await app.get('/routers/', operator.token).expect(200);
  });

  it.each(['-1', '721', '1.5', 'long', '1&grace_hours=2'])(
    'are not replaced with a grace of %s hours',
    async (hours) => {
      const { body } = await replace(`rotate-api-keys/?grace_hours=${hours}`).expect(400);
      expect(Object.keys(body.fields)).toEqual(['grace_hours']);
      expect(await portalWith(operator.publicKey)).toBe(200);
    },
  );

  describe("of the operator's own making", () => {
    it('are set in upper or lower case, and the private key is not returned', async () => {
      const pair = { public_key: randomHex(16), private_key: randomHex(32) };
      const { body, text } = await replace('set-custom-api-keys/', {
        public_key: pair.public_key.toUpperCase(),
        private_key: pair.private_key.toUpperCase(),
      }).expect(201);
      expect(body).toEqual({
        message: 'API keys set successfully',
        public_key: pair.public_key,
        created_at: TIME,
      });
      expect(text.toLowerCase()).not.toContain(pair.private_key);
      expect(await portalWith(pair.public_key)).toBe(200);
      expect(await portalWith(operator.publicKey)).toBe(401);
      await logIn(pair).expect(200);
    });

    it.each<[string, unknown, string]>([
      ['public_key', undefined, 'public_key must be 32 hexadecimal characters'],
      ['public_key', 'abc', 'public_key must be 32 hexadecimal characters'],
      ['public_key', 'g'.repeat(32), 'public_key must be 32 hexadecimal characters'],
      ['public_key', 5, 'public_key must be 32 hexadecimal characters'],
      ['private_key', undefined, 'private_key is required'],
      ['private_key', 'a'.repeat(63), 'private_key must be 64 hexadecimal characters'],
      ['private_key', 'z'.repeat(64), 'private_key must be 64 hexadecimal characters'],
    ])('are not set with the %s %j', async (field, value, complaint) => {
      const pair = { public_key: randomHex(16), private_key: randomHex(32), [field]: value };
      const { body } = await replace('set-custom-api-keys/', pair).expect(400);
      expect(body.fields).toEqual({ [field]: [complaint] });
      expect(await portalWith(operator.publicKey)).toBe(200);
    });

    it('are not set when the public key exists or existed, and the old keys stay', async () => {
      const other = await anOperator(app);
      const retired = other.publicKey;
      const { body } = await replace('rotate-api-keys/', {}, other.token).expect(201);
      const mine = operator.publicKey;
      for (const taken of [retired, String(body.public_key), mine]) {
        const answer = await replace('set-custom-api-keys/', {
          public_key: taken,
          private_key: randomHex(32),
        }).expect(400);
        expect(answer.body.fields).toEqual({
          public_key: ['This public key is taken. Choose another one.'],
        });
      }
      expect(await portalWith(mine)).toBe(200);
      await logIn(current()).expect(200);
    });
  });

  it('are one pair after concurrent replacements', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => replace('rotate-api-keys/')));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const statuses = await Promise.all(
      answers.map(({ body }) => portalWith(String(body.public_key))),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it('can be managed with a token only', async () => {
    for (const headers of [{}, operator.portal]) {
      await app.get('/users/api-keys/', headers).expect(401);
      for (const path of ['generate-api-key/', 'rotate-api-keys/', 'set-custom-api-keys/']) {
        await replace(path, {}, headers).expect(401);
      }
    }
    expect(await portalWith(operator.publicKey)).toBe(200);
  });
});

describe('a profile', () => {
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    app = await startTestApp();
    operator = await anOperator(app);
  });
  afterAll(() => app.stop());

  const put = (body: object, headers = operator.token): Test =>
    request(app.url).put('/users/profile/').set(headers).send(body);

  it('is empty at first, and updated field by field', async () => {
    const { body } = await app.get('/users/profile/', operator.token).expect(200);
    expect(body).toEqual({ bio: '', website: '', created_at: TIME, updated_at: TIME });
    const changed = await put({ bio: 'WiFi in Kitengela', website: 'https://example.com/wifi' });
    expect(changed.body).toMatchObject({
      bio: 'WiFi in Kitengela',
      website: 'https://example.com/wifi',
      created_at: body.created_at,
    });
    expect(Date.parse(changed.body.updated_at)).toBeGreaterThan(Date.parse(body.updated_at));
    await put({ website: '' }).expect(200);
    const shown = await app.get('/users/profile/', operator.token).expect(200);
    expect(shown.body).toMatchObject({ bio: 'WiFi in Kitengela', website: '' });
  });

  it.each<[string, unknown]>([
    ['bio', 'x'.repeat(1001)],
    ['bio', 5],
    ['bio', 'nul\0'],
    ['website', 'javascript:alert(1)'],
    ['website', 'example.com'],
    ['website', 'https://user:password@example.com/'],
    ['website', `https://example.com/${'x'.repeat(500)}`],
    ['website', ['https://example.com']],
  ])('is not changed with the %s %j', async (field, value) => {
    const { body } = await put({ [field]: value }).expect(400);
    expect(Object.keys(body.fields)).toEqual([field]);
  });

  it("is nobody else's", async () => {
    await put({ bio: 'mine' }).expect(200);
    const stranger = await anOperator(app);
    const { body } = await app.get('/users/profile/', stranger.token).expect(200);
    expect(body.bio).toBe('');
    for (const headers of [{}, operator.portal]) {
      await app.get('/users/profile/', headers).expect(401);
      await put({ bio: 'x' }, headers).expect(401);
    }
  });
});
