import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import {
  aMac,
  type EntitlementRow,
  insertDevice,
  insertEntitlement,
  insertNas,
  type NasRow,
} from '../support/access-rows.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { insertTicket, RadiusFunctions } from '../support/radius-functions.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let pool: Pool;
let router: NasRow;
let radius: RadiusFunctions;
let chain: EntitlementRow;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 8 });
  router = await insertNas(pool, { address: '10.77.0.1' });
  radius = new RadiusFunctions(pool, router);
});
beforeEach(async () => {
  chain = await insertEntitlement(pool, router, { deviceLimit: 2 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The devices of the chain, those attached first first. */
async function devices(): Promise<string[]> {
  const { rows } = await pool.query<{ mac_address: string }>(
    'SELECT mac_address FROM devices WHERE chain_id = $1 ORDER BY attached_at',
    [chain.id],
  );
  return rows.map(({ mac_address }) => mac_address);
}

/** Logs in with the code of the chain; gives the reason when it was rejected. */
const reasonFor = async (mac: string): Promise<string | null> =>
  (await radius.login(chain.code, mac)).reason;

/** Makes a device look as if it had logged in so many minutes ago. */
const idle = (mac: string, minutes: number): Promise<unknown> =>
  pool.query(
    `UPDATE devices SET last_seen = now() - $3 * interval '1 minute'
      WHERE chain_id = $1 AND mac_address = $2`,
    [chain.id, mac, minutes],
  );

describe('the devices of a chain', () => {
  it('are attached by their first login, up to the limit', async () => {
    const [first, second, third] = [aMac(), aMac(), aMac()];
    expect(await reasonFor(first)).toBeNull();
    expect(await reasonFor(second)).toBeNull();
    expect(await reasonFor(third)).toBe('devices');
    expect(await reasonFor(first)).toBeNull();
    expect(await devices()).toEqual([first, second]);
  });

  it('are attached once when all of them log in at once', async () => {
    const macs = Array.from({ length: 8 }, aMac);
    const reasons = await Promise.all(macs.map(reasonFor));
    expect(reasons.filter((reason) => reason === null)).toHaveLength(2);
    expect(reasons.filter((reason) => reason === 'devices')).toHaveLength(6);
    expect(await devices()).toHaveLength(2);
  });

  it('are one when the same device logs in several times at once', async () => {
    const mac = aMac();
    const reasons = await Promise.all(Array.from({ length: 6 }, () => reasonFor(mac)));
    expect(reasons).toEqual([null, null, null, null, null, null]);
    expect(await devices()).toEqual([mac]);
  });

  it('give way to a further one, the longest idle first', async () => {
    const [first, second, third] = [aMac(), aMac(), aMac()];
    await reasonFor(first);
    await reasonFor(second);
    await idle(first, 4);
    await idle(second, 5);
    expect(await reasonFor(third)).toBeNull();
    expect(await devices()).toEqual([first, third]);
    const { rows } = await pool.query(
      `SELECT evidence, source FROM entitlement_history
        WHERE entitlement_id = $1 AND event = 'device_replaced'`,
      [chain.id],
    );
    expect(rows).toEqual([
      { evidence: { mac_address: third, replaced: second }, source: 'radius' },
    ]);
  });

  it('keep their place while they have a session', async () => {
    const [first, second] = [aMac(), aMac()];
    for (const mac of [first, second]) {
      await reasonFor(mac);
      await radius.account({ type: 'Start', mac, user: chain.code, session: mac });
      await idle(mac, 60);
    }
    expect(await reasonFor(aMac())).toBe('devices');
    await radius.account({ type: 'Stop', mac: first, user: chain.code, session: first });
    await idle(first, 60);
    expect(await reasonFor(aMac())).toBeNull();
    expect(await devices()).not.toContain(first);
  });

  it('are replaced three times a day at most', async () => {
    await reasonFor(aMac());
    await reasonFor(aMac());
    const reasons: (string | null)[] = [];
    for (let time = 0; time < 4; time += 1) {
      for (const mac of await devices()) await idle(mac, 60);
      reasons.push(await reasonFor(aMac()));
    }
    expect(reasons).toEqual([null, null, null, 'devices']);
  });

  it('are replaced by a reconnect only when the payment did not name them', async () => {
    const [named, other, further] = [aMac(), aMac(), aMac()];
    await insertDevice(pool, chain, named, { namedAtSale: true });
    await reasonFor(other);
    const attach = async (): Promise<unknown> =>
      (await radius.call('attach_device', chain.id, further, 'portal'))[0]?.['attach_device'];
    expect(await attach()).toBeNull();
    await idle(other, 60);
    expect(await attach()).toBe('replaced');
    expect(await devices()).toEqual([named, further]);
    expect(await attach()).toBe('present');
  });

  it('were not seen yet when a reconnect attached them', async () => {
    const mac = aMac();
    await radius.call('attach_device', chain.id, mac, 'portal');
    const seen = 'SELECT first_seen IS NOT NULL AS seen FROM devices WHERE mac_address = $1';
    expect((await pool.query(seen, [mac])).rows).toEqual([{ seen: false }]);
    await reasonFor(mac);
    expect((await pool.query(seen, [mac])).rows).toEqual([{ seen: true }]);
  });
});

/** Runs both while a connection holds the lock, the second one when the first one waits. */
async function bothWaitingFor<A, B>(
  lock: string,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[A, B]> {
  const holder = await pool.connect();
  const waiting = (count: number): Promise<unknown> =>
    until(
      `${count} wait for a lock`,
      () =>
        holder.query(`SELECT FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'`),
      ({ rowCount }) => rowCount === count,
    );
  try {
    await holder.query('BEGIN');
    await holder.query(lock, [chain.id]);
    const running = Promise.all([
      first(),
      waiting(1).then(() => second()),
      waiting(2).then(() => holder.query('COMMIT')),
    ]);
    const [a, b] = await running;
    return [a, b];
  } finally {
    holder.release();
  }
}

describe('what happens to a chain at the same time', () => {
  it('is a login of a device and one that takes its place', async () => {
    chain = await insertEntitlement(pool, router);
    const [named, other] = [aMac(), aMac()];
    await insertDevice(pool, chain, named, { namedAtSale: true });
    const logins = await bothWaitingFor(
      'SELECT FROM entitlements WHERE id = $1 FOR UPDATE',
      () => radius.login(chain.code, other),
      () => radius.login(chain.code, named),
    );
    expect(logins.filter(({ isAccepted }) => isAccepted)).toHaveLength(1);
  });

  it('is a login and the end of a session of the same device', async () => {
    const mac = aMac();
    await insertDevice(pool, chain, mac);
    await pool.query('UPDATE radius.nas SET last_packet_at = NULL, first_login_at = NULL');
    const [login, isAnswered] = await bothWaitingFor(
      'SELECT FROM devices WHERE chain_id = $1 FOR UPDATE',
      () => radius.login(chain.code, mac),
      () => radius.account({ type: 'Stop', mac, user: chain.code, session: mac }),
    );
    expect({ isAccepted: login.isAccepted, isAnswered }).toEqual({
      isAccepted: true,
      isAnswered: true,
    });
  });
});

describe('a ticket', () => {
  it('lets one device in when several use it at once', async () => {
    const ticket = await insertTicket(pool, chain);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => radius.login(ticket, aMac())),
    );
    expect(answers.filter(({ isAccepted }) => isAccepted)).toHaveLength(1);
    expect(await devices()).toHaveLength(1);
  });
});

describe('a voucher', () => {
  it('starts once when several devices use it at once', async () => {
    const voucher = await insertEntitlement(pool, router, {
      source: 'voucher',
      startsAt: 'NULL',
      endsAt: 'NULL',
      deviceLimit: 4,
    });
    await Promise.all(Array.from({ length: 4 }, () => radius.login(voucher.code, aMac())));
    const { rows } = await pool.query(
      `SELECT count(*)::integer AS starts FROM entitlement_history
        WHERE entitlement_id = $1 AND event = 'started'`,
      [voucher.id],
    );
    expect(rows).toEqual([{ starts: 1 }]);
  });
});
