import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import {
  cookieOf,
  logInByBrowser,
  refreshByBrowser,
  SAME_ORIGIN,
} from '../support/browser-session.js';
import { anOperator, type Operator } from '../support/shop.js';

const PHONE = { ...SAME_ORIGIN, 'User-Agent': 'Phone of Njeri' };

describe('the list of logins', () => {
  let app: TestApp;
  let operator: Operator;

  beforeAll(async () => {
    app = await startTestApp({ settings: { TRUST_PROXY: '1' } });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    operator = await anOperator(app);
  });

  const list = async (headers: Headers = operator.token, query = '') =>
    (await app.get(`/users/sessions/${query}`, headers).expect(200)).body as {
      results: Record<string, unknown>[];
      next: string | null;
    };
  const end = (id: unknown, headers: Headers = operator.token): Test =>
    request(app.url)
      .delete(`/users/sessions/${String(id)}/`)
      .set(headers);

  it('says where each was used from last, newest first, and which one asks', async () => {
    const browser = await logInByBrowser(app, operator, {
      ...PHONE,
      'X-Forwarded-For': '102.0.11.7',
    }).expect(200);
    const { results } = await list();
    expect(results).toEqual([
      {
        id: expect.any(String),
        kind: 'browser',
        created_at: expect.stringMatching(/Z$/),
        last_used_at: expect.stringMatching(/Z$/),
        ip: '102.0.11.7',
        user_agent: 'Phone of Njeri',
        current: false,
      },
      expect.objectContaining({ kind: 'api', current: true }),
    ]);
    await refreshByBrowser(app, cookieOf(browser) ?? '', {
      ...SAME_ORIGIN,
      'User-Agent': 'Laptop of Njeri',
      'X-Forwarded-For': '2001:DB8::1',
    }).expect(200);
    const [after] = (await list()).results;
    expect(after).toMatchObject({ ip: '2001:db8::1', user_agent: 'Laptop of Njeri' });
    expect(String(after?.['last_used_at']) >= String(results[0]?.['last_used_at'])).toBe(true);
  });

  it('has pages', async () => {
    await logInByBrowser(app, operator).expect(200);
    const first = await list(operator.token, '?limit=1');
    expect(first.results).toHaveLength(1);
    const second = await app.get(first.next?.replace(app.url, '') ?? '', operator.token);
    expect(second.body.results).toEqual([expect.objectContaining({ current: true })]);
  });

  it('leaves out logins that have ended or expired', async () => {
    const other = await app.post('/users/login/', operator).expect(200);
    const token = { Authorization: `Bearer ${other.body.access_token}` };
    expect((await list()).results).toHaveLength(2);
    await app.database.query(
      `UPDATE refresh_tokens SET expires_at = now()
        WHERE session_id <> (SELECT id FROM sessions WHERE user_id = $1 ORDER BY created_at LIMIT 1)
          AND session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
      [operator.userId],
    );
    expect((await list()).results).toHaveLength(1);
    await app.post('/users/logout/', {}, token).expect(200);
    expect((await list()).results).toHaveLength(1);
  });

  it('leads to the end of a login, whose tokens are revoked at once', async () => {
    const browser = await logInByBrowser(app, operator).expect(200);
    const token = { Authorization: `Bearer ${browser.body.access_token}` };
    const [{ id } = {}] = (await list()).results;
    await end(id).expect(204);
    await app.get('/routers/', token).expect(401);
    const refused = await refreshByBrowser(app, cookieOf(browser) ?? '').expect(401);
    expect(refused.body.code).toBe('session_ended');
    const { body } = await end(id).expect(404);
    expect(body.code).toBe('session_not_found');
  });

  it('leads to the end of the own login', async () => {
    const [{ id } = {}] = (await list()).results;
    await end(id).expect(204);
    await app.get('/users/sessions/', operator.token).expect(401);
  });

  it('has no login of another operator, and ends none', async () => {
    const stranger = await anOperator(app);
    const [{ id } = {}] = (await list(stranger.token)).results;
    expect((await list()).results.map((row) => row['id'])).not.toContain(id);
    await end(id).expect(404);
    await end('1').expect(404);
    expect((await list(stranger.token)).results).toHaveLength(1);
  });
});
