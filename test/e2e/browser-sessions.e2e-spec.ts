import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import {
  cookieOf,
  cookiesOf,
  logInByBrowser,
  logOutByBrowser,
  refreshByBrowser,
  SAME_ORIGIN,
} from '../support/browser-session.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { anOperator, type Operator } from '../support/shop.js';
import { securityEvents } from '../support/webhooks.js';

const PUBLIC_URL = 'https://pay.example.com';
const NAME = '__Secure-lipafi_refresh';

describe('a browser', () => {
  let database: TestDatabase;
  let app: TestApp;
  let twin: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = { PUBLIC_URL, CORS_ORIGINS: '*' };
    app = await startTestApp({ databaseUrl: database.url, settings });
    twin = await startTestApp({ databaseUrl: database.url, settings, simulator: app.simulator });
  });
  afterAll(async () => {
    await twin.stop();
    await app.stop();
    await database.drop();
  });
  beforeEach(async () => {
    operator = await anOperator(app);
  });

  const isIn = async ({ body }: Pick<Response, 'body'>): Promise<boolean> =>
    (await app.get('/routers/', { Authorization: `Bearer ${body.access_token}` })).status === 200;

  async function logIn(): Promise<{ answer: Response; cookie: string }> {
    const answer = await logInByBrowser(app, operator).expect(200);
    return { answer, cookie: cookieOf(answer) ?? '' };
  }

  /** Makes the uses of refresh tokens so much older. */
  const passSeconds = (seconds: number): Promise<unknown> =>
    app.database.query(
      `UPDATE refresh_tokens SET used_at = used_at - $2 * interval '1 second'
        WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
      [operator.userId, seconds],
    );

  function expectRefused(answer: Response, status: number, code: string): void {
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(cookiesOf(answer.headers)).toEqual([]);
  }

  describe('logs in', () => {
    it('and gets the access token in the body, and the refresh token in a cookie alone', async () => {
      const { answer } = await logIn();
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        expires_in: 900,
        user: {
          id: operator.userId,
          username: operator.username,
          email: `${operator.username}@example.com`,
        },
      });
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(await isIn(answer)).toBe(true);
      const [pair, ...attributes] = (cookiesOf(answer.headers)[0] ?? '').split('; ');
      expect(pair).toMatch(/^__Secure-lipafi_refresh=[\w-]{43}$/);
      expect(attributes.filter((each) => !each.startsWith('Expires='))).toEqual([
        'Max-Age=2592000',
        'Path=/session',
        'HttpOnly',
        'Secure',
        'SameSite=Strict',
      ]);
    });

    it('with a cookie without prefix and Secure where the server is reached by plain http', async () => {
      const plain = await startTestApp({
        databaseUrl: database.url,
        simulator: app.simulator,
        settings: { PUBLIC_URL: 'http://localhost:3000/wifi/' },
      });
      const headers = { ...SAME_ORIGIN, 'X-Forwarded-Proto': 'https' };
      const answer = await logInByBrowser(plain, operator, headers).expect(200);
      await plain.stop();
      const [line = ''] = cookiesOf(answer.headers);
      expect(line).toMatch(/^lipafi_refresh=/);
      expect(line).toContain('; Path=/wifi/session; ');
      expect(line).not.toContain('Secure');
    });

    it('not with a wrong password, and its failures count with those of /users/login/', async () => {
      const limited = await startTestApp({
        databaseUrl: database.url,
        simulator: app.simulator,
        settings: { PUBLIC_URL, RATE_LIMIT_SCALE: '1' },
      });
      const { username } = operator;
      const wrong = { username, password: 'not the password' };
      for (let index = 0; index < 5; index += 1) {
        expectRefused(await logInByBrowser(limited, wrong), 401, 'invalid_credentials');
        await limited.post('/users/login/', wrong).expect(401);
      }
      expect((await logInByBrowser(limited, operator)).status).toBe(429);
      expect((await limited.post('/users/login/', wrong)).status).toBe(429);
      await limited.stop();
    });
  });

  describe('refreshes', () => {
    it('its login, with a new cookie', async () => {
      const { cookie } = await logIn();
      const first = await refreshByBrowser(app, cookie).expect(200);
      expect(Object.keys(first.body as object)).toEqual(['access_token', 'expires_in', 'user']);
      expect(first.body.user.username).toBe(operator.username);
      expect(await isIn(first)).toBe(true);
      expect(cookieOf(first)).not.toBe(cookie);
      const second = await refreshByBrowser(app, cookieOf(first) ?? '').expect(200);
      expect(await isIn(second)).toBe(true);
    });

    it('ten times at once at two servers, with one cookie as the result', async () => {
      const { cookie } = await logIn();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          refreshByBrowser(index % 2 === 0 ? app : twin, cookie),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
      const cookies = new Set(answers.map(cookieOf));
      expect(cookies.size).toBe(1);
      for (const answer of answers) expect(await isIn(answer)).toBe(true);
      await refreshByBrowser(app, [...cookies][0] ?? '').expect(200);
    });

    it('again after a lost answer, and goes on with the same cookie', async () => {
      const { cookie } = await logIn();
      const lost = await refreshByBrowser(app, cookie).expect(200);
      await passSeconds(50);
      const again = await refreshByBrowser(twin, cookie).expect(200);
      expect(cookieOf(again)).toBe(cookieOf(lost));
      expect(await isIn(again)).toBe(true);
      await passSeconds(3600);
      await refreshByBrowser(app, cookieOf(again) ?? '').expect(200);
    });

    it('late, and does not replace the cookie that another tab has used since', async () => {
      const { cookie } = await logIn();
      const first = await refreshByBrowser(app, cookie).expect(200);
      await refreshByBrowser(app, cookieOf(first) ?? '').expect(200);
      const late = await refreshByBrowser(app, cookie).expect(200);
      expect(cookiesOf(late.headers)).toEqual([]);
      expect(await isIn(late)).toBe(true);
    });

    it('after the grace period no more: the reuse ends the login and is logged', async () => {
      const { answer, cookie } = await logIn();
      const next = await refreshByBrowser(app, cookie).expect(200);
      await passSeconds(61);
      expectRefused(await refreshByBrowser(app, cookie), 401, 'refresh_token_reused');
      expect(await isIn(answer)).toBe(false);
      expect(await isIn(next)).toBe(false);
      expect(securityEvents(app).at(-1)).toMatchObject({
        event: 'refresh_reused',
        userId: operator.userId,
      });
      const ended = await refreshByBrowser(app, cookieOf(next) ?? '');
      expectRefused(ended, 401, 'session_ended');
      expect(await isIn({ body: { access_token: operator.accessToken } })).toBe(true);
    });

    it('not without a cookie, with two, or with one that is unknown', async () => {
      const { cookie } = await logIn();
      for (const given of ['', 'other=1', `${cookie}; ${NAME}=planted`, `x${cookie}`]) {
        expectRefused(await refreshByBrowser(app, given), 401, 'session_cookie_missing');
      }
      const unknown = await refreshByBrowser(app, `${NAME}=${randomHex(32)}`);
      expectRefused(unknown, 401, 'refresh_token_invalid');
    });

    it('not with the token of a login of the API, nor the API with the token of a browser', async () => {
      const { cookie } = await logIn();
      const crossed = await refreshByBrowser(app, `${NAME}=${operator.refreshToken}`);
      expectRefused(crossed, 401, 'refresh_token_invalid');
      const refresh_token = cookie.slice(NAME.length + 1);
      await app.post('/users/token/refresh/', { refresh_token }).expect(401);
      await refreshByBrowser(app, cookie).expect(200);
    });

    it('not for a disabled account', async () => {
      const { cookie } = await logIn();
      await app.database.query('UPDATE users SET is_active = false WHERE id = $1', [
        operator.userId,
      ]);
      expectRefused(await refreshByBrowser(app, cookie), 401, 'user_disabled');
    });
  });

  describe('of another origin', () => {
    const FOREIGN: readonly [string, Headers][] = [
      ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }],
      ['another host of the domain', { 'Sec-Fetch-Site': 'same-site', Origin: PUBLIC_URL }],
      ['an address that somebody opens', { 'Sec-Fetch-Site': 'none' }],
      ['an older browser at another site', { Origin: 'https://evil.example' }],
      ['plain http', { Origin: 'http://pay.example.com' }],
      ['a page without an origin', { Origin: 'null' }],
      ['no browser', {}],
    ];

    it.each(FOREIGN)('can do nothing with the cookie: %s', async (_what, headers) => {
      const { answer, cookie } = await logIn();
      expectRefused(await logInByBrowser(app, operator, headers), 403, 'foreign_origin');
      expectRefused(await refreshByBrowser(app, cookie, headers), 403, 'foreign_origin');
      expectRefused(await logOutByBrowser(app, cookie, headers), 403, 'foreign_origin');
      expect(await isIn(answer)).toBe(true);
      await refreshByBrowser(app, cookie).expect(200);
    });

    it('can neither ask for permission nor read an answer', async () => {
      const Origin = 'https://evil.example';
      for (const path of ['/session/', '/session/refresh/', '/api/session/']) {
        const asked = await request(app.url)
          .options(path)
          .set({ Origin, 'Access-Control-Request-Method': 'POST' });
        expect(asked.headers).not.toHaveProperty('access-control-allow-origin');
      }
    });
  });

  it('that is too old to say where a request comes from is known by its origin', async () => {
    await logInByBrowser(app, operator, { Origin: PUBLIC_URL }).expect(200);
  });

  it('of a development server may open it by any of its names', async () => {
    const plain = await startTestApp({ databaseUrl: database.url, simulator: app.simulator });
    const { host } = new URL(plain.url);
    await logInByBrowser(plain, operator, { Origin: `http://${host}` }).expect(200);
    await logInByBrowser(plain, operator, { Origin: 'http://localhost:3000' }).expect(200);
    await logInByBrowser(plain, operator, { Origin: `https://${host}` }).expect(403);
    await plain.stop();
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', undefined])(
    'cannot be made to send a form: %s',
    async (type) => {
      const { cookie } = await logIn();
      const { username, password } = operator;
      const form = `username=${username}&password=${encodeURIComponent(password)}`;
      for (const path of ['/session/', '/session/refresh/']) {
        const post = request(app.url)
          .post(path)
          .set({ ...SAME_ORIGIN, Cookie: cookie });
        const answer = await (type === undefined ? post : post.type(type).send(form));
        expect(answer.status).toBe(415);
        expect(cookiesOf(answer.headers)).toEqual([]);
      }
    },
  );

  describe('logs out', () => {
    it('at once, which ends its login alone and deletes the cookie', async () => {
      const { answer, cookie } = await logIn();
      const other = await logIn();
      const gone = await logOutByBrowser(app, cookie).expect(204);
      expect(cookiesOf(gone.headers)[0]).toMatch(
        /^__Secure-lipafi_refresh=; Path=\/session; Expires=Thu, 01 Jan 1970 .*; HttpOnly; Secure; SameSite=Strict$/,
      );
      expect(await isIn(answer)).toBe(false);
      expectRefused(await refreshByBrowser(app, cookie), 401, 'session_ended');
      expect(await isIn(other.answer)).toBe(true);
    });

    it('with a cookie that another tab has replaced', async () => {
      const { cookie } = await logIn();
      const next = await refreshByBrowser(app, cookie).expect(200);
      await logOutByBrowser(app, cookie).expect(204);
      expect(await isIn(next)).toBe(false);
    });

    it('without a login, twice, and with anything as a cookie', async () => {
      await logOutByBrowser(app, null).expect(204);
      await logOutByBrowser(app, `${NAME}=nothing`).expect(204);
    });

    it('by the route of the API too', async () => {
      const { answer, cookie } = await logIn();
      const token = { Authorization: `Bearer ${answer.body.access_token}` };
      await app.post('/users/logout/', {}, token).expect(200);
      expectRefused(await refreshByBrowser(app, cookie), 401, 'session_ended');
    });

    it('when its operator changes the password elsewhere', async () => {
      const { answer, cookie } = await logIn();
      const body = { old_password: operator.password, new_password: `new phrase ${randomHex(8)}` };
      await app.post('/users/change-password/', body, operator.token).expect(200);
      expect(await isIn(answer)).toBe(false);
      expectRefused(await refreshByBrowser(app, cookie), 401, 'session_ended');
    });
  });

  it('leaves neither its token nor the next one in the database and the logs', async () => {
    const { cookie } = await logIn();
    const next = cookieOf(await refreshByBrowser(app, cookie).expect(200)) ?? '';
    const rows = JSON.stringify(
      await app.database.query('SELECT t::text, s::text FROM refresh_tokens t, sessions s'),
    );
    for (const token of [cookie, next].map((each) => each.slice(NAME.length + 1))) {
      expect(token).toHaveLength(43);
      expect(rows + app.logs.join('')).not.toContain(token);
    }
  });
});
