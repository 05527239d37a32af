import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  aMac,
  type EntitlementRow,
  insertDevice,
  insertEntitlement,
  insertNas,
  type NasRow,
} from '../support/access-rows.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';
import { type AccountingPacket, RadiusFunctions } from '../support/radius-functions.js';

const GIGAWORD = 2 ** 32;

let database: ConnectedDatabase;
let router: NasRow;
let radius: RadiusFunctions;
let chain: EntitlementRow;
let mac: string;

beforeAll(async () => {
  database = await connectToTestDatabase();
});
beforeEach(async () => {
  await database.client.query('BEGIN');
  router = await insertNas(database.client, { address: '10.77.0.1' });
  radius = new RadiusFunctions(database.client, router);
  chain = await insertEntitlement(database.client, router, { deviceLimit: 3 });
  mac = aMac();
});
afterEach(() => database.client.query('ROLLBACK'));
afterAll(() => database.close());

const send = (packet: AccountingPacket) =>
  radius.account({ mac, user: chain.code, class: classOf(chain), ...packet });
const classOf = ({ chainId }: EntitlementRow, login = '0'): string =>
  `${chainId.replaceAll('-', '')}:${login.repeat(32)}`;
const sessions = async (columns: string): Promise<Record<string, unknown>[]> =>
  (
    await database.client.query<Record<string, unknown>>(
      `SELECT ${columns} FROM accounting_sessions ORDER BY started_at, acct_session_id`,
    )
  ).rows;
/** Lets time pass for all sessions. */
const later = (minutes: number): Promise<unknown> =>
  database.client.query(
    `UPDATE accounting_sessions SET started_at = started_at - $1 * interval '1 minute',
                                    updated_at = updated_at - $1 * interval '1 minute'`,
    [minutes],
  );

