import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { sendRaw } from '../support/raw-http.js';
import { aShop, type Shop } from '../support/shop.js';

const WEBHOOK = '/payments/webhook/';
const EVENT = JSON.stringify({ invoice_id: 'UNKNOWN', state: 'COMPLETE', account: 'Zoë' });

describe('requests that are nearly as they should be', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const post = async (path: string, type: string, body: string): Promise<Response> => {
    const sent = request(app.url).post(path).set('Content-Type', type);
    sent.write(body);
    return sent;
  };

  it.each([
    'application/json; charset=utf8',
    'application/json;charset=UTF8',
    'application/json; charset="utf8"',
    'application/json; charset=Utf-8',
    "application/json; charset='utf-8'",
    'application/json; charset = utf8',
    'application/json; charset=utf8;',
    'application/json; charset=utf_8',
    'application/json; charset=utf8mb4',
    'application/json; charset=us-ascii',
    'application/json; charset=',
    'application/json;',
    'application/json; version=1; charset=utf8',
    'APPLICATION/JSON; CHARSET=UTF8',
  ])('are read as UTF-8 with the type %s', async (type) => {
    expect((await post(WEBHOOK, type, EVENT)).status).toBe(200);
    const [stored] = await app.database.query<{ account: string }>(
      `SELECT body ->> 'account' AS account FROM webhook_events ORDER BY id DESC LIMIT 1`,
    );
    expect(stored?.account).toBe('Zoë');
    const { username, password } = shop;
    const login = JSON.stringify({ username, password });
    expect((await post('/users/login/', type, login)).status).toBe(200);
  });

  it('are read as UTF-8 as a form too', async () => {
    const { username, password } = shop;
    const form = new URLSearchParams({ username, password }).toString();
    for (const charset of ['utf8', '"UTF8"', 'utf-8']) {
      const type = `application/x-www-form-urlencoded; charset=${charset}`;
      expect((await post('/users/login/', type, form)).status).toBe(200);
    }
  });

  const EMPTY = [
    'Content-Length: 0',
    'Content-Length: 0\r\nContent-Type: text/plain',
    'Content-Length: 0\r\nContent-Type: application/json; charset=iso-8859-1',
    'Content-Length: 0\r\nContent-Type: application/json\r\nContent-Encoding: gzip',
    'Content-Length: 00\r\nContent-Type: multipart/form-data; boundary=x',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nContent-Type: text/plain',
    'Transfer-Encoding: chunked\r\nContent-Type: application/json; charset=iso-8859-1',
    'Transfer-Encoding: chunked\r\nContent-Type: application/json',
    'Content-Type: text/plain',
    'Content-Type: nonsense',
  ];

  it.each(EMPTY)('have no body when it is empty: %j', async (headers) => {
    const { token } = await newLogin();
    const end = headers.includes('chunked') ? '0\r\n\r\n' : '';
    const answer = await sendRaw(
      app.url,
      `POST /users/logout/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
        `Authorization: ${token}\r\n${headers}\r\n\r\n${end}`,
    );
    expect(answer.status).toBe(200);
  });

  it.each(EMPTY)('lack every field when the body is empty: %j', async (headers) => {
    const end = headers.includes('chunked') ? '0\r\n\r\n' : '';
    const answer = await sendRaw(
      app.url,
      `POST /users/login/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n\r\n${end}`,
    );
    expect(answer.status).toBe(400);
    expect(Object.keys(JSON.parse(answer.body).fields)).toEqual(['username', 'password']);
  });

  it('are read to their end in chunks, however small', async () => {
    const { username, password } = shop;
    const body = JSON.stringify({ username, password });
    const chunks = Array.from(body, (letter) => `1\r\n${letter}\r\n`).join('');
    const answer = await sendRaw(
      app.url,
      'POST /users/login/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' +
        `Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`,
    );
    expect(answer.status).toBe(200);
  });

  it('with a body of another type in chunks are refused still', async () => {
    const answer = await sendRaw(
      app.url,
      'POST /users/login/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' +
        'Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
    );
    expect(answer.status).toBe(415);
  });

  it.each([
    '//payments//webhook/',
    '/payments/webhook//',
    '/payments///webhook',
    '//api//payments//webhook//',
    '/api//payments/webhook/',
    '/payments/webhook%20',
    '/payments/webhook/%20',
    '/payments/webhook%20/',
    '/payments/webhook/%20%20/',
    '/payments/webhook/%09',
    '/payments/webhook/%0A',
    '/payments/webhook%0d%0a',
    '/payments/webhook/%C2%A0',
    '/payments/webhook/%E2%80%8B',
    '/api/payments/webhook/%20?source=intasend',
  ])('find the webhook at %s', async (path) => {
    const answer = await sendRaw(
      app.url,
      `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(EVENT)}\r\n\r\n${EVENT}`,
    );
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: '{"status":"ok"}',
    });
  });

  it('find every other route likewise, and lists link to what can be followed', async () => {
    for (const path of ['//routers//', '/routers/%20', '/api//routers/?limit=1', '//health/live']) {
      await app.get(path, shop.token).expect(200);
    }
    await app.get(`//routers//${shop.routerId}//packages//%20`, shop.portal).expect(200);
    await app.post(
      '/routers/',
      { name: 'Second', host: '10.0.0.2', username: 'api', password: 'x' },
      shop.token,
    );
    const { body } = await app.get('//routers//%20?limit=1', shop.token).expect(200);
    const next = new URL(String(body.next));
    await app.get(next.pathname + next.search, shop.token).expect(200);
  });

  it('lead nowhere with anything else in the path', async () => {
    for (const path of [
      '/payments%20/webhook/',
      '/payments/webhook/%22',
      '/payments/%2F/webhook/',
    ]) {
      await app.post(path, {}).expect(404);
    }
  });

  it.each(['/', '/payments/webhook/', '/health/live'])(
    'without a Host are refused in the shape of every error: %s',
    async (path) => {
      const answer = await sendRaw(
        app.url,
        `GET ${path} HTTP/1.1\r\nX-Request-Id: no-host\r\nConnection: close\r\n\r\n`,
      );
      expect(answer.status).toBe(400);
      expect(answer.headers.toLowerCase()).toContain('content-type: application/json');
      expect(JSON.parse(answer.body)).toEqual({
        error: 'The request has no Host header, which HTTP/1.1 asks for.',
        code: 'host_missing',
        request_id: 'no-host',
      });
    },
  );

  it.each(['http://example.com//health//live', 'http://example.com/api/health/live/'])(
    'find their route by a full URL too: %s',
    async (target) => {
      const answer = await sendRaw(
        app.url,
        `GET ${target} HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n`,
      );
      expect(answer.status).toBe(200);
    },
  );

  it('of HTTP/1.0 need no Host', async () => {
    const answer = await sendRaw(app.url, 'GET /health/live HTTP/1.0\r\n\r\n');
    expect(answer.status).toBe(200);
  });

  it('that expect what no server does are refused in the shape of every error', async () => {
    const answer = await sendRaw(
      app.url,
      'POST /users/login/ HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n',
    );
    expect(answer.status).toBe(417);
    expect(JSON.parse(answer.body)).toEqual({
      error: expect.stringMatching(/^[A-Z].*\.$/),
      code: 'expectation_failed',
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  async function newLogin(): Promise<{ readonly token: string }> {
    const { username, password } = shop;
    const { body } = await app.post('/users/login/', { username, password }).expect(200);
    return { token: `Bearer ${String(body.access_token)}` };
  }
});
