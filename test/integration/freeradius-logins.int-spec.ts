import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { randomHex } from '../../src/common/crypto/tokens.js';
import {
  aMac,
  insertDevice,
  insertEntitlement,
  insertNas,
  type NasRow,
} from '../support/access-rows.js';
import {
  describeWithFreeradius,
  startTestFreeradius,
  type TestFreeradius,
} from '../support/freeradius.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RadiusClient } from 'router-simulator';
import { insertTicket } from '../support/radius-functions.js';

/** How long a test waits to see that no answer comes. */
const SILENCE_MS = 700;

describeWithFreeradius('FreeRADIUS', () => {
  let database: TestDatabase;
  let pool: Pool;
  let server: TestFreeradius;
  let router: NasRow;
  let client: RadiusClient;
  let mac: string;
  let addresses = 10;
  const opened: RadiusClient[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 4 });
    server = await startTestFreeradius(database.url);
  });
  beforeEach(async () => {
    router = await aRouter();
    client = await open(router);
    mac = aMac();
  });
  afterEach(() => {
    for (const each of opened.splice(0)) each.close();
  });
  afterAll(async () => {
    await server.stop();
    await pool.end();
    await database.drop();
  });

  const aRouter = (userId?: number): Promise<NasRow> =>
    insertNas(pool, {
      address: `127.0.0.${(addresses += 1)}`,
      secret: randomHex(16),
      ...(userId === undefined ? {} : { userId }),
    });

  async function open({ address, secret }: NasRow): Promise<RadiusClient> {
    const made = await RadiusClient.open(address, server.ports, secret);
    opened.push(made);
    return made;
  }

  it.each(['pap', 'chap'] as const)('accepts an access code by %s', async (method) => {
    const { code } = await insertEntitlement(pool, router, { deviceLimit: 2 });
    const answer = await client.login({ user: code, mac, method });
    expect(answer?.code).toBe('Access-Accept');
    expect(answer?.attributes).toMatchObject({
      'Session-Timeout': expect.stringMatching(/^3(600|59\d)$/),
      'Acct-Interim-Interval': '60',
      'Idle-Timeout': '600',
      'Port-Limit': '2',
      'Mikrotik-Rate-Limit': '2M/5M',
      Class: expect.stringMatching(/^[0-9a-f]{32}:[0-9a-f]{32}$/),
    });
    expect(answer?.order[0]).toBe('Message-Authenticator');
  });

  it('accepts a code in another letter case, and a password in yet another by PAP', async () => {
    const { code } = await insertEntitlement(pool, router);
    const user = code.toLowerCase();
    const dashed = `${code.slice(0, 4)}-${code.slice(4)}`;
    for (const login of [
      { user, method: 'chap' },
      { user: dashed, password: user, method: 'pap' },
    ] as const) {
      expect(await client.login({ ...login, mac })).toMatchObject({ code: 'Access-Accept' });
    }
  });

  it.each(['pap', 'chap'] as const)('rejects a wrong password by %s', async (method) => {
    const { id, code } = await insertEntitlement(pool, router);
    const answer = await client.login({ user: code, password: 'ABCDEFGH', mac, method });
    expect(answer).toMatchObject({ code: 'Access-Reject', order: ['Message-Authenticator'] });
    const { rows } = await pool.query('SELECT 1 FROM devices WHERE chain_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it.each([{ password: '' }, { password: null }, { password: '', method: 'chap' as const }])(
    'accepts the MAC address of a device that is attached, with %j',
    async (login) => {
      await insertDevice(pool, await insertEntitlement(pool, router), mac);
      const user = mac.toLowerCase().replaceAll(':', '-');
      expect(await client.login({ user, mac, ...login })).toMatchObject({
        code: 'Access-Accept',
      });
      expect(await client.login({ user, mac: aMac(), ...login })).toMatchObject({
        code: 'Access-Reject',
      });
    },
  );

  it('accepts a ticket by CHAP, once', async () => {
    const ticket = await insertTicket(pool, await insertEntitlement(pool, router));
    const login = { user: ticket, mac, method: 'chap' } as const;
    expect(await client.login(login)).toMatchObject({ code: 'Access-Accept' });
    expect(await client.login(login)).toMatchObject({
      code: 'Access-Reject',
      attributes: { 'Reply-Message': 'expired' },
    });
  });

  it.each([
    ['unknown', null],
    ['not_started', { startsAt: `now() + interval '1 minute'` }],
    ['expired', { startsAt: `now() - interval '1 hour'`, endsAt: `now() - interval '1 s'` }],
    ['revoked', { isRevoked: true }],
  ] as const)('rejects with the reason %s and nothing else', async (reason, options) => {
    const code =
      options === null ? 'ABCDEFGH' : (await insertEntitlement(pool, router, options)).code;
    expect(await client.login({ user: code, mac })).toMatchObject({
      code: 'Access-Reject',
      attributes: { 'Reply-Message': reason },
      order: ['Message-Authenticator', 'Reply-Message'],
    });
  });

  it('rejects a code at another router of the operator', async () => {
    const { code } = await insertEntitlement(pool, await aRouter(router.userId));
    expect(await client.login({ user: code, mac })).toMatchObject({
      attributes: { 'Reply-Message': 'router' },
    });
  });

  it('takes the address that a packet comes from, not the one that it names', async () => {
    const other = await aRouter();
    const { code } = await insertEntitlement(pool, other);
    const login = { user: code, mac, nasIp: '192.168.88.1' };
    expect(await client.login(login)).toMatchObject({
      attributes: { 'Reply-Message': 'unknown' },
    });
    expect(await (await open(other)).login(login)).toMatchObject({ code: 'Access-Accept' });
  });

  it('sends caps over 4 GB, and rejects when they are used up', async () => {
    const { code } = await insertEntitlement(pool, router, { dataCapMb: 5_000 });
    const answer = await client.login({ user: code, mac });
    expect(answer?.attributes).toMatchObject({
      'Mikrotik-Total-Limit': '705032704',
      'Mikrotik-Total-Limit-Gigawords': '1',
    });
    const report = { session: '1', user: code, mac, class: answer?.attributes['Class'] ?? '' };
    await client.account({ ...report, type: 'Start' });
    await client.account({ ...report, type: 'Stop', seconds: 60, octetsOut: 5_000_000_000n });
    expect(await client.login({ user: code, mac })).toMatchObject({
      attributes: { 'Reply-Message': 'cap' },
    });
  });

  it('accepts as many devices as were sold, when all log in at once', async () => {
    const { id, code } = await insertEntitlement(pool, router, { deviceLimit: 2 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () =>
        (await open(router)).login({ user: code, mac: aMac() }),
      ),
    );
    const accepted = answers.filter((answer) => answer?.code === 'Access-Accept');
    expect(accepted).toHaveLength(2);
    for (const answer of answers.filter((each) => each?.code === 'Access-Reject')) {
      expect(answer?.attributes).toMatchObject({ 'Reply-Message': 'devices' });
      expect(Object.keys(answer?.attributes ?? {})).toHaveLength(2);
    }
    const { rows } = await pool.query(
      `SELECT (SELECT count(*)::integer FROM devices WHERE chain_id = $1) AS devices,
              (SELECT sum(count)::integer FROM login_attempts
                WHERE chain_id = $1 AND reason = 'devices') AS rejected`,
      [id],
    );
    expect(rows).toEqual([{ devices: 2, rejected: 6 }]);
  });

  it('limits guesses of a device', async () => {
    const { code } = await insertEntitlement(pool, router);
    const reasons = new Set<string | undefined>();
    for (let guess = 0; guess < 22; guess += 1) {
      const answer = await client.login({ user: 'ABCDEFGH', mac });
      reasons.add(answer?.attributes['Reply-Message']);
    }
    expect([...reasons]).toEqual(['unknown', 'limited']);
    expect(await client.login({ user: code, mac })).toMatchObject({
      attributes: { 'Reply-Message': 'limited' },
    });
    const { rows } = await pool.query(
      'SELECT reason, count FROM login_attempts WHERE mac_address = $1 ORDER BY id',
      [mac],
    );
    expect(rows).toEqual([
      { reason: 'unknown', count: 21 },
      { reason: 'limited', count: 2 },
    ]);
  });

  it.each([
    "o'brien",
    `'; DROP TABLE entitlements; --`,
    'a%{User-Name}b',
    '%{sql:SELECT 1}',
    '`%{User-Name}`',
    '$ENV{RADIUS_DB_PASSWORD}',
    'back\\slash',
    'tab\tand"quote',
    Buffer.from([0, 255, 254, 10]),
    'ü'.repeat(100),
    '',
  ])('rejects the name %j as unknown', async (user) => {
    const answer = await client.login({ user, mac });
    expect(answer).toMatchObject({
      code: 'Access-Reject',
      attributes: { 'Reply-Message': 'unknown' },
    });
    expect(await client.login({ user, mac, method: 'chap' })).toMatchObject({
      code: 'Access-Reject',
    });
  });

  it('does not answer a router that it does not know, and one that is added at once', async () => {
    const address = `127.0.0.${(addresses += 1)}`;
    const secret = randomHex(16);
    const stranger = await open({ routerId: 0, userId: 0, address, secret });
    expect(await stranger.login({ user: 'ABCDEFGH', mac }, SILENCE_MS)).toBeNull();
    await insertNas(pool, { address, secret });
    expect(await stranger.login({ user: 'ABCDEFGH', mac })).toMatchObject({
      code: 'Access-Reject',
    });
  });

  it('does not answer a wrong secret', async () => {
    const wrong = await open({ ...router, secret: randomHex(16) });
    expect(await wrong.login({ user: 'ABCDEFGH', mac }, SILENCE_MS)).toBeNull();
    expect(await wrong.account({ type: 'Accounting-On' }, SILENCE_MS)).toBeNull();
  });

  it('ends the logins of a router at once when it is archived', async () => {
    const { code } = await insertEntitlement(pool, router);
    expect(await client.login({ user: code, mac })).toMatchObject({ code: 'Access-Accept' });
    await pool.query('UPDATE routers SET archived_at = now() WHERE id = $1', [router.routerId]);
    expect(await client.login({ user: code, mac })).toMatchObject({
      attributes: { 'Reply-Message': 'router' },
    });
  });

  it('accounts for a session, of 64 bits, by the Class of its login', async () => {
    const { id, code } = await insertEntitlement(pool, router);
    const login = await client.login({ user: code, mac });
    const report = { user: code, mac, class: login?.attributes['Class'] ?? '' };
    for (const packet of [
      { type: 'Interim-Update', seconds: 60, octetsIn: 10n },
      { type: 'Start' },
      { type: 'Stop', seconds: 90, octetsIn: 12_884_901_887n, octetsOut: 7n, cause: 5 },
      { type: 'Stop', seconds: 90, octetsIn: 12_884_901_887n, octetsOut: 7n, cause: 5 },
    ] as const) {
      expect(await client.account({ ...report, ...packet })).toMatchObject({
        code: 'Accounting-Response',
      });
    }
    const { rows } = await pool.query(
      `SELECT mac_address, octets_up, octets_down, stop_cause, session_seconds
         FROM accounting_sessions WHERE chain_id = $1`,
      [id],
    );
    expect(rows).toEqual([
      {
        mac_address: mac,
        octets_up: '12884901887',
        octets_down: '7',
        stop_cause: 'Session-Timeout',
        session_seconds: '90',
      },
    ]);
  });

  it('closes the sessions of a router that restarts, and of no other', async () => {
    const other = await aRouter();
    for (const each of [router, other]) {
      const { code } = await insertEntitlement(pool, each);
      await (await open(each)).account({ type: 'Start', user: code, mac });
    }
    await client.account({ type: 'Accounting-On' });
    const { rows } = await pool.query(
      `SELECT router_id, stop_cause FROM accounting_sessions WHERE router_id = ANY ($1)
        ORDER BY router_id`,
      [[router.routerId, other.routerId]],
    );
    expect(rows).toEqual([
      { router_id: router.routerId, stop_cause: 'nas_reboot' },
      { router_id: other.routerId, stop_cause: null },
    ]);
  });

  it('logs no secret, password or code', async () => {
    const { code } = await insertEntitlement(pool, router);
    await client.login({ user: code, mac });
    await client.login({ user: code, password: 'wrong-password', mac });
    for (const secret of [code, 'wrong-password', router.secret, 'radius-of-a-test']) {
      expect(server.log()).not.toContain(secret);
    }
  });
});
