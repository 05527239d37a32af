import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  cookieOf,
  logInByBrowser,
  logOutByBrowser,
  refreshByBrowser,
} from '../support/browser-session.js';
import { anOperator } from '../support/shop.js';

const NAME = '__Secure-lipafi_refresh';

describe('a browser that has several cookies of the name logs out', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ settings: { PUBLIC_URL: 'https://pay.example.com' } });
  });
  afterAll(() => app.stop());

  const isIn = async ({ body }: Pick<Response, 'body'>): Promise<boolean> =>
    (await app.get('/routers/', { Authorization: `Bearer ${body.access_token}` })).status === 200;

  async function logIn(): Promise<{ answer: Response; cookie: string }> {
    const answer = await logInByBrowser(app, await anOperator(app)).expect(200);
    return { answer, cookie: cookieOf(answer) ?? '' };
  }

  it.each([
    ['before', (cookie: string) => `${NAME}=planted; ${cookie}`],
    ['after', (cookie: string) => `${cookie}; ${NAME}=planted`],
  ])('when another host has planted one %s its own', async (_where, together) => {
    const { answer, cookie } = await logIn();
    const gone = await logOutByBrowser(app, together(cookie)).expect(204);
    expect(cookieOf(gone)).toBe(`${NAME}=`);
    expect(await isIn(answer)).toBe(false);
    const refused = await refreshByBrowser(app, cookie);
    expect([refused.status, refused.body.code]).toEqual([401, 'session_ended']);
  });

  it('of at most five logins at once', async () => {
    const logins = [];
    for (let count = 0; count < 6; count += 1) logins.push(await logIn());
    await logOutByBrowser(app, logins.map(({ cookie }) => cookie).join('; ')).expect(204);
    const areIn = await Promise.all(logins.map(({ answer }) => isIn(answer)));
    expect(areIn).toEqual([false, false, false, false, false, true]);
  });
});
