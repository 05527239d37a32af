import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServerResponse } from 'node:http';
import { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  json,
  raw,
  type Script,
  type ScriptedServer,
  startScriptedServer,
  startTcpServer,
} from '../support/scripted-server.js';
import { anOperator, type Operator } from '../support/shop.js';

const PASSWORD = 'a password that is nobodys business';
const HTML = { 'Content-Type': 'text/html' };

/** 400 deep: no answer of RouterOS is nested. */
const DEEP = `${'['.repeat(400)}${']'.repeat(400)}`;

/** Answers that are not RouterOS's, or of no use, and how they are told. */
const FAULTS: readonly (readonly [string, Script, number, string])[] = [
  ['a page of another device', raw(200, '<h1>Printer</h1>', HTML), 502, 'router_bad_answer'],
  ['a page that says 404', raw(404, '<h1>Not here</h1>', HTML), 502, 'router_bad_answer'],
  ['an empty page', raw(200, ''), 502, 'router_bad_answer'],
  ['JSON of something else', json(200, { hello: 'world' }), 502, 'router_bad_answer'],
  ['an error that is none of RouterOS', json(400, { errors: [] }), 502, 'router_bad_answer'],
  ['an error of its own', json(500, { error: 500, message: 'Broken.' }), 502, 'router_bad_answer'],
  ['a redirect', raw(302, '', { Location: 'http://127.0.0.1:1/' }), 502, 'router_bad_answer'],
  ['nothing new', raw(304, ''), 502, 'router_bad_answer'],
  ['five megabytes', raw(200, `"${'x'.repeat(5_000_000)}"`), 502, 'router_bad_answer'],
  ['brackets without end', raw(200, DEEP), 502, 'router_bad_answer'],
  ['a cut connection', (response) => response.destroy(), 502, 'router_unreachable'],
  ['half an answer', half, 502, 'router_unreachable'],
  ['nothing at all', () => undefined, 504, 'router_timeout'],
  ['a byte now and then', trickle, 504, 'router_timeout'],
  ['401 as a page', raw(401, '<h1>Log in</h1>', HTML), 400, 'router_credentials_refused'],
];

function half(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Length': '1000' });
  response.write('{"version":', () => response.destroy());
}

function trickle(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => {
    clearInterval(timer);
  });
}

describe('a router that does not answer as RouterOS does', () => {
  let app: TestApp;
  let operator: Operator;
  let device: ScriptedServer | undefined;

  beforeAll(async () => {
    app = await startTestApp({
      routerAddresses: { refusalOf: () => null },
      settings: { ROUTER_TIMEOUT_MS: '2000' },
    });
    operator = await anOperator(app);
  });
  afterEach(async () => {
    await device?.stop();
    device = undefined;
  });
  afterAll(() => app.stop());

  /** Adds a router at a port of this machine; gives its path. */
  async function routerAt(port: number): Promise<string> {
    const login = { username: 'api', password: PASSWORD };
    const wanted = { name: 'Cafe', host: '127.0.0.1', port, ...login };
    const { body } = await app.post('/routers/', wanted, operator.token).expect(201);
    return `/routers/${String(body.id)}`;
  }

  async function askAt(port: number): Promise<Response> {
    return app.get(`${await routerAt(port)}/device-info/`, operator.token);
  }

  it.each(FAULTS)('but with %s is recognised', async (_, script, status, code) => {
    device = await startScriptedServer(script);
    const answer = await askAt(device.port);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status,
      body: {
        error: expect.stringMatching(/^[A-Z].*\.$/),
        code,
        request_id: answer.headers['x-request-id'],
      },
    });
    const asked = device.requests.map(({ path }) => path);
    expect(asked).toEqual([...new Set(asked)]);
  });

  it('but too much is reported as such, and an incomplete one is not', async () => {
    device = await startScriptedServer(raw(200, 'x'.repeat(5_000_000)));
    expect((await askAt(device.port)).body.error).toMatch(/^The answer of the router is too large/);
    await device.stop();
    device = await startScriptedServer(half);
    expect((await askAt(device.port)).body.error).toMatch(/^The router cut the connection/);
  });

  it('but without HTTP is recognised', async () => {
    const server = await startTcpServer((socket) => socket.end('SSH-2.0-ROSSSH\r\n'));
    const { status, body } = await askAt(server.port);
    await server.stop();
    expect({ status, code: body.code }).toEqual({ status: 502, code: 'router_bad_answer' });
  });

  it('is offline for the test of its connection, with the reason, and 200', async () => {
    device = await startScriptedServer(() => undefined);
    const router = await routerAt(device.port);
    const { body } = await app.post(`${router}/test-connection/`, {}, operator.token).expect(200);
    expect(body).toMatchObject({
      is_online: false,
      code: 'router_timeout',
      reason: expect.stringMatching(/^The router did not answer within 2 seconds\./),
    });
  });

  it.each([json(401, { error: 401, message: 'Unauthorized' }), raw(401, '<h1>Log in</h1>', HTML)])(
    'names both causes of a refused login',
    async (script) => {
      device = await startScriptedServer(script);
      expect((await askAt(device.port)).body.error).toBe(
        'The router refused the login: the user name or password is wrong, ' +
          "or the user's group lacks the rest-api policy.",
      );
    },
  );

  it.each([
    [400, 400, 'The router refused: no such item (4)'],
    [401, 400, /rest-api policy\. The router says: no such item \(4\)$/],
    [403, 400, 'The router refused: no such item (4)'],
    [500, 502, 'The router failed: no such item (4)'],
    [503, 502, 'The router failed: no such item (4)'],
  ])('shows the detail of its error %i', async (status, answered, error) => {
    const detail = 'no such item\u0007 (4)';
    device = await startScriptedServer(
      raw(status, `{"detail":"${detail}","error":${status},"message":"Error"}`),
    );
    const { status: given, body } = await askAt(device.port);
    expect({ given, error: body.error }).toEqual({
      given: answered,
      error: typeof error === 'string' ? error : expect.stringMatching(error),
    });
  });

  it('is not followed to where it sends us', async () => {
    const elsewhere = await startScriptedServer(json(200, { version: '7.1' }));
    device = await startScriptedServer(raw(307, '', { Location: elsewhere.url }));
    await askAt(device.port);
    expect(elsewhere.connections()).toBe(0);
    await elsewhere.stop();
  });

  it('cannot make us show the password that it received', async () => {
    device = await startScriptedServer((response, { headers }) => {
      const detail = `${headers.authorization ?? ''} and ${PASSWORD}`;
      json(400, { error: 400, message: 'Bad Request', detail })(response, {
        method: '',
        path: '',
        headers: {},
        body: '',
      });
    });
    const { text } = await askAt(device.port);
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(Buffer.from(`api:${PASSWORD}`).toString('base64'));
  });

  it('cannot make us show more than a sentence', async () => {
    const detail = 'x'.repeat(10_000);
    device = await startScriptedServer(json(400, { error: 400, message: 'Bad Request', detail }));
    const { body } = await askAt(device.port);
    expect(String(body.error).length).toBeLessThan(400);
  });

  it('leaves no password in the logs', () => {
    expect(app.logs.join('')).not.toContain(PASSWORD);
  });
});
