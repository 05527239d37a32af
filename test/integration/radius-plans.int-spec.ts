import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  aMac,
  type EntitlementRow,
  insertDevice,
  insertEntitlement,
  insertNas,
  type NasRow,
} from '../support/access-rows.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';
import { insertTicket } from '../support/radius-functions.js';

const SMALL = 2_000;
const LARGE = 40_000;
/**
 * A larger index is a level or two deeper: so many pages more for each time that it is searched. What
 * grows with the table would be twenty times as much.
 */
const DEEPER_INDEXES = 2;
/** The first run plans, which reads pages too. What disturbs one of the others does not count. */
const RUNS = 5;
const PREPARATION_MS = 300_000;

/** Chains numbered from..to, all of one router, each with a device, a session and two logins. */
const FILL = `
  WITH made AS (
    INSERT INTO entitlements
      (id, user_id, router_id, source, chain_id, access_code, package_name, duration_minutes,
       download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb, starts_at, ends_at)
    SELECT id, $1, $2, 'operator', id,
           translate(lpad(to_hex(n), 8, '0'), '01abcdef', 'XYABCDEF'), 'One day', 1440,
           5, 2, 1, 5000, now() - interval '1 hour', now() + (n % 24) * interval '1 hour'
      FROM (SELECT gen_random_uuid() AS id, n FROM generate_series($3::integer, $4::integer) n) AS given
    RETURNING id),
  attached AS (
    INSERT INTO devices (chain_id, mac_address, user_id, last_seen)
    SELECT id, upper(regexp_replace(left(md5(id::text), 12), '(..)(?=.)', '\\1:', 'g')), $1, now()
      FROM made
    RETURNING chain_id, mac_address),
  used AS (
    INSERT INTO accounting_sessions
      (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, started_at,
       updated_at)
    SELECT gen_random_uuid(), $1, $2, chain_id, '1', '', mac_address, now(), now() FROM attached)
  INSERT INTO login_attempts
    (user_id, router_id, mac_address, username, outcome, reason, hour, created_at)
  SELECT $1, $2, a.mac_address, '', o.outcome, o.reason,
         CASE WHEN o.reason IS NOT NULL THEN date_trunc('hour', now()) - interval '1 hour' END,
         now() - interval '1 hour'
    FROM attached a, (VALUES ('accept', NULL), ('reject', 'unknown')) AS o (outcome, reason)`;

describe('the functions of a RADIUS server', () => {
  let database: ConnectedDatabase;
  let router: NasRow;
  let chain: EntitlementRow;
  let ticket: string;
  const [mac, stranger] = [aMac(), aMac()];

  beforeAll(async () => {
    database = await connectToTestDatabase();
    // Else the statistics of the moment decide which statements are planned anew in each run, and
    // planning reads as many pages as these calls do.
    await database.client.query('SET plan_cache_mode = force_generic_plan');
    router = await insertNas(database.client, { address: '10.77.0.1' });
    chain = await insertEntitlement(database.client, router, { dataCapMb: 100 });
    await insertDevice(database.client, chain, mac);
    ticket = await insertTicket(database.client, chain);
  });
  afterAll(() => database.close());

  async function fill(from: number, to: number): Promise<void> {
    await database.client.query(FILL, [router.userId, router.routerId, from, to]);
    await database.client.query('VACUUM ANALYZE');
    await database.client.query('DISCARD PLANS');
  }

  /** How many pages each call reads, the least of several runs, with a session of its own. */
  async function pages(sessionId: string): Promise<Record<string, number>> {
    const { address } = router;
    const session = `'${sessionId}', '${chain.code}', '${mac}', '${address}', '10.5.50.7', '', '60', '1', '', '1', '', '', ''`;
    const calls: Record<string, string> = {
      'the check of a code': `authorize('${chain.code}', '', '${mac}', '${address}')`,
      'the check of an unknown code': `authorize('ABCDEFGH', '', '${mac}', '${address}')`,
      'the check of a ticket': `authorize('${ticket}', '', '${mac}', '${address}')`,
      'the check of a MAC address': `authorize('${mac}', '', '${mac}', '${address}')`,
      'the check at a full chain': `authorize('${chain.code}', '', '${stranger}', '${address}')`,
      'an accepted login': `on_post_auth('${chain.code}', '${mac}', '${address}', 'Access-Accept', '',
        '${chain.id.replaceAll('-', '')}:${'0'.repeat(32)}')`,
      'a rejected login': `on_post_auth('ABCDEFGH', '${mac}', '${address}', 'Access-Reject', '', '')`,
      'a report of a session': `accounting('Interim-Update', ${session})`,
      'the end of a session': `accounting('Stop', ${session})`,
      'the secret of a router': `client_secret('${address}')`,
    };
    const read: Record<string, number> = {};
    for (const [name, call] of Object.entries(calls)) {
      const runs: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const { rows } = await database.client.query<{ 'QUERY PLAN': [{ Plan: PlanBuffers }] }>(
          `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM radius.${call}`,
        );
        const plan = rows[0]?.['QUERY PLAN'][0].Plan;
        runs.push((plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0));
      }
      read[name] = Math.min(...runs.slice(1));
    }
    return read;
  }

  it(
    'read no more of a large table than of a small one',
    async () => {
      await fill(1, SMALL);
      const small = await pages('80100001');
      await fill(SMALL + 1, LARGE);
      const large = await pages('80100002');
      const grown = Object.keys(small).filter(
        (name) => (large[name] ?? 0) > (small[name] ?? 0) * DEEPER_INDEXES + 2,
      );
      expect(grown.map((name) => ({ name, small: small[name], large: large[name] }))).toEqual([]);
      expect(Math.max(...Object.values(large))).toBeLessThan(250);
    },
    PREPARATION_MS,
  );
});

interface PlanBuffers {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
}
