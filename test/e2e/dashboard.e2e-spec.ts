import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { get, type IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import request, { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';

const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const UNPACKED = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  identity: (bytes: Buffer): Buffer => bytes,
};

/** Reads an answer as it was sent: clients of a higher level decompress it. */
const bytesOf = (
  { url }: TestApp,
  path: string,
  encoding: string,
): Promise<readonly [IncomingHttpHeaders, Buffer]> =>
  new Promise((resolve, reject) => {
    get(url + path, { headers: { 'Accept-Encoding': encoding } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve([answer.headers, Buffer.concat(chunks)]);
      });
    }).on('error', reject);
  });

const nonceIn = ({ text, headers }: Response): readonly (string | undefined)[] => [
  /<meta name="csp-nonce" content="([^"]+)"/.exec(text)?.[1],
  /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1],
];

describe('the pages of the dashboard', () => {
  let app: TestApp;
  let assets: readonly string[];

  beforeAll(async () => {
    app = await startTestApp();
    const { text } = await app.get('/dashboard/', BROWSER).expect(200);
    assets = [...text.matchAll(/"(\/dashboard\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  });
  afterAll(() => app.stop());

  it('have scripts and styles of this server, and a nonce of their own', async () => {
    const [first, second] = await Promise.all([
      app.get('/dashboard/', BROWSER).expect(200),
      app.get('/dashboard/', BROWSER).expect(200),
    ]);
    const [inPage, inPolicy] = nonceIn(first);
    expect(inPage).toMatch(/^[0-9a-f]{32}$/);
    expect(inPolicy).toBe(inPage);
    expect(nonceIn(second)[0]).not.toBe(inPage);
    expect(first.text).not.toContain('{{');
    expect(first.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(String(first.headers['content-security-policy']).replace(/[0-9a-f]{32}/, 'N')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-N'; " +
        "style-src-attr 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; " +
        "font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
  });

  it.each(['/dashboard/payments', '/dashboard/payments/0198c0de', '/dashboard/no/such/screen'])(
    'are one page for every screen: %s',
    async (path) => {
      const { text } = await app.get(path, BROWSER).expect(200);
      expect(text).toContain('<div id="root">');
    },
  );

  it.each([
    ['a program', '/dashboard/payments', { Accept: 'application/json' }],
    ['a program that takes anything', '/dashboard/payments', { Accept: '*/*' }],
    ['a browser that loads a file', '/dashboard/assets/gone-1a2b3c.js', BROWSER],
    ['a path out of the folder', '/dashboard/assets/..%2findex.html', BROWSER],
    ['a file with the name of a method', '/dashboard/assets/constructor', BROWSER],
    ['a neighbour of the dashboard', '/dashboards', BROWSER],
    ['a route of the API that is not there', '/nothing', BROWSER],
  ])('are not what %s gets', async (_who, path, headers) => {
    const { body } = await app.get(path, headers).expect(404);
    expect(body.code).toBe('not_found');
  });

  it('are read only', async () => {
    await request(app.url).post('/dashboard/').set(BROWSER).send({}).expect(405);
    await request(app.url).head('/dashboard/payments').set(BROWSER).expect(200);
  });

  it('have an address with a slash at its end, and one alone', async () => {
    for (const path of ['/dashboard', '/api/dashboard', '/api/dashboard/payments']) {
      const answer = await request(app.url).get(path).set(BROWSER).redirects(0).expect(308);
      expect(answer.headers['location']).toBe('/dashboard/');
    }
  });

  it('know the path of PUBLIC_URL, and where customers find the portal', async () => {
    const below = await startTestApp({
      settings: {
        PUBLIC_URL: 'http://localhost:3000/wifi',
        PORTAL_URL: 'https://portal.example.com',
      },
    });
    try {
      const { text } = await below.get('/dashboard/', BROWSER).expect(200);
      expect(text).toContain('src="/wifi/dashboard/assets/');
      expect(text).toContain('name="lipafi-public-url" content="http://localhost:3000/wifi"');
      expect(text).toContain('name="lipafi-portal-url" content="https://portal.example.com/"');
      const answer = await request(below.url).get('/dashboard').set(BROWSER).redirects(0);
      expect(answer.headers['location']).toBe('/wifi/dashboard/');
    } finally {
      await below.stop();
    }
  });

  it('load files that are kept for ever, compressed as the browser wants', async () => {
    expect(assets.length).toBeGreaterThan(2);
    for (const path of assets) {
      const sent = new Map<string, Buffer>();
      for (const [encoding, unpack] of Object.entries(UNPACKED)) {
        const [headers, bytes] = await bytesOf(app, path, encoding);
        expect(headers).toMatchObject({
          'cache-control': 'public, max-age=31536000, immutable',
          vary: 'Accept-Encoding',
        });
        expect(headers['content-encoding'] ?? 'identity').toBe(encoding);
        expect(String(headers['content-type'])).toMatch(
          path.endsWith('.js') ? /^text\/javascript/ : /^(text\/css|image\/svg)/,
        );
        sent.set(encoding, unpack(bytes));
      }
      expect(sent.get('br')).toEqual(sent.get('identity'));
      expect(sent.get('gzip')).toEqual(sent.get('identity'));
    }
    const [both] = await bytesOf(app, assets[0] ?? '', 'gzip, deflate, br');
    expect(both['content-encoding']).toBe('br');
  });

  it('are off where DASHBOARD says so', async () => {
    const without = await startTestApp({ settings: { DASHBOARD: 'off' } });
    try {
      for (const path of ['/dashboard/', '/dashboard/payments', ...assets]) {
        const { body } = await without.get(path, BROWSER).expect(404);
        expect(body.code).toBe('not_found');
      }
    } finally {
      await without.stop();
    }
  });
});
