import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type HotspotFile } from '../../src/access/setup/hotspot-files.js';
import { HOTSPOT_HOST } from './hotspot.js';
import { type PageVariables, renderPage, withEscapes } from './hotspot-pages.js';

/** How a hotspot of a test takes logins. */
export interface ChapHotspotOptions {
  readonly files: readonly HotspotFile[];
  /** What customers may log in with. */
  readonly codes?: readonly string[];
  /** Asks somebody else whether a customer may log in. @returns why not; null: the customer may */
  readonly admit?: (username: string) => Promise<string | null>;
  /** The device that uses it. */
  readonly mac?: string;
  /** Whether it fills in `$(var)`, and whether it takes passwords that are not hashed. */
  readonly fillsVar?: boolean;
  readonly method?: 'chap' | 'pap';
}

/** A login as the hotspot received it. */
export interface ChapLogin {
  readonly username: string;
  readonly dst: string;
  readonly isRight: boolean;
}

/** The web server of a hotspot that checks logins by CHAP, with a fresh challenge for each page. */
export interface ChapHotspot {
  readonly url: string;
  readonly logins: readonly ChapLogin[];
  stop(): Promise<void>;
}

/** MikroTik shows the bytes of a challenge as octal escapes of JavaScript. */
const octal = (bytes: Buffer): string =>
  [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** Serves our pages as a router does. */
export async function startChapHotspot(options: ChapHotspotOptions): Promise<ChapHotspot> {
  const { files, codes = [], fillsVar = true, method = 'chap' } = options;
  const { mac = 'AA:BB:CC:00:11:22' } = options;
  const ask = (username: string): Promise<string | null> =>
    Promise.resolve(codes.includes(username) ? null : 'expired <b>');
  const { admit = ask } = options;
  const logins: ChapLogin[] = [];
  let url = '';
  let id = Buffer.alloc(1);
  let challenge = Buffer.alloc(16);

  const show = (name: string, response: ServerResponse, values: PageVariables = {}): void => {
    [id, challenge] = [randomBytes(1), randomBytes(16)];
    const page = files.find((file) => file.name === name)?.content ?? '';
    const chap = { 'chap-id': octal(id), 'chap-challenge': octal(challenge) };
    const variables = withEscapes({
      mac,
      ip: '10.5.50.7',
      'link-orig': 'http://example.com/?a=1&b=2',
      'link-login': `${url}login`,
      'link-login-only': `${url}login`,
      'plain-passwd': method === 'pap' ? 'yes' : 'no',
      ...values,
    });
    response
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
      .end(renderPage(page, { ...variables, ...(method === 'chap' ? chap : {}) }));
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = new URL(request.url ?? '/', url);
    if (asked.pathname === '/favicon.ico') {
      // Some browsers ask for it: the challenge of the page must not change by that.
      response.writeHead(404).end();
      return;
    }
    if (request.method !== 'POST') {
      const given = asked.searchParams.get('var') ?? '';
      show('login.html', response, fillsVar ? { var: given } : {});
      return;
    }
    const form = new URLSearchParams(await text(request));
    const username = form.get('username') ?? '';
    const expected =
      method === 'pap'
        ? username
        : createHash('md5').update(id).update(username).update(challenge).digest('hex');
    const isSame = form.get('password') === expected;
    const refusal = isSame ? await admit(username) : 'invalid username or password';
    const isRight = refusal === null;
    const dst = form.get('dst') ?? '';
    logins.push({ username, dst, isRight });
    if (isRight) show('alogin.html', response, { 'link-redirect': dst });
    else show('login.html', response, { error: refusal, username });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://${HOTSPOT_HOST}:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    logins,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}
