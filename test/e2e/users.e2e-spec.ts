import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { sha256Hex } from '../../src/common/crypto/hash.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOperator, type Operator } from '../support/shop.js';

const PASSWORD = 'correct horse battery';
const NAME_RULE = 'username may have 1 to 150 letters, digits and the characters @ . + - _';

describe('operators', () => {
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    app = await startTestApp();
    operator = await anOperator(app);
  });
  afterAll(() => app.stop());

  /** Registers someone new, with differences; what is undefined is left out. */
  const register = async (overrides: object = {}): Promise<Response> =>
    app.post('/users/register/', {
      username: `new-${randomHex(6)}`,
      email: 'new@example.com',
      password: PASSWORD,
      ...overrides,
    });

  it('register and get a pair of keys, whose private key is shown once', async () => {
    const { status, body } = await register();
    expect(status).toBe(201);
    expect(body).toEqual({
      message: expect.stringMatching(/./),
      user_id: expect.any(Number),
      api_key: {
        public_key: expect.stringMatching(/^[0-9a-f]{32}$/),
        private_key: expect.stringMatching(/^[0-9a-f]{64}$/),
        message: expect.stringMatching(/once/),
      },
      note: expect.stringMatching(/./),
    });
    const keys = await app
      .get(`/routers/1/packages/`, { 'X-Public-Key': body.api_key.public_key })
      .expect(404);
    expect(keys.body.code).toBe('router_not_found');
  });

  it('are stored with an argon2id hash of the password and the SHA-256 of the private key', async () => {
    const { body } = await register();
    const [row] = await app.database.query<Record<string, string>>(
      `SELECT u.password_hash AS password, k.public_key AS "publicKey",
              k.private_key_hash AS "privateKey", u::text || k::text AS everything
         FROM users u JOIN api_keys k ON k.user_id = u.id WHERE u.id = $1`,
      [body.user_id],
    );
    expect(row?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(row?.publicKey).toBe(body.api_key.public_key);
    expect(row?.privateKey).toBe(sha256Hex(body.api_key.private_key));
    expect(row?.everything).not.toContain(PASSWORD);
    expect(row?.everything).not.toContain(body.api_key.private_key);
  });

  it.each<[string, unknown, string]>([
    ['username', undefined, NAME_RULE],
    ['username', '', NAME_RULE],
    ['username', '   ', NAME_RULE],
    ['username', 'two words', NAME_RULE],
    ['username', 'semi;colon', NAME_RULE],
    ['username', 'nul\0', NAME_RULE],
    ['username', '\ud800', NAME_RULE],
    ['username', 'x'.repeat(151), NAME_RULE],
    ['username', 5, NAME_RULE],
    ['username', ['a'], NAME_RULE],
    ['email', undefined, 'email is required'],
    ['email', 'nobody', 'email must be an e-mail address'],
    ['email', '', 'email must be an e-mail address'],
    ['email', 'a\0@example.com', 'email holds characters that cannot be stored'],
    ['email', `${'x'.repeat(250)}@example.com`, 'email must have at most 254 characters'],
    ['email', 5, 'email must be text'],
    ['password', undefined, 'password is required'],
    ['password', '', 'password is required'],
    ['password', 'nine char', 'password must have at least 10 characters'],
    ['password', 'x'.repeat(129), 'password must have at most 128 characters'],
    ['password', 1_234_567_890, 'password must be text'],
    ['password', 'correct horse\0', 'password holds characters that cannot be stored'],
    ['password', 'correct horse\udfff', 'password holds characters that cannot be stored'],
  ])('are not registered with the %s %j', async (field, value, complaint) => {
    const { status, body } = await register({ [field]: value });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'validation_failed', fields: { [field]: [complaint] } });
    expect(Object.keys(body.fields)).toEqual([field]);
  });

  it('get all validation errors at once', async () => {
    const { body } = await app.post('/users/register/', {}).expect(400);
    expect(Object.keys(body.fields).toSorted()).toEqual(['email', 'password', 'username']);
    expect(body.error).toBe(`${NAME_RULE}.`);
  });

  it('cannot register a taken name in another case or with surrounding blanks', async () => {
    const { username } = operator;
    for (const name of [username, username.toUpperCase(), ` ${username} `]) {
      const { status, body } = await register({ username: name });
      expect(status).toBe(400);
      expect(body.fields).toEqual({
        username: ['This user name is taken. Choose another one.'],
      });
    }
  });

  it('who register the same name concurrently become one', async () => {
    const username = `race-${randomHex(6)}`;
    const answers = await Promise.all(
      [username, username.toUpperCase(), username].map((name) => register({ username: name })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400, 400]);
    const [row] = await app.database.query<{ users: number; keys: number }>(
      `SELECT count(*)::integer AS users, count(k.id)::integer AS keys
         FROM users u LEFT JOIN api_keys k ON k.user_id = u.id WHERE lower(username) = $1`,
      [username],
    );
    expect(row).toEqual({ users: 1, keys: 1 });
  });

  it('log in with JSON or a form, in any case of the name', async () => {
    const { username, password, userId } = operator;
    const answers = [
      await app.post('/users/login/', { username, password }).expect(200),
      await app.post('/users/login/', { username: username.toUpperCase(), password }).expect(200),
      await app.post('/users/login/').type('form').send({ username, password }).expect(200),
    ];
    for (const { body } of answers) {
      expect(body).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        refresh_token: expect.stringMatching(/^[\w-]{43}$/),
        user_id: userId,
        username,
      });
      await app.get('/payments/', { Authorization: `Bearer ${body.access_token}` }).expect(200);
    }
    expect(new Set(answers.map(({ body }) => String(body.refresh_token))).size).toBe(3);
  });

  it('get the same answer for an unknown name and a wrong password', async () => {
    const unknown = { username: 'nobody-at-all', password: PASSWORD };
    const wrong = [PASSWORD, operator.password.toUpperCase(), ` ${operator.password}`, 'x'];
    const tries = [
      unknown,
      ...wrong.map((password) => ({ username: operator.username, password })),
    ];
    for (const body of tries) {
      const answer = await app.post('/users/login/', body).expect(401);
      expect(answer.body).toEqual({
        error: 'Invalid credentials',
        code: 'invalid_credentials',
        request_id: answer.headers['x-request-id'],
      });
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="lipafi"');
    }
  });

  it.each<[string, unknown, string]>([
    ['username', undefined, 'username is required'],
    ['username', '', 'username is required'],
    ['username', ['a', 'b'], 'username must be text'],
    ['username', 'nul\0', 'username holds characters that cannot be stored'],
    ['password', undefined, 'password is required'],
    ['password', { $ne: '' }, 'password must be text'],
    ['password', 'nul\0', 'password holds characters that cannot be stored'],
  ])('cannot log in with the %s %j', async (field, value, complaint) => {
    const body = { username: operator.username, password: operator.password, [field]: value };
    const answer = await app.post('/users/login/', body).expect(400);
    expect(answer.body.fields).toEqual({ [field]: [complaint] });
  });
});
