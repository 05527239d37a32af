import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { sendRaw } from '../support/raw-http.js';
import { aShop, type Shop } from '../support/shop.js';

const INITIATE = '/payments/intasend/initiate/';

/** The one shape of errors, of a given code. */
const errorOf = (code: string): object => ({
  error: expect.stringMatching(/^[A-Z].*[.]$/),
  code,
  request_id: expect.stringMatching(/^[\w.:-]{1,128}$/),
});

describe('the edges of HTTP', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  describe.each(['', '/api'])('below "%s/"', (prefix) => {
    it.each(['/nothing/', '/payments/intasend/nothing/at/all', '/users'])(
      'knows no path %s',
      async (path) => {
        const answer = await app.get(`${prefix}${path}`).expect(404);
        expect(answer.body).toEqual(errorOf('not_found'));
      },
    );

    it('refuses a method that a known path does not answer, and names those that it does', async () => {
      const answer = await request(app.url).put(`${prefix}${INITIATE}`).expect(405);
      expect(answer.headers['allow']).toBe('POST, OPTIONS');
      expect(answer.body).toEqual(errorOf('method_not_allowed'));
      const list = await request(app.url).delete(`${prefix}/routers`).expect(405);
      expect((list.headers['allow'] ?? '').split(', ').sort()).toEqual([
        'GET',
        'HEAD',
        'OPTIONS',
        'POST',
      ]);
    });

    it('refuses the method before it reads the body', async () => {
      await request(app.url)
        .patch(`${prefix}${INITIATE}`)
        .set('Content-Type', 'text/plain')
        .send('no JSON')
        .expect(405);
    });

    it('answers OPTIONS of a page of no other origin', async () => {
      const answer = await request(app.url).options(`${prefix}/routers/`).expect(204);
      expect(answer.text).toBe('');
      expect((answer.headers['allow'] ?? '').split(', ')).toContain('OPTIONS');
      await request(app.url).options(`${prefix}/nothing/`).expect(404);
    });

    it('answers HEAD as GET, without the body', async () => {
      const get = await app.get(`${prefix}/routers/`, shop.token).expect(200);
      const head = await request(app.url).head(`${prefix}/routers/`).set(shop.token).expect(200);
      expect(head.text).toBeUndefined();
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
      await request(app.url).head(`${prefix}/routers/`).expect(401);
    });

    it.each(['/%', '/%zz/', '/payments/%E0%A4%A/', '/payments/%'])(
      'refuses the malformed address %s',
      async (path) => {
        const answer = await sendRaw(
          app.url,
          `GET ${prefix}${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
        );
        expect(answer.status).toBe(400);
        expect(JSON.parse(answer.body)).toEqual(errorOf('malformed_url'));
      },
    );

    it('refuses an address that is too long', async () => {
      const answer = await app.get(`${prefix}/routers/?x=${'x'.repeat(8_000)}`).expect(414);
      expect(answer.body).toEqual(errorOf('url_too_long'));
    });

    it.each([
      ['limit', 'limit=1&limit=2'],
      ['limit', 'limit=%zz'],
      ['cursor', 'cursor=a&cursor=b'],
    ])('says that %s is wrong in the query %s', async (field, query) => {
      const answer = await app.get(`${prefix}/routers/?${query}`, shop.token).expect(400);
      expect(answer.body).toMatchObject({
        code: 'validation_failed',
        fields: { [field]: [expect.any(String)] },
      });
    });

    it('names all parameters that it does not know', async () => {
      const query = 'limit[]=x&a=1&a=2&__proto__=1&limit=0';
      const answer = await app.get(`${prefix}/routers/?${query}`, shop.token).expect(400);
      expect(Object.keys(answer.body.fields)).toEqual(['limit[]', 'a', '__proto__']);
    });
  });

  it('returns the request id with every refusal', async () => {
    const given = { 'X-Request-Id': 'portal-1' };
    for (const answer of [
      await app.get('/nothing/', given),
      await request(app.url).put(INITIATE).set(given),
      await app.get('/%', given),
    ]) {
      expect(answer.headers['x-request-id']).toBe('portal-1');
      expect(answer.body).toMatchObject({ request_id: 'portal-1' });
    }
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'bad_request'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: x\r\nbroken\r\n\r\n', 400, 'bad_request'],
    [
      'two lengths of one body',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad_request',
    ],
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
  ])('closes the connection after %s, and gives the reason', async (_what, text, status, code) => {
    const answer = await sendRaw(app.url, text);
    expect(answer.status).toBe(status);
    expect(answer.headers).toContain('Connection: close');
    expect(JSON.parse(answer.body)).toEqual(errorOf(code));
  });

  it('bounds what one connection may cost', () => {
    const server = app.nest.getHttpServer();
    expect(server).toMatchObject({
      headersTimeout: 20_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 75_000,
      maxHeadersCount: 100,
    });
  });

  it('still sells after all of this', async () => {
    const sold: Response = await app.post(`/api${INITIATE}`, shop.saleRequest(), shop.portal);
    expect(sold.status).toBe(201);
  });
});
