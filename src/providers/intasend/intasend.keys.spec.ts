import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import {
  aClosedPort,
  json,
  raw,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../../test/support/scripted-server.js';
import { selfSigned } from '../../../test/support/self-signed.js';
import { Secret } from '../../common/crypto/secret.js';
import { createLogger } from '../../common/logging/logger.js';
import { ProviderNotSent } from '../provider-errors.js';
import { IntaSendClient, type IntaSendCall } from './intasend.client.js';

const PUBLISHABLE = 'ISPubKey_test_canary-public';
const SECRET = 'ISSecretKey_test_canary-secret';
const ACCOUNT = {
  environment: 'sandbox',
  values: { api_key: new Secret(PUBLISHABLE), private_key: new Secret(SECRET) },
} as const;
const POST: IntaSendCall = {
  method: 'POST',
  path: 'payment/status/',
  keys: 'both',
  timeoutMs: 1_000,
  body: { invoice_id: 'KNDELM3' },
};
const GET: IntaSendCall = {
  method: 'GET',
  path: 'invoices/',
  keys: 'both',
  timeoutMs: 1_000,
  query: { api_ref: 'a&b=c d' },
};

describe('the keys in calls to IntaSend', () => {
  const logged: string[] = [];
  const logger = createLogger(
    { level: 'trace', pretty: false },
    { write: (line) => void logged.push(line) },
  );
  const cleanUps: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function serve(script: Script): Promise<ScriptedServer> {
    const server = await startScriptedServer(script);
    cleanUps.push(() => server.stop());
    return server;
  }
  function clientOf(url: string): IntaSendClient {
    const client = new IntaSendClient(url, logger);
    cleanUps.push(() => {
      client.close();
    });
    return client;
  }
  /** The request that a server receives for a call. */
  async function seen(call: IntaSendCall) {
    const server = await serve(json(200, {}));
    await clientOf(server.url).call(call, ACCOUNT);
    const [request] = server.requests;
    if (!request) throw new Error('No request came');
    return { ...request, host: `127.0.0.1:${server.port}` };
  }

  it('are sent under the names and in the places that IntaSend reads, with nothing else', async () => {
    const { method, path, headers, body, host } = await seen(POST);
    expect([method, path]).toEqual(['POST', '/api/v1/payment/status/']);
    expect(headers).toEqual({
      accept: 'application/json',
      'accept-encoding': expect.any(String),
      authorization: `Bearer ${SECRET}`,
      connection: 'keep-alive',
      'content-length': String(body.length),
      'content-type': 'application/json',
      host,
      'user-agent': 'Lipafi/1.0',
      'x-intasend-public-api-key': PUBLISHABLE,
    });
    expect(JSON.parse(body)).toEqual({ public_key: PUBLISHABLE, invoice_id: 'KNDELM3' });
  });

  it('are sent only in headers by a GET, which has no body', async () => {
    const { method, path, headers, body } = await seen(GET);
    expect([method, path, body]).toEqual(['GET', '/api/v1/invoices/?api_ref=a%26b%3Dc+d', '']);
    expect(headers).toMatchObject({
      authorization: `Bearer ${SECRET}`,
      'x-intasend-public-api-key': PUBLISHABLE,
    });
    expect(headers).not.toHaveProperty('content-type');
  });

  it('do not include the secret key when the call sends the publishable key only', async () => {
    const request = await seen({ ...POST, path: 'checkout/', keys: 'publishable' });
    expect(JSON.stringify(request)).toContain(PUBLISHABLE);
    expect(JSON.stringify(request)).not.toContain(SECRET);
    expect(request.headers).not.toHaveProperty('authorization');
  });

  it('belong to the call, whoever used the connection before', async () => {
    const server = await serve(json(200, {}));
    const client = clientOf(server.url);
    const other = {
      ...ACCOUNT,
      values: { api_key: new Secret('ISPubKey_test_b'), private_key: new Secret('b') },
    };
    for (const account of [ACCOUNT, other]) await client.call(POST, account);
    await client.call({ ...POST, keys: 'publishable' }, ACCOUNT);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${SECRET}`,
      'Bearer b',
      undefined,
    ]);
    expect(server.connections()).toBe(1);
  });

  it('are not sent to a proxy that the environment names', async () => {
    const proxy = await serve(json(200, {}));
    const before = process.env['http_proxy'];
    process.env['http_proxy'] = proxy.url;
    cleanUps.push(() => {
      if (before === undefined) delete process.env['http_proxy'];
      else process.env['http_proxy'] = before;
    });
    await seen(POST);
    expect(proxy.requests).toEqual([]);
  });

  it('are not sent to a host with an untrusted certificate', async () => {
    let requests = 0;
    const server = createServer(selfSigned(), (_request, response) => {
      requests += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUps.push(() => void server.close());
    const { port } = server.address() as AddressInfo;

    const call = clientOf(`https://127.0.0.1:${port}`).call(POST, ACCOUNT);
    await expect(call).rejects.toBeInstanceOf(ProviderNotSent);
    await expect(call).rejects.toMatchObject({
      reason: 'no connection (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
    expect(requests).toBe(0);
  });

  const ECHO = `The token ${SECRET} of ${PUBLISHABLE} is not known.`;
  it.each<[string, Script, Partial<IntaSendCall>?]>([
    ['refusal', json(400, { detail: 'no' })],
    ['refusal that repeats them', json(400, { detail: ECHO })],
    ['list of errors that repeats them', json(422, { errors: [{ detail: ECHO, attr: SECRET }] })],
    ['refusal by field that repeats them', json(400, { [SECRET]: [PUBLISHABLE] })],
    ['refusal of the keys that repeats them', json(401, { detail: ECHO })],
    ['throttling that repeats them', json(429, { detail: ECHO })],
    ['crash that repeats them', json(500, { detail: ECHO })],
    ['success that is no JSON and repeats them', raw(200, ECHO)],
    ['cut connection', (response) => response.destroy()],
    ['answer that is none', (response) => response.socket?.end(`${ECHO}\r\n\r\n`)],
    ['time-out', () => undefined, { timeoutMs: 50 }],
    ['redirect', raw(302, ECHO, { Location: `https://elsewhere.example/?key=${SECRET}` })],
  ])('do not show in the error of a %s', async (_what, script, call = {}) => {
    const { url } = await serve(script);
    const error: unknown = await clientOf(url)
      .call({ ...POST, ...call }, ACCOUNT)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(everythingIn(error)).not.toMatch(/canary/);
  });

  it('are not in the error of a refused connection', async () => {
    const error: unknown = await clientOf(`http://127.0.0.1:${await aClosedPort()}`)
      .call(POST, ACCOUNT)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderNotSent);
    expect(everythingIn(error)).not.toMatch(/canary/);
  });

  it('cannot inject a header', async () => {
    const server = await serve(json(200, {}));
    const private_key = new Secret(`${SECRET}\r\nX-Injected: 1`);
    const broken = { ...ACCOUNT, values: { ...ACCOUNT.values, private_key } };
    const end: unknown = await clientOf(server.url)
      .call(POST, broken)
      .catch((thrown: unknown) => thrown);
    expect(everythingIn(end)).not.toMatch(/canary/);
    for (const { headers } of server.requests) expect(headers).not.toHaveProperty('x-injected');
  });

  it('are not in the log of any of these calls', () => {
    expect(logged.join('')).not.toMatch(/canary/);
  });
});

/** Everything that printing a thrown value can reveal. */
function everythingIn(error: unknown): string {
  const { message, stack, cause } = error as Error;
  return [
    String(error),
    message,
    stack,
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    inspect(error, { depth: Infinity, showHidden: true }),
    inspect(cause, { depth: Infinity, showHidden: true }),
  ].join('\n');
}
