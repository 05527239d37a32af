import { afterEach, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { INTASEND_ACCOUNT } from '../../../test/support/scripted-intasend.js';
import {
  aClosedPort,
  json,
  raw,
  type Script,
  type ScriptedServer,
  startScriptedServer,
  startTcpServer,
} from '../../../test/support/scripted-server.js';
import { createLogger } from '../../common/logging/logger.js';
import { Secret } from '../../common/crypto/secret.js';
import { ProviderNotSent, ProviderOutcomeUnknown, ProviderRefused } from '../provider-errors.js';
import { IntaSendClient, type IntaSendCall } from './intasend.client.js';

const CALL: IntaSendCall = {
  method: 'POST',
  path: 'payment/status/',
  keys: 'both',
  timeoutMs: 5_000,
  body: { invoice_id: 'KNDELM3' },
};
/** It ends in the test, but not before a busy machine has connected. */
const HASTY: IntaSendCall = { ...CALL, timeoutMs: 1_000 };
const silent = createLogger({ level: 'silent', pretty: false });
const nothing: Script = () => undefined;

describe('IntaSendClient', () => {
  const cleanUps: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function serve(...scripts: Script[]): Promise<ScriptedServer> {
    const server = await startScriptedServer(...scripts);
    cleanUps.push(() => server.stop());
    return server;
  }
  function clientOf(url: string): IntaSendClient {
    const client = new IntaSendClient(url, silent);
    cleanUps.push(() => {
      client.close();
    });
    return client;
  }
  /** The result of a call to a server with this script. */
  async function endOf(script: Script, call: IntaSendCall = CALL): Promise<unknown> {
    const { url } = await serve(script);
    return clientOf(url)
      .call(call, INTASEND_ACCOUNT)
      .catch((error: unknown) => error);
  }
  /** The result of a call to an address where nothing speaks HTTP. */
  const endAt = (url: string, call: IntaSendCall = CALL): Promise<unknown> =>
    clientOf(url)
      .call(call, INTASEND_ACCOUNT)
      .catch((error: unknown) => error);

  it.each([200, 201, 202, 299])('returns the parsed body of a %i', async (status) => {
    expect(await endOf(json(status, { invoice: { value: 20 } }))).toEqual({
      invoice: { value: 20 },
    });
  });

  it('returns text that PostgreSQL can store', async () => {
    expect(await endOf(json(200, { name: 'a\u0000b\uD800' }))).toEqual({ name: 'a\uFFFDb\uFFFD' });
  });

  it('reuses one connection for consecutive calls', async () => {
    const server = await serve(json(200, {}));
    const client = clientOf(server.url);
    for (let calls = 0; calls < 3; calls += 1) await client.call(CALL, INTASEND_ACCOUNT);
    expect([server.requests.length, server.connections()]).toEqual([3, 1]);
  });

  describe('reports that nothing was sent', () => {
    it('when the connection is refused', async () => {
      const error = await endAt(`http://127.0.0.1:${await aClosedPort()}`);
      expect(error).toBeInstanceOf(ProviderNotSent);
      expect(error).toMatchObject({ reason: 'no connection (ECONNREFUSED)', retryAfterMs: null });
    });

    it('when the name of the host is unknown', async () => {
      expect(await endAt('http://intasend.invalid')).toBeInstanceOf(ProviderNotSent);
    });

    it.each([
      [
        'is refused',
        (socket: { end(text: string): void }) => {
          socket.end('this is no TLS');
        },
      ],
      [
        'is cut',
        (socket: { destroy(): void }) => {
          socket.destroy();
        },
      ],
    ])('when the encryption %s', async (_what, onConnection) => {
      const server = await startTcpServer(onConnection);
      cleanUps.push(() => server.stop());
      expect(await endAt(`https://127.0.0.1:${server.port}`)).toBeInstanceOf(ProviderNotSent);
    });

    it('when the time-out passes before the connection is established', async () => {
      const server = await startTcpServer(() => undefined);
      cleanUps.push(() => server.stop());
      expect(await endAt(`https://127.0.0.1:${server.port}`, HASTY)).toBeInstanceOf(
        ProviderNotSent,
      );
    });

    it.each([
      ['429', json(429, { detail: 'Request was throttled.' }, { 'Retry-After': '7' }), 7_000],
      ['503', raw(503, '<html>Service Temporarily Unavailable</html>'), null],
      ['403 of a firewall', raw(403, 'error code: 1106'), null],
    ])('when it is told so by a %s', async (_what, script, retryAfterMs) => {
      const error = await endOf(script);
      expect(error).toBeInstanceOf(ProviderNotSent);
      expect(error).toMatchObject({ retryAfterMs });
    });
  });

  describe('reports an unknown outcome of a call', () => {
    it.each<[string, Script]>([
      ['is cut off before the answer', (response) => response.destroy()],
      [
        'is cut off inside of the answer',
        (response) => {
          response.writeHead(200, { 'Content-Length': '1000' }).write('{"invoice":');
          setImmediate(() => response.destroy());
        },
      ],
      ['is answered with no HTTP', (response) => response.socket?.end('what?\r\n\r\n')],
      ['gets a 200 that is no JSON', raw(200, '<html>OK</html>')],
      ['gets an empty 200', raw(200, '')],
      ['gets a 204', raw(204, '')],
      ['gets a 200 with half of the JSON', raw(200, '{"invoice": {"invoice_id": "KNDELM3"')],
      ['gets a 200 that does not unpack', raw(200, 'no gzip', { 'Content-Encoding': 'gzip' })],
      ['gets a 500', json(500, { detail: 'A server error occurred.' })],
      ['gets a 502', raw(502, '<html>Bad Gateway</html>')],
      ['gets a 504', raw(504, '')],
    ])('that %s', async (_what, script) => {
      expect(await endOf(script)).toBeInstanceOf(ProviderOutcomeUnknown);
    });

    it('that gets no response', async () => {
      expect(await endOf(nothing, HASTY)).toBeInstanceOf(ProviderOutcomeUnknown);
    });

    it('whose response is too slow, even when data keeps coming', async () => {
      const drip: Script = (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 10);
        response.once('close', () => {
          clearInterval(timer);
        });
      };
      expect(await endOf(drip, HASTY)).toBeInstanceOf(ProviderOutcomeUnknown);
    });

    it('whose reused connection is lost', async () => {
      const { url } = await serve(json(200, {}), (response) => response.destroy());
      const client = clientOf(url);
      await client.call(CALL, INTASEND_ACCOUNT);
      await expect(client.call(CALL, INTASEND_ACCOUNT)).rejects.toBeInstanceOf(
        ProviderOutcomeUnknown,
      );
    });

    it.each([
      ['as it is', (body: string) => raw(200, body)],
      ['packed small', (body: string) => raw(200, gzipSync(body), { 'Content-Encoding': 'gzip' })],
    ])('that gets a huge answer, %s', async (_what, script) => {
      const error = await endOf(script(JSON.stringify('x'.repeat(5_000_000))));
      expect(error).toBeInstanceOf(ProviderOutcomeUnknown);
    });

    it.each([301, 302, 307, 308])(
      'that gets a %i, because it follows no redirect',
      async (status) => {
        const elsewhere = await serve(json(200, {}));
        const error = await endOf(raw(status, '', { Location: elsewhere.url }));
        expect(error).toBeInstanceOf(ProviderOutcomeUnknown);
        expect(elsewhere.requests).toEqual([]);
      },
    );
  });

  it('throws a refusal with its reason', async () => {
    const error = await endOf(json(400, { detail: 'Invalid phone number.' }));
    expect(error).toBeInstanceOf(ProviderRefused);
    expect(error).toMatchObject({ reason: 'Invalid phone number.', about: 'request' });
  });

  it('keeps sending the calls of one account while another account only fails', async () => {
    const { url } = await serve((response, request) => {
      const isOther = request.headers['x-intasend-public-api-key'] === 'ISPubKey_test_other';
      (isOther ? raw(503, '') : json(200, { ok: true }))(response, request);
    });
    const client = clientOf(url);
    const values = { ...INTASEND_ACCOUNT.values, api_key: new Secret('ISPubKey_test_other') };
    const other = { ...INTASEND_ACCOUNT, values };
    for (let calls = 0; calls < 20; calls += 1) {
      await expect(client.call(CALL, other)).rejects.toBeInstanceOf(ProviderNotSent);
    }
    expect(await client.call(CALL, INTASEND_ACCOUNT)).toEqual({ ok: true });
  });

  it('never repeats a request by itself', async () => {
    const server = await serve((response) => response.destroy());
    await endAt(server.url);
    expect(server.requests).toHaveLength(1);
  });
});
