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
import { insertTicket, RadiusFunctions } from '../support/radius-functions.js';

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
  chain = await insertEntitlement(database.client, router, { deviceLimit: 20 });
  mac = aMac();
});
afterEach(() => database.client.query('ROLLBACK'));
afterAll(() => database.close());

const rowsOf = async (sql: string): Promise<Record<string, unknown>[]> =>
  (await database.client.query<Record<string, unknown>>(sql)).rows;
const reasonFor = async (name: string, device = mac): Promise<string | null> =>
  (await radius.login(name, device)).reason;

describe('guessing access codes', () => {
  it('is limited after 20 unknown ones of a device, for codes that exist as well', async () => {
    await radius.guess(mac, 20);
    expect(await reasonFor('ABCDEFGH')).toBe('unknown');
    expect(await reasonFor('ABCDEFGH')).toBe('limited');
    expect(await reasonFor(chain.code)).toBe('limited');
    expect(await reasonFor(chain.code, aMac())).toBeNull();
  });

  it('is limited after 600 unknown ones of a router, whatever devices they come from', async () => {
    await database.client.query(
      `SELECT radius.on_post_auth('ABCDEFGH', '02:00:00:00:' || lpad((n / 100)::text, 2, '0')
                                  || ':' || lpad((n % 100)::text, 2, '0'),
                                  '10.77.0.1', 'Access-Reject', 'unknown', '')
         FROM generate_series(1, 700) AS n`,
    );
    expect(await reasonFor(chain.code)).toBe('limited');
    const other = await insertNas(database.client, { address: '10.77.0.2' });
    const { code } = await insertEntitlement(database.client, other);
    expect((await radius.login(code, mac, other.address)).reason).toBeNull();
    // The counter of the router and those of the first 600 devices.
    expect(await rowsOf('SELECT count(*)::integer FROM radius.unknown_logins')).toEqual([
      { count: 601 },
    ]);
  });

  it('of one device, however many, does not limit the others of its router', async () => {
    await radius.guess(mac, 700);
    expect(await reasonFor(chain.code)).toBe('limited');
    expect(await reasonFor(chain.code, aMac())).toBeNull();
  });

  it('does not keep out who is attached, nor tickets', async () => {
    await insertDevice(database.client, chain, mac);
    const ticket = await insertTicket(database.client, chain);
    await radius.guess(mac, 21);
    expect(await reasonFor(chain.code)).toBeNull();
    expect(await reasonFor(mac)).toBeNull();
    expect(await reasonFor(ticket)).toBeNull();
  });

  it('finds no other code of the operator through a device that is attached', async () => {
    const other = await insertEntitlement(database.client, router);
    await insertDevice(database.client, chain, mac);
    await radius.guess(mac, 21);
    expect(await reasonFor(other.code)).toBe('limited');
  });

  it('may go on ten minutes after the first one', async () => {
    await radius.guess(mac, 21);
    await database.client.query(
      // Truncated, because the column would round to a millisecond that is less than ten minutes ago.
      `UPDATE radius.unknown_logins
          SET window_start = date_trunc('milliseconds', now()) - interval '10 minutes'`,
    );
    expect(await reasonFor(chain.code)).toBeNull();
    await radius.guess(mac, 1);
    expect(await rowsOf('SELECT DISTINCT count FROM radius.unknown_logins')).toEqual([
      { count: 1 },
    ]);
  });

  it('does not count the MAC addresses that a router tries by itself', async () => {
    for (let time = 0; time < 25; time += 1) expect(await reasonFor(mac)).toBe('unknown');
    expect(await reasonFor(chain.code)).toBeNull();
  });
});

describe('the record of logins', () => {
  it('has a row for each accepted one', async () => {
    await radius.login(chain.code, mac);
    await radius.login(chain.code, mac);
    expect(
      await rowsOf('SELECT outcome, reason, mac_address, username, count FROM login_attempts'),
    ).toEqual(
      [1, 2].map(() => ({
        outcome: 'accept',
        reason: null,
        mac_address: mac,
        username: chain.code,
        count: 1,
      })),
    );
  });

  it('has one for the rejected ones of a device, reason and hour', async () => {
    const over = { startsAt: `now() - interval '1 hour'`, endsAt: `now() - interval '1 minute'` };
    const { id, code } = await insertEntitlement(database.client, router, over);
    await reasonFor('ABCDEFGH');
    await reasonFor('ABCDEFGJ');
    await reasonFor(code);
    await database.client.query(`UPDATE login_attempts SET hour = hour - interval '1 hour'`);
    await reasonFor(code);
    expect(
      await rowsOf('SELECT reason, username, count, chain_id FROM login_attempts ORDER BY id'),
    ).toEqual([
      { reason: 'unknown', username: 'ABCDEFGJ', count: 2, chain_id: null },
      { reason: 'expired', username: code, count: 1, chain_id: id },
      { reason: 'expired', username: code, count: 1, chain_id: id },
    ]);
  });

  it('grows by 1,000 rows of rejected ones in an hour, and one for the rest', async () => {
    await database.client.query(
      `SELECT radius.on_post_auth('ABCDEFGH', '02:00:00:' || lpad((n / 10000)::text, 2, '0') || ':'
                                  || lpad((n / 100 % 100)::text, 2, '0') || ':'
                                  || lpad((n % 100)::text, 2, '0'),
                                  '10.77.0.1', 'Access-Reject', 'unknown', '')
         FROM generate_series(1, 1200) AS n`,
    );
    expect(
      await rowsOf(
        `SELECT reason, count(*)::integer AS rows, sum(count)::integer AS logins
           FROM login_attempts GROUP BY reason ORDER BY reason`,
      ),
    ).toEqual([
      { reason: 'overflow', rows: 1, logins: 200 },
      { reason: 'unknown', rows: 1000, logins: 1000 },
    ]);
  });

  it('has no row when the server was told not to answer', async () => {
    await radius.call('on_post_auth', chain.code, mac, router.address, '0', '', '');
    expect(await rowsOf('SELECT id FROM login_attempts')).toEqual([]);
  });
});
