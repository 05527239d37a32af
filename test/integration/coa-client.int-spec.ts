import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CoaClient } from '../../src/access/delivery/coa-client.js';
import { type RouterRequest } from '../../src/access/delivery/radius-packet.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { loadSettings } from '../../src/config/settings.js';
import {
  type CoaListener,
  REFUSED_USER,
  SILENT_USER,
  startCoaListener,
} from '../support/coa-listener.js';
import { describeWithFreeradius } from '../support/freeradius.js';

const ADDRESS = '127.0.0.21';
const SOURCE = '127.0.0.22';
const LIMITS = { seconds: 5_400, uploadMbps: 2, downloadMbps: 5, octetsLeft: 5_000_000_000n };

describeWithFreeradius('the coa listener of FreeRADIUS', () => {
  const secret = randomHex(16);
  let router: CoaListener;
  let client: CoaClient;
  let id = 0;

  beforeAll(async () => {
    router = await startCoaListener(ADDRESS, secret);
    client = new CoaClient(loadSettings({ NODE_ENV: 'test', RADIUS_COA_SOURCE: SOURCE }));
  });
  afterAll(() => router.stop());

  const requestFor = (username: string, limits: RouterRequest['limits']): RouterRequest => ({
    session: {
      ...{ username, ipAddress: '10.5.50.20', acctSessionId: '80100001' },
      macAddress: 'AA:BB:CC:00:11:22',
    },
    limits,
  });
  const send = (username: string, limits: RouterRequest['limits'], signedWith = secret) =>
    client.send(
      { address: ADDRESS, port: router.port, secret: new Secret(signedWith) },
      requestFor(username, limits),
      (id += 1),
    );

  it.each([
    ['a Disconnect-Request', null],
    ['a CoA-Request', LIMITS],
  ])('accepts, refuses and ignores %s', async (_, limits) => {
    expect(await send('K7P2M9QX', limits)).toEqual({ isAccepted: true, errorCause: null });
    expect(await send(REFUSED_USER, limits)).toEqual({ isAccepted: false, errorCause: 503 });
    expect(await send(SILENT_USER, limits)).toBeNull();
  });

  it('reads what was meant', async () => {
    const before = (await router.received()).length;
    await send('K7P2M9QX', null);
    await send('K7P2M9QX', LIMITS);
    const [disconnect, coa] = (await router.received()).slice(before);
    for (const line of [disconnect, coa]) {
      expect(line).toContain('User-Name = "K7P2M9QX"');
      expect(line).toContain('Framed-IP-Address = 10.5.50.20');
      expect(line).toContain('Acct-Session-Id = "80100001"');
      expect(line).toContain('Calling-Station-Id = "AA:BB:CC:00:11:22"');
    }
    expect(disconnect).toMatch(/^Disconnect-Request /);
    expect(disconnect).not.toContain('Session-Timeout');
    expect(coa).toMatch(/^CoA-Request /);
    expect(coa).toContain('Session-Timeout = 5400');
    expect(coa).toContain('Mikrotik-Rate-Limit = "2M/5M"');
    expect(coa).toContain('Mikrotik-Total-Limit = 705032704');
    expect(coa).toContain('Mikrotik-Total-Limit-Gigawords = 1');
  });

  it('does not believe another secret', async () => {
    const before = (await router.received()).length;
    expect(await send('K7P2M9QX', null, randomHex(16))).toBeNull();
    expect(await router.received()).toHaveLength(before);
    expect(router.log()).toContain(SOURCE);
  });
});
