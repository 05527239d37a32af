import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '../support/app.js';
import { aShop, type Shop } from '../support/shop.js';

const LOGIN = '/users/login/';
const WEBHOOK = '/payments/webhook/';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' };
const UNREADABLE = 'The media type, character set or encoding of the body is not supported.';

describe('bodies and paths as they come', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  /** Posts these bytes as they are. */
  const post = async (
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | Buffer,
  ): Promise<Response> => {
    const sent = request(app.url).post(path).set(headers);
    sent.write(body);
    return sent;
  };

  /** Holds an answer to the one shape of errors. */
  function expectError(answer: Response, status: number, code: string, error?: string): void {
    expect(answer.status).toBe(status);
    expect(answer.type).toBe('application/json');
    expect(answer.body).toEqual({
      error: error ?? expect.stringMatching(/^[A-Z].*\.$/),
      code,
      request_id: answer.headers['x-request-id'],
    });
  }

  const credentials = (): string =>
    JSON.stringify({ username: shop.username, password: shop.password });

  it('answer with and without the trailing slash, and again below /api', async () => {
    for (const path of [LOGIN, '/users/login', '/api/users/login/', '/api/users/login']) {
      expect((await post(path, JSON_TYPE, credentials())).status).toBe(200);
    }
    const path = `/routers/${shop.routerId}/packages`;
    const [one, ...others] = await Promise.all(
      [path, `${path}/`, `/api${path}`, `/api${path}/`].map((each) => app.get(each, shop.portal)),
    );
    expect(one?.status).toBe(200);
    for (const other of others) expect(other.body).toEqual(one?.body);
  });

  it.each(['{"a":', '{a:1}', "{'a':1}", '<xml/>', '"text"', '5', 'null', 'true', '[', ' '])(
    'are refused when they are no JSON object: %s',
    async (body) => {
      for (const path of [LOGIN, WEBHOOK]) {
        const answer = await post(path, JSON_TYPE, body);
        expectError(answer, 400, 'malformed_body', 'The body must be a JSON object.');
      }
    },
  );

  it.each(['[]', '[1]', '[{"username":"a","password":"b"}]'])(
    'are refused when they are an array: %s',
    async (body) => {
      for (const path of [LOGIN, WEBHOOK]) {
        const answer = await post(path, JSON_TYPE, body);
        expectError(answer, 400, 'malformed_body', 'The body must be a JSON object.');
      }
    },
  );

  it('are not repeated when they cannot be read', async () => {
    const answer = await post(LOGIN, JSON_TYPE, '{"password":"canary-77"');
    expectError(answer, 400, 'malformed_body');
    expect(JSON.stringify([answer.body, app.logs])).not.toContain('canary-77');
  });

  it('may be missing where nothing has to be said', async () => {
    const sold = await app
      .post('/payments/intasend/initiate/', shop.saleRequest(), shop.portal)
      .expect(201);
    const path = `/payments/intasend/${String(sold.body.payment.id)}/check-status/`;
    await request(app.url).post(path).set(shop.portal).expect(200);
    await request(app.url).post(path).set(shop.portal).set('Content-Length', '0').expect(200);
  });

  it('that are missing lack every field', async () => {
    const answer = await request(app.url).post(LOGIN).expect(400);
    expect(answer.body.fields).toEqual({
      username: ['username is required'],
      password: ['password is required'],
    });
    expectError(await request(app.url).post(WEBHOOK), 400, 'malformed_body');
  });

  it.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/vnd.api+json',
    'application/octet-stream',
    'nonsense',
  ])('of the type %s are refused', async (type) => {
    expectError(
      await post(LOGIN, { 'Content-Type': type }, credentials()),
      415,
      'unsupported_media_type',
      'Send the body as application/json or application/x-www-form-urlencoded.',
    );
  });

  it('without a type are refused', async () => {
    expectError(await post(LOGIN, {}, credentials()), 415, 'unsupported_media_type');
  });

  it.each([
    [{ 'Content-Type': 'application/json; charset=iso-8859-1' }],
    [{ 'Content-Type': 'application/x-www-form-urlencoded; charset=koi8-r' }],
    [{ ...JSON_TYPE, 'Content-Encoding': 'lzma' }],
  ])('in an unknown character set or encoding are refused: %j', async (headers) => {
    const answer = await post(LOGIN, headers, credentials());
    expectError(answer, 415, 'unsupported_media_type', UNREADABLE);
  });

  it('may be in UTF-8 by name, in UTF-16, or compressed', async () => {
    const ways: [Readonly<Record<string, string>>, string | Buffer][] = [
      [{ 'Content-Type': 'application/json; charset=UTF-8' }, credentials()],
      [
        { 'Content-Type': 'application/json; charset=utf-16le' },
        Buffer.from(credentials(), 'utf16le'),
      ],
      [{ ...JSON_TYPE, 'Content-Encoding': 'gzip' }, gzipSync(credentials())],
    ];
    for (const [headers, body] of ways) expect((await post(LOGIN, headers, body)).status).toBe(200);
  });

  it('that do not unpack are refused', async () => {
    const answer = await post(LOGIN, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, credentials());
    expectError(answer, 400, 'bad_request');
  });

  it('of up to 100 kB are read, and above refused', async () => {
    const padded = (size: number): string => {
      const start = `${credentials().slice(0, -1)},"padding":"`;
      return `${start}${'x'.repeat(size - start.length - 2)}"}`;
    };
    expect((await post(LOGIN, JSON_TYPE, padded(102_400))).status).toBe(200);
    expectError(await post(LOGIN, JSON_TYPE, padded(102_401)), 413, 'body_too_large');
    expectError(await post(WEBHOOK, JSON_TYPE, padded(102_401)), 413, 'body_too_large');
    const form = `username=${'x'.repeat(102_400)}`;
    expectError(await post(LOGIN, FORM_TYPE, form), 413, 'body_too_large');
  });

  it('are measured unpacked: little that becomes much is refused', async () => {
    const bomb = gzipSync(JSON.stringify({ username: 'x'.repeat(5_000_000) }));
    expect(bomb.length).toBeLessThan(100_000);
    const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' };
    expectError(await post(LOGIN, headers, bomb), 413, 'body_too_large');
  });

  it.each(['[', '{"a":'])('nested without end are refused: %s…', async (opening) => {
    const closing = opening === '[' ? ']' : '}';
    const depth = Math.floor(90_000 / (opening.length + 1));
    const deep = `${opening.repeat(depth)}1${closing.repeat(depth)}`;
    const extra = `${credentials().slice(0, -1)},"extra":${deep}}`;
    expectError(await post(LOGIN, JSON_TYPE, extra), 400, 'malformed_body');
    expectError(
      await post(LOGIN, JSON_TYPE, `{"username":${deep},"password":"x"}`),
      400,
      'malformed_body',
    );
  });

  it('with unknown fields are read without them', async () => {
    const body = `{"__proto__":{"username":"x"},"constructor":1,"extra":{},${credentials().slice(1)}`;
    expect((await post(LOGIN, JSON_TYPE, body)).status).toBe(200);
  });

  it('as a form that names a field twice are refused', async () => {
    const answer = await post(LOGIN, FORM_TYPE, 'username=a&username=b&password=c');
    expect(answer.status).toBe(400);
    expect(answer.body.fields).toEqual({ username: ['username must be text'] });
  });
});

describe('the id of a request', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it('is the one that the caller gives, in header, body and log', async () => {
    const answer = await app.get('/nothing/', { 'X-Request-Id': 'portal:42.a_b-c' }).expect(404);
    expect(answer.headers['x-request-id']).toBe('portal:42.a_b-c');
    expect(answer.body.request_id).toBe('portal:42.a_b-c');
    expect(app.logs.filter((line) => line.includes('"requestId":"portal:42.a_b-c"'))).toHaveLength(
      1,
    );
  });

  it.each(['two words', '<script>', 'a"b', 'x'.repeat(129)])(
    'is made when the given one is not sane: %s',
    async (given) => {
      const answer = await app.get('/nothing/', { 'X-Request-Id': given }).expect(404);
      expect(answer.body.request_id).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.headers['x-request-id']).toBe(answer.body.request_id);
    },
  );
});
