import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Response, type Test } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { anOperator, type Operator } from '../support/shop.js';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

describe('a login', () => {
  let database: TestDatabase;
  let app: TestApp;
  let twin: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    twin = await startTestApp({ databaseUrl: database.url, simulator: app.simulator });
  });
  afterAll(async () => {
    await twin.stop();
    await app.stop();
    await database.drop();
  });
  beforeEach(async () => {
    operator = await anOperator(app);
  });

  const refresh = (token: unknown, server = app): Test =>
    server.post('/users/token/refresh/', { refresh_token: token });
  const bearer = ({ access_token }: Tokens): Headers => ({
    Authorization: `Bearer ${access_token}`,
  });
  const isIn = async (headers: Headers): Promise<boolean> =>
    (await app.get('/routers/', headers)).status === 200;

  async function logIn(password = operator.password): Promise<Tokens> {
    const { body } = await app
      .post('/users/login/', { username: operator.username, password })
      .expect(200);
    return body as Tokens;
  }

  function expectRefused({ status, body, headers }: Response, code: string): void {
    expect({ status, body }).toEqual({
      status: 401,
      body: {
        error: expect.stringMatching(/^[A-Z].*\.$/),
        code,
        request_id: headers['x-request-id'],
      },
    });
    expect(headers['www-authenticate']).toMatch(/^Bearer realm="lipafi"/);
  }

  describe('is refreshed', () => {
    it('with a new pair, and the old refresh token is used up', async () => {
      const { body } = await refresh(operator.refreshToken).expect(200);
      expect(body).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      });
      expect(body.refresh_token).not.toBe(operator.refreshToken);
      expect(await isIn(bearer(body as Tokens))).toBe(true);
      const next = await refresh(body.refresh_token).expect(200);
      expect(await isIn(bearer(next.body as Tokens))).toBe(true);
    });

    it('and ends when a used token is reused, but the other logins do not', async () => {
      const other = await logIn();
      const first = await refresh(operator.refreshToken).expect(200);
      const second = await refresh(first.body.refresh_token).expect(200);
      expectRefused(await refresh(operator.refreshToken), 'refresh_token_reused');

      for (const tokens of [first.body, second.body] as Tokens[]) {
        expect(await isIn(bearer(tokens))).toBe(false);
      }
      expect(await isIn(operator.token)).toBe(false);
      expectRefused(await refresh(second.body.refresh_token), 'session_ended');
      expect(await isIn(bearer(other))).toBe(true);
      await refresh(other.refresh_token).expect(200);
    });

    it('once by concurrent requests on two servers, whose reuse ends it', async () => {
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          refresh(operator.refreshToken, index % 2 === 0 ? app : twin),
        ),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 401, 401, 401, 401, 401]);
      expect(await isIn(operator.token)).toBe(false);
    });

    it('until the token expires', async () => {
      await app.database.query(
        `UPDATE refresh_tokens SET expires_at = now()
          WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
        [operator.userId],
      );
      expectRefused(await refresh(operator.refreshToken), 'refresh_token_expired');
    });

    it('but not for a disabled account', async () => {
      await app.database.query('UPDATE users SET is_active = false WHERE id = $1', [
        operator.userId,
      ]);
      expectRefused(await refresh(operator.refreshToken), 'user_disabled');
    });

    it.each<[unknown]>([[undefined], [''], [5], [['a']], [{ a: 1 }]])(
      'and not with %j',
      async (token) => {
        const { body } = await refresh(token).expect(400);
        expect(Object.keys(body.fields)).toEqual(['refresh_token']);
      },
    );

    it('but not with an unknown token', async () => {
      expectRefused(await refresh(randomHex(32)), 'refresh_token_invalid');
    });

    it('by a token that is stored as a hash', async () => {
      const rows = await app.database.query('SELECT t::text AS row FROM refresh_tokens t');
      expect(JSON.stringify(rows)).not.toContain(operator.refreshToken);
      expect(app.logs.join('')).not.toContain(operator.refreshToken);
    });
  });

  it('ends with a logout, and no other login does', async () => {
    const other = await logIn();
    const { body } = await app.post('/users/logout/', {}, operator.token).expect(200);
    expect(body).toEqual({ message: 'Logged out successfully' });
    expect(await isIn(operator.token)).toBe(false);
    expectRefused(await refresh(operator.refreshToken), 'session_ended');
    expect(await isIn(bearer(other))).toBe(true);
    await app.post('/users/logout/', {}, operator.token).expect(401);
    await app.post('/users/logout/', {}, operator.portal).expect(401);
  });

  describe('changes the password', () => {
    const NEW = 'a whole new pass phrase';
    const change = (body: object, headers = operator.token): Test =>
      app.post('/users/change-password/', body, headers);

    it('which ends all other logins of its operator only', async () => {
      const stranger = await anOperator(app);
      const other = await logIn();
      const byKey = await app
        .post('/users/api-key-login/', {
          public_key: operator.publicKey,
          private_key: operator.privateKey,
        })
        .expect(200);
      const { body } = await change({ old_password: operator.password, new_password: NEW });
      expect(body).toEqual({
        message: 'Password changed successfully. All your other logins have ended.',
      });
      expect(await isIn(operator.token)).toBe(true);
      await refresh(operator.refreshToken).expect(200);
      expect(await isIn(bearer(other))).toBe(false);
      expect(await isIn(bearer(byKey.body as Tokens))).toBe(false);
      expectRefused(await refresh(other.refresh_token), 'session_ended');
      expect(await isIn(stranger.token)).toBe(true);

      const { username, password } = operator;
      await app.post('/users/login/', { username, password }).expect(401);
      expect(await isIn(bearer(await logIn(NEW)))).toBe(true);
    });

    it('under the alias of the field too', async () => {
      await change({ current_password: operator.password, new_password: NEW }).expect(200);
    });

    it('once by concurrent requests', async () => {
      const wanted = (end: string) => ({
        old_password: operator.password,
        new_password: `${NEW} ${end}`,
      });
      const answers = await Promise.all([change(wanted('one')), change(wanted('two'))]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    });

    it.each<[string, object, string]>([
      ['old_password', { old_password: 'wrong' }, 'The old password is wrong.'],
      ['old_password', { old_password: undefined }, 'old_password is required'],
      ['new_password', { new_password: 'short' }, 'new_password must have at least 10 characters'],
      ['new_password', { new_password: undefined }, 'new_password is required'],
      [
        'new_password',
        { new_password: '1234567890' },
        'new_password is among the first that anyone would guess; choose another one',
      ],
    ])('and gets the error of the %s %j', async (field, wrong, complaint) => {
      const good = { old_password: operator.password, new_password: NEW };
      const { body } = await change({ ...good, ...wrong }).expect(400);
      expect(body.fields).toEqual({ [field]: [complaint] });
      await logIn();
    });

    it('to one that is not a name of its operator', async () => {
      const { body } = await change({
        old_password: operator.password,
        new_password: operator.username.toUpperCase(),
      }).expect(400);
      expect(body.fields).toEqual({
        new_password: ['new_password must differ from the user name and the e-mail address'],
      });
    });

    it('with a token only', async () => {
      await change({ old_password: operator.password, new_password: NEW }, operator.portal).expect(
        401,
      );
      await change({ old_password: operator.password, new_password: NEW }, {}).expect(401);
    });
  });
});
