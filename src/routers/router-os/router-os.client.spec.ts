import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Secret } from '../../common/crypto/secret.js';
import { type AddressPolicy, RouterAddressPolicy } from './address-policy.js';
import { type HostResolver } from './guarded-agent.js';
import { RouterFault } from './router-fault.js';
import { RouterOsClient } from './router-os.client.js';

const TIMEOUT_MS = 2_000;
const POLICY = new RouterAddressPolicy(true);
const GET = { method: 'GET', path: 'system/identity' } as const;

/** A name server that gives these answers one after the other, and the last one repeatedly. */
function names(...answers: readonly (readonly string[])[]): HostResolver & { asked: number } {
  const resolver = Object.assign(
    () => {
      const addresses = answers[Math.min(resolver.asked, answers.length - 1)] ?? [];
      resolver.asked += 1;
      return Promise.resolve(
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
    { asked: 0 },
  );
  return resolver;
}

describe('a host name that leads back to the server', () => {
  let server: Server;
  let port: number;
  let connections = 0;
  const clients: RouterOsClient[] = [];

  beforeEach(async () => {
    connections = 0;
    server = createServer((_request, response) => response.end('{"name":"Cafe"}'));
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.onApplicationShutdown();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function call(policy: AddressPolicy, resolve: HostResolver): Promise<unknown> {
    const client = new RouterOsClient(policy, TIMEOUT_MS, resolve);
    clients.push(client);
    const device = {
      host: 'router.example.com',
      port,
      username: 'api',
      password: new Secret('router'),
      useHttps: false,
      verifyCertificate: true,
    };
    return client.call(device, GET).catch((error: unknown) => error);
  }

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['169.254.169.254']],
    [['10.0.0.1', '127.0.0.1']],
    [['127.0.0.1', '10.0.0.1']],
  ])('by %j is refused before anything is sent', async (addresses) => {
    const fault = await call(POLICY, names(addresses));
    expect(fault).toBeInstanceOf(RouterFault);
    expect(fault).toMatchObject({ kind: 'address_refused' });
    expect(connections).toBe(0);
  });

  it('is connected to by the very address that was checked: asked once, not twice', async () => {
    const allowsAll: AddressPolicy = { refusalOf: () => null };
    const resolver = names(['127.0.0.1'], ['192.0.2.1']);
    expect(await call(allowsAll, resolver)).toEqual({ name: 'Cafe' });
    expect(resolver.asked).toBe(1);
  });

  it('is resolved again for every call, so that a later result is checked too', async () => {
    const judged: string[] = [];
    const policy: AddressPolicy = {
      refusalOf: (address) => {
        judged.push(address);
        return judged.length === 1 ? null : 'No.';
      },
    };
    const client = new RouterOsClient(policy, TIMEOUT_MS, names(['127.0.0.1']));
    clients.push(client);
    const device = {
      host: 'router.example.com',
      port,
      username: 'api',
      password: new Secret('router'),
      useHttps: false,
      verifyCertificate: true,
    };
    expect(await client.call(device, GET)).toEqual({ name: 'Cafe' });
    await expect(client.call(device, GET)).rejects.toMatchObject({ kind: 'address_refused' });
  });

  it.each(['192.168.88.1:8080', 'http://192.168.88.1', '1:2', '10.0.0.1/x', 'api@10.0.0.1', ''])(
    'that is none, as rows of before and brought-over ones may have it, is told apart: %j',
    async (host) => {
      const resolver = names(['127.0.0.1']);
      const client = new RouterOsClient({ refusalOf: () => null }, TIMEOUT_MS, resolver);
      clients.push(client);
      const device = {
        host,
        port,
        username: 'api',
        password: new Secret('router'),
        useHttps: false,
        verifyCertificate: true,
      };
      await expect(client.call(device, GET)).rejects.toMatchObject({
        kind: 'unreachable',
        message:
          'The host of the router is not a host name or an IP address alone. ' +
          'Change it, and put the port into port.',
      });
      expect([connections, resolver.asked]).toEqual([0, 0]);
    },
  );

  it('that cannot be resolved is unreachable', async () => {
    const unknown: HostResolver = () =>
      Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    expect(await call(POLICY, unknown)).toMatchObject({
      kind: 'unreachable',
      message: 'The host name of the router is not known.',
    });
  });
});