describe('an accounting session', () => {
  it('is one row from Start to Stop, with octets of 64 bits', async () => {
    await send({ type: 'Start', ip: '10.5.50.7' });
    await send({ type: 'Interim-Update', seconds: 60, in: 10, out: 20 });
    const last = { seconds: 120, in: 1, inGigawords: 1, out: 4_294_967_295, outGigawords: 2 };
    expect(await send({ type: 'Stop', ...last, cause: 'Session-Timeout' })).toBe(true);
    expect(
      await sessions(`chain_id, router_id, mac_address, host(ip_address) AS ip, username,
        stopped_at IS NOT NULL AS is_over, stop_cause, session_seconds::integer AS seconds,
        octets_up::bigint, octets_down::bigint`),
    ).toEqual([
      {
        chain_id: chain.id,
        router_id: router.routerId,
        mac_address: mac,
        ip: '10.5.50.7',
        username: chain.code,
        is_over: true,
        stop_cause: 'Session-Timeout',
        seconds: 120,
        octets_up: String(GIGAWORD + 1),
        octets_down: String(3 * GIGAWORD - 1),
      },
    ]);
  });

  describe('of a login that was accepted before a change', () => {
    const requests = async (): Promise<unknown[]> =>
      (
        await database.client.query<Record<string, unknown>>(
          `SELECT r.kind, r.state, s.acct_session_id AS session
             FROM coa_requests r JOIN accounting_sessions s ON s.id = r.session_id`,
        )
      ).rows;
    const revoke = ({ id }: EntitlementRow): Promise<unknown> =>
      database.client.query(
        `UPDATE entitlements SET revoked_at = now(), revoke_reason = 'refunded' WHERE id = $1`,
        [id],
      );
    const next = (): Promise<EntitlementRow> =>
      insertEntitlement(database.client, router, {
        after: chain,
        deviceLimit: 3,
        startsAt: `now() + interval '1 hour'`,
        endsAt: `now() + interval '2 hours'`,
      });

    beforeEach(() => insertDevice(database.client, chain, mac));

    it.each(['Start', 'Interim-Update'])('goes on after its first %s without one', async (type) => {
      await next();
      await send({ type });
      expect(await requests()).toEqual([]);
    });

    it.each(['Start', 'Interim-Update'])(
      'is ended at its first %s when its chain was revoked',
      async (type) => {
        await revoke(chain);
        expect(await send({ type })).toBe(true);
        const session = '80100001';
        expect(await requests()).toEqual([{ kind: 'disconnect', state: 'waiting', session }]);
      },
    );

    it.each(['Start', 'Interim-Update'])(
      'is ended at its first %s when its device was removed',
      async (type) => {
        await database.client.query('DELETE FROM devices WHERE mac_address = $1', [mac]);
        await send({ type });
        expect(await requests()).toMatchObject([{ kind: 'disconnect', state: 'waiting' }]);
      },
    );

    it('is told its new end when what follows was revoked', async () => {
      await revoke(await next());
      await send({ type: 'Start' });
      expect(await requests()).toMatchObject([{ kind: 'coa', state: 'waiting' }]);
    });

    it('needs no request when it has ended already', async () => {
      await revoke(chain);
      await send({ type: 'Stop', cause: 'User-Request' });
      expect(await requests()).toEqual([]);
    });
  });

  it('is the same after packets that are repeated and out of order', async () => {
    const packets: AccountingPacket[] = [
      { type: 'Interim-Update', seconds: 120, in: 200, out: 20 },
      { type: 'Start' },
      { type: 'Stop', seconds: 180, in: 300, out: 30, cause: 'User-Request' },
      { type: 'Interim-Update', seconds: 60, in: 100, out: 10 },
      { type: 'Interim-Update', seconds: 170, in: 290, out: 29 },
      { type: 'Stop', seconds: 180, in: 300, out: 30, cause: 'Lost-Carrier' },
    ];
    for (const packet of packets) {
      await send(packet);
      await send(packet);
    }
    expect(
      await sessions(`stopped_at IS NULL AS is_open, stop_cause, session_seconds::integer,
                      octets_up::integer, octets_down::integer`),
    ).toEqual([
      {
        is_open: false,
        stop_cause: 'User-Request',
        session_seconds: 180,
        octets_up: 300,
        octets_down: 30,
      },
    ]);
  });

  it('began when it was heard of last, less what it has lasted and what the packet was delayed', async () => {
    await send({ type: 'Interim-Update', seconds: 100, delay: 20 });
    expect(
      await sessions(`started_at = (now() - interval '120 s')::timestamptz(3) AS started,
                      updated_at = (now() - interval '20 s')::timestamptz(3) AS updated`),
    ).toEqual([{ started: true, updated: true }]);
  });

  it('is found by code or device where a router sends no Class', async () => {
    await insertDevice(database.client, chain, mac);
    await send({ type: 'Start', class: '', session: '1' });
    await send({ type: 'Start', class: '', session: '2', user: mac });
    expect(await sessions('chain_id')).toEqual([{ chain_id: chain.id }, { chain_id: chain.id }]);
  });

  it('is not kept when nothing of ours is used', async () => {
    const foreign = await insertNas(database.client, { address: '10.77.0.2' });
    const theirs = await insertEntitlement(database.client, foreign);
    for (const packet of [
      { type: 'Start', class: '', user: 'admin' },
      { type: 'Start', class: classOf(theirs), user: theirs.code },
      { type: 'Start', mac: 'none' },
      { type: '' },
      { type: 'Tunnel-Start' },
      { type: 'Start', nas: '10.77.9.9' },
    ]) {
      expect(await send(packet)).toBe(true);
    }
    expect(await sessions('id')).toEqual([]);
  });

  it('is another one with the same session id of another login, device or router', async () => {
    const second = await insertNas(database.client, {
      address: '10.77.0.2',
      userId: router.userId,
    });
    const there = await insertEntitlement(database.client, second);
    await send({ type: 'Start' });
    await send({ type: 'Start', class: classOf(chain, '1') });
    await send({ type: 'Start', mac: aMac() });
    await send({ type: 'Start', nas: second.address, user: there.code, class: classOf(there) });
    expect(await sessions('id')).toHaveLength(4);
  });

  it('takes the place of an older one of the same device', async () => {
    await send({ type: 'Start', session: '1' });
    await later(5);
    await send({ type: 'Start', session: '2' });
    await send({ type: 'Start', session: '3', mac: aMac() });
    expect(await sessions('acct_session_id, stop_cause')).toEqual([
      { acct_session_id: '1', stop_cause: 'replaced' },
      { acct_session_id: '2', stop_cause: null },
      { acct_session_id: '3', stop_cause: null },
    ]);
    // A late report of the older one does not bring it back.
    await send({ type: 'Interim-Update', session: '1', seconds: 290, delay: 10 });
    expect(await sessions('stop_cause')).toContainEqual({ stop_cause: 'replaced' });
  });

  it('takes the place of an older one that was opened at the same moment', async () => {
    await send({ type: 'Start', session: '1' });
    await later(5);
    await send({ type: 'Start', session: '2' });
    // As when neither of two packets saw the other.
    await database.client.query(
      `UPDATE accounting_sessions SET stopped_at = NULL, stop_cause = NULL`,
    );
    await send({ type: 'Interim-Update', session: '2', seconds: 60 });
    expect(await sessions('acct_session_id, stop_cause')).toEqual([
      { acct_session_id: '1', stop_cause: 'replaced' },
      { acct_session_id: '2', stop_cause: null },
    ]);
  });

  it('is answered before it is on disk when it is open, and the next report tells the same', async () => {
    const waits = async (packet: AccountingPacket): Promise<boolean> => {
      await send(packet);
      const { rows } = await database.client.query<{ waits: boolean }>(
        `SELECT current_setting('synchronous_commit') = 'on' AS waits`,
      );
      await database.client.query(`SET LOCAL synchronous_commit = on`);
      return rows[0]?.waits === true;
    };
    await database.client.query(`SET LOCAL synchronous_commit = on`);
    expect(await waits({ type: 'Start' })).toBe(true);
    expect(await waits({ type: 'Interim-Update', seconds: 60 })).toBe(false);
    expect(await waits({ type: 'Start', session: '2' })).toBe(true);
    expect(await waits({ type: 'Interim-Update', session: '3', seconds: 60 })).toBe(true);
    expect(await waits({ type: 'Stop', session: '3', seconds: 120 })).toBe(true);
    expect(await waits({ type: 'Accounting-On' })).toBe(true);
  });

  it('is closed at its last report after three silent periods, and opened by the next', async () => {
    await send({ type: 'Interim-Update', seconds: 60 });
    const closeStale = 'SELECT radius.close_stale_sessions(100) AS closed';
    await later(2);
    expect((await database.client.query(closeStale)).rows).toEqual([{ closed: 0 }]);
    await later(2);
    expect((await database.client.query(closeStale)).rows).toEqual([{ closed: 1 }]);
    expect(await sessions('stop_cause, stopped_at = updated_at AS at_last')).toEqual([
      { stop_cause: 'stale', at_last: true },
    ]);
    await send({ type: 'Interim-Update', seconds: 60 });
    expect(await sessions('stop_cause')).toEqual([{ stop_cause: 'stale' }]);
    await send({ type: 'Interim-Update', seconds: 300 });
    expect(await sessions('stop_cause, stopped_at')).toEqual([
      { stop_cause: null, stopped_at: null },
    ]);
  });

  it.each(['Accounting-On', 'Accounting-Off'])(
    'is closed by %s of its own router, and of no other',
    async (type) => {
      const second = await insertNas(database.client, { address: '10.77.0.2' });
      const there = await insertEntitlement(database.client, second);
      await send({ type: 'Start' });
      await send({ type: 'Start', nas: second.address, user: there.code, class: classOf(there) });
      await later(1);
      await radius.account({ type });
      expect(await sessions('router_id, stop_cause')).toEqual(
        expect.arrayContaining([
          { router_id: router.routerId, stop_cause: 'nas_reboot' },
          { router_id: second.routerId, stop_cause: null },
        ]),
      );
      await send({ type: 'Stop', seconds: 60, cause: 'Lost-Service' });
      expect(await sessions('stop_cause')).toContainEqual({ stop_cause: 'Lost-Service' });
      const { rows } = await database.client.query(
        `SELECT accounting_on_at IS NOT NULL AS proven FROM radius.nas WHERE router_id = $1`,
        [router.routerId],
      );
      expect(rows).toEqual([{ proven: type === 'Accounting-On' }]);
    },
  );

  it('is answered with an error, and so repeated by the router, when it cannot be read', async () => {
    await expect(radius.call('accounting', ...Array<string>(14).fill('x'))).rejects.toThrow();
  });
});
