import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { limitServer } from './server-limits.js';

/** Short limits, so that a test reaches them; a request that is sent at once comes earlier. */
const LIMITS = {
  headersTimeoutMs: 700,
  requestTimeoutMs: 1_000,
  keepAliveTimeoutMs: 100,
  maxHeaders: 10,
};
const LOOK_EVERY_MS = 20;

describe('a server with limits', () => {
  let server: Server;
  let seen: IncomingMessage[];
  let client: Socket;
  let received: string;

  beforeEach(async () => {
    seen = [];
    received = '';
    server = createServer({ connectionsCheckingInterval: LOOK_EVERY_MS }, (request, response) => {
      seen.push(request);
      request.resume().on('end', () => response.end('done'));
    });
    limitServer(server, LIMITS);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    client.on('error', () => undefined);
    await once(client, 'connect');
  });
  afterEach(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  /** Expects this error, and that the server has closed the connection. */
  function expectRefusal(status: number, code: string): void {
    const [head = '', body = ''] = received.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('Connection: close');
    expect(JSON.parse(body)).toEqual({
      error: expect.stringMatching(/^[A-Z].*\.$/),
      code,
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  }

  it('hangs up on headers that come a little at a time and never end', async () => {
    const trickle = setInterval(() => client.write('X-Slow: 1\r\n'), LOOK_EVERY_MS);
    client.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await once(client, 'end');
    clearInterval(trickle);
    expectRefusal(408, 'request_timeout');
    expect(seen).toEqual([]);
  });

  it('hangs up on a body that comes a little at a time and never ends', async () => {
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n');
    const trickle = setInterval(() => client.write('x'), LOOK_EVERY_MS);
    await once(client, 'end');
    clearInterval(trickle);
    expectRefusal(408, 'request_timeout');
    expect(seen[0]?.complete).toBe(false);
  });

  it('hangs up on a connection on which nothing comes at all', async () => {
    await once(client, 'end');
    expectRefusal(408, 'request_timeout');
  });

  it('hangs up on a connection that is kept and not used', async () => {
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(client, 'end');
    expect(received).toMatch(/^HTTP\/1.1 200 /);
  });

  it('refuses headers that are too large together', async () => {
    client.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(17_000)}\r\n\r\n`);
    await once(client, 'end');
    expectRefusal(431, 'headers_too_large');
    expect(seen).toEqual([]);
  });

  it('reads so many headers and no more', async () => {
    const headers = Array.from({ length: 50 }, (_, index) => `X-Header-${index}: 1\r\n`).join('');
    client.write(`GET / HTTP/1.1\r\nHost: x\r\n${headers}Connection: close\r\n\r\n`);
    await once(client, 'end');
    expect(Object.keys(seen[0]?.headers ?? {})).toHaveLength(LIMITS.maxHeaders);
  });
});
