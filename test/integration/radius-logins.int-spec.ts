import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  aMac,
  type EntitlementOptions,
  insertDevice,
  insertEntitlement,
  insertNas,
  type NasRow,
} from '../support/access-rows.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';
import { insertTicket, RadiusFunctions } from '../support/radius-functions.js';

let database: ConnectedDatabase;
let router: NasRow;
let radius: RadiusFunctions;
let mac: string;

beforeAll(async () => {
  database = await connectToTestDatabase();
});
beforeEach(async () => {
  await database.client.query('BEGIN');
  router = await insertNas(database.client, { address: '10.77.0.1' });
  radius = new RadiusFunctions(database.client, router);
  mac = aMac();
});
afterEach(() => database.client.query('ROLLBACK'));
afterAll(() => database.close());

const entitlement = (options?: EntitlementOptions) =>
  insertEntitlement(database.client, router, options);
const rowsOf = async (sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
  (await database.client.query<Record<string, unknown>>(sql, values)).rows;

describe('a login with an access code', () => {
  it('is accepted with everything that was sold', async () => {
    const { code } = await entitlement({ deviceLimit: 3 });
    const { reply, ...answer } = await radius.login(code, mac);
    expect(answer).toEqual({ isAccepted: true, reason: null });
    expect(reply).toEqual({
      'Session-Timeout': '3600',
      'Acct-Interim-Interval': '60',
      'Idle-Timeout': '600',
      'Port-Limit': '3',
      'Mikrotik-Rate-Limit': '2M/5M',
      Class: expect.stringMatching(/^[0-9a-f]{32}:[0-9a-f]{32}$/),
    });
  });

  it('may be typed in any letter case, with or without a dash', async () => {
    const { code } = await entitlement({ code: 'K7M2QXAB' });
    for (const typed of ['k7m2qxab', 'K7m2-qxAb']) {
      expect(await radius.login(typed, mac)).toMatchObject({ isAccepted: true });
      const [check] = await radius.call('authorize', code, typed, mac, router.address);
      expect(check).toMatchObject({ attribute: 'Cleartext-Password', value: typed });
    }
    const [check] = await radius.call('authorize', code, 'other', mac, router.address);
    expect(check).toMatchObject({ attribute: 'Cleartext-Password', value: code });
  });

  it.each([
    ['unknown', null],
    ['not_started', { startsAt: `now() + interval '1 minute'` }],
    ['expired', { startsAt: `now() - interval '1 hour'`, endsAt: 'now()' }],
    ['revoked', { isRevoked: true }],
  ] as const)('is rejected: %s', async (reason, options) => {
    const code = options === null ? 'ABCDEFGH' : (await entitlement(options)).code;
    const { reply, ...answer } = await radius.login(code, mac);
    expect(answer).toEqual({ isAccepted: false, reason });
    expect(reply).toEqual({ 'Reply-Message': reason });
  });

  it.each([
    ['another router of the operator', true, 'router'],
    ['another operator', false, 'unknown'],
  ])('is rejected at %s', async (_, isOwn, reason) => {
    const { code } = await entitlement();
    const { userId } = router;
    const other = await insertNas(database.client, {
      address: '10.77.0.2',
      ...(isOwn ? { userId } : {}),
    });
    expect(await radius.login(code, mac, other.address)).toMatchObject({ reason });
  });

  it('tells a device that was attached at two routers what is over at this one', async () => {
    const { userId } = router;
    const other = await insertNas(database.client, { address: '10.77.0.2', userId });
    const over = { startsAt: `now() - interval '2 hours'`, endsAt: `now() - interval '1 hour'` };
    for (const nas of [router, other]) {
      await insertDevice(database.client, await insertEntitlement(database.client, nas, over), mac);
      await database.client.query(
        `UPDATE devices SET attached_at = attached_at - interval '1 hour'`,
      );
    }
    expect(await radius.login(mac, mac)).toMatchObject({ reason: 'expired' });
  });

  it.each([
    ['is archived', 'archived_at = now()'],
    ['does not ask by RADIUS any more', `access_method = 'none'`],
    ['has another address', `nas_address = '10.77.0.3'`],
  ])('is rejected when the router %s', async (_, change) => {
    const { code } = await entitlement();
    await database.client.query(`UPDATE routers SET ${change} WHERE id = $1`, [router.routerId]);
    expect(await radius.login(code, mac)).toMatchObject({ reason: 'router' });
    expect(await radius.call('client_secret', router.address)).toEqual([{ client_secret: null }]);
  });

  it.each(['', "o'brien", 'x'.repeat(300), '%{User-Name}', '`id`', 'back\\\\slash', '\\000'])(
    'is rejected with the name %j and without a value that could be expanded',
    async (name) => {
      const [check] = await radius.call('authorize', name, name, mac, router.address);
      expect(check).toMatchObject({ attribute: 'Auth-Type', value: 'Reject' });
      expect(await radius.login(name, mac)).toMatchObject({ reason: 'unknown' });
      expect(await rowsOf('SELECT length(username) <= 64 AS cut FROM login_attempts')).toEqual([
        { cut: true },
      ]);
    },
  );

  it('is rejected without a MAC address', async () => {
    const { code } = await entitlement();
    expect(await radius.login(code, "x'y")).toMatchObject({ reason: 'unknown' });
  });
});

describe('a chain of entitlements', () => {
  it('is one session until the end of the last one', async () => {
    const first = await entitlement();
    await entitlement({
      after: first,
      startsAt: `now() + interval '1 hour'`,
      endsAt: `now() + interval '3 hours'`,
    });
    const { reply } = await radius.login(first.code, mac);
    expect(reply['Session-Timeout']).toBe(String(3 * 3600));
  });

  it('is expired after its last one, and revoked when that one was', async () => {
    const over = { startsAt: `now() - interval '2 hours'`, endsAt: `now() - interval '1 hour'` };
    const first = await entitlement(over);
    expect(await radius.login(first.code, mac)).toMatchObject({ reason: 'expired' });
    await entitlement({ after: first, isRevoked: true });
    expect(await radius.login(first.code, mac)).toMatchObject({ reason: 'revoked' });
  });

  it('adds up its data caps, over 4 GB too, and counts what was used', async () => {
    const first = await entitlement({ dataCapMb: 2_000 });
    await entitlement({ after: first, dataCapMb: 3_000, endsAt: `now() + interval '2 hours'` });
    const { reply } = await radius.login(first.code, mac);
    expect(reply).toMatchObject({
      'Mikrotik-Total-Limit': '705032704',
      'Mikrotik-Total-Limit-Gigawords': '1',
    });
    const packet = { type: 'Interim-Update', mac, class: reply['Class'] ?? '' };
    await radius.account({ ...packet, in: 705_032_703, outGigawords: 1 });
    expect((await radius.login(first.code, mac)).reply).toMatchObject({
      'Mikrotik-Total-Limit': '1',
      'Mikrotik-Total-Limit-Gigawords': '0',
    });
    await radius.account({ ...packet, in: 705_032_704, outGigawords: 1 });
    expect(await radius.login(first.code, mac)).toMatchObject({ reason: 'cap' });
  });
});

describe('a voucher', () => {
  it('starts at its first login, and not when it is only asked about', async () => {
    const { id, code } = await entitlement({
      source: 'voucher',
      startsAt: 'NULL',
      endsAt: 'NULL',
      durationMinutes: 90,
    });
    await radius.call('authorize', code, code, mac, router.address);
    const period = `SELECT ends_at - starts_at = interval '90 minutes' AS runs FROM entitlements
                     WHERE id = $1`;
    expect(await rowsOf(period, id)).toEqual([{ runs: null }]);
    const { reply } = await radius.login(code, mac);
    expect(reply['Session-Timeout']).toBe('5400');
    expect(await rowsOf(period, id)).toEqual([{ runs: true }]);
    expect(await rowsOf(`SELECT source FROM entitlement_history WHERE event = 'started'`)).toEqual([
      { source: 'radius' },
    ]);
  });
});

describe('a login with the MAC address', () => {
  it('is accepted for a device that is attached, in every notation', async () => {
    const chain = await entitlement();
    await insertDevice(database.client, chain, mac);
    const plain = mac.replaceAll(':', '');
    const notations = [
      mac,
      mac.toLowerCase().replaceAll(':', '-'),
      plain.toLowerCase(),
      plain.replace(/(....)(?=.)/g, '$1.'),
      `${plain.slice(0, 6)}-${plain.slice(6)}`,
    ];
    for (const name of notations) {
      const [check] = await radius.call('authorize', name, '', mac, router.address);
      expect(check).toMatchObject({ attribute: 'Auth-Type', value: 'Accept' });
      expect(await radius.login(name, mac)).toMatchObject({ isAccepted: true });
    }
  });

  it('is rejected for another device and for one that is not attached', async () => {
    const chain = await entitlement();
    await insertDevice(database.client, chain, mac);
    const stranger = aMac();
    expect(await radius.login(mac, stranger)).toMatchObject({ reason: 'unknown' });
    expect(await radius.login(stranger, stranger)).toMatchObject({ reason: 'unknown' });
  });

  it('uses the fastest entitlement that runs and has data left', async () => {
    for (const options of [
      { download: 50, endsAt: 'now()', startsAt: `now() - interval '1 hour'` },
      { download: 10 },
      { download: 20 },
      { download: 30, dataCapMb: 1 },
      { download: 40, startsAt: `now() + interval '1 minute'` },
    ]) {
      const chain = await entitlement(options);
      await insertDevice(database.client, chain, mac);
      if ('dataCapMb' in options) {
        await database.client.query(
          `INSERT INTO accounting_sessions (id, user_id, router_id, chain_id, acct_session_id,
             username, mac_address, started_at, updated_at, octets_up)
           VALUES (gen_random_uuid(), $1, $2, $3, '1', '', $4, now(), now(), 1000000)`,
          [router.userId, router.routerId, chain.id, mac],
        );
      }
    }
    const { reply } = await radius.login(mac, mac);
    expect(reply['Mikrotik-Rate-Limit']).toBe('2M/20M');
  });

  it('says why an entitlement that is over is rejected', async () => {
    const over = { startsAt: `now() - interval '1 hour'`, endsAt: 'now()' };
    await insertDevice(database.client, await entitlement(over), mac);
    expect(await radius.login(mac, mac)).toMatchObject({ reason: 'expired' });
  });
});

describe('a login with a ticket', () => {
  it('is accepted once', async () => {
    const ticket = await insertTicket(database.client, await entitlement());
    expect(await radius.login(ticket, mac)).toMatchObject({ isAccepted: true });
    expect(await radius.login(ticket, mac)).toMatchObject({ reason: 'expired' });
  });

  it('is rejected after its end, for another device, and when it does not exist', async () => {
    const chain = await entitlement();
    const old = await insertTicket(database.client, chain, { minutes: 0 });
    expect(await radius.login(old, mac)).toMatchObject({ reason: 'expired' });
    const bound = await insertTicket(database.client, chain, { mac: aMac() });
    expect(await radius.login(bound, mac)).toMatchObject({ reason: 'unknown' });
    const none = `lt-${'0'.repeat(32)}`;
    expect(await radius.login(none, mac)).toMatchObject({ reason: 'unknown' });
  });

  it('is not written down', async () => {
    const ticket = await insertTicket(database.client, await entitlement());
    await radius.login(ticket, mac);
    await radius.login(ticket, mac);
    expect(await rowsOf('SELECT DISTINCT username FROM login_attempts')).toEqual([
      { username: 'ticket' },
    ]);
  });
});

describe('what is seen of a router', () => {
  it('is its first packet and its first login', async () => {
    const seen = `SELECT first_packet_at IS NOT NULL AS packet, first_login_at IS NOT NULL AS login
                    FROM radius.nas`;
    expect(await rowsOf(seen)).toEqual([{ packet: false, login: false }]);
    expect(await radius.call('client_secret', router.address)).toEqual([
      { client_secret: router.secret },
    ]);
    expect(await rowsOf(seen)).toEqual([{ packet: true, login: false }]);
    await radius.login((await entitlement()).code, mac);
    expect(await rowsOf(seen)).toEqual([{ packet: true, login: true }]);
  });
});
