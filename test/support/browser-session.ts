import request, { type Response, type Test } from 'supertest';
import { type Headers, type ServerAt } from './app.js';
import { type Operator } from './shop.js';

/** What a browser sends with a request of a page of the same server. */
export const SAME_ORIGIN: Headers = { 'Sec-Fetch-Site': 'same-origin' };

/** The cookie that an answer sets, as the browser sends it back; null when it sets none. */
export function cookieOf({ headers }: Response): string | null {
  const [cookie] = cookiesOf(headers);
  return cookie?.split(';')[0] ?? null;
}

/** The `Set-Cookie` lines of an answer. */
export const cookiesOf = (headers: Response['headers']): readonly string[] =>
  ((headers as Readonly<Record<string, unknown>>)['set-cookie'] as readonly string[] | undefined) ??
  [];

/** Logs in as a page of the server does. */
export const logInByBrowser = (
  app: ServerAt,
  { username, password }: Pick<Operator, 'username' | 'password'>,
  headers: Headers = SAME_ORIGIN,
): Test => app.post('/session/', { username, password }, headers);

/** Refreshes as a page of the server does. */
export const refreshByBrowser = (
  app: ServerAt,
  cookie: string,
  headers: Headers = SAME_ORIGIN,
): Test => app.post('/session/refresh/', {}, { ...headers, Cookie: cookie });

/** Logs out as a page of the server does. */
export const logOutByBrowser = (
  app: ServerAt,
  cookie: string | null,
  headers: Headers = SAME_ORIGIN,
): Test =>
  request(app.url)
    .delete('/session/')
    .set({ ...headers, ...(cookie === null ? {} : { Cookie: cookie }) });
