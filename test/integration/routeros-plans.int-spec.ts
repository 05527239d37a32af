import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STATEMENTS } from '../../src/database/statement.js';
import '../../src/access/routeros/router-access.repository.js';
import '../../src/access/routeros/router-outages.repository.js';
import { newId } from '../../src/common/ids/uuid.js';
import { insertDevice, insertEntitlement, insertNas } from '../support/access-rows.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const OLD_CHAINS = 30_000;

/** Chains of a router that ended long ago, each with a device, a session and two lines of history. */
const FILL = `
  WITH made AS (
    INSERT INTO entitlements
      (id, user_id, router_id, source, chain_id, access_code, package_name, duration_minutes,
       download_speed_mbps, upload_speed_mbps, device_limit, starts_at, ends_at)
    SELECT id, $1, $2, 'operator', id,
           translate(lpad(to_hex(n), 8, '0'), '01abcdef', 'XYABCDEF'), 'One day', 1440, 5, 2, 1,
           now() - interval '40 days', now() - interval '39 days'
      FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, ${OLD_CHAINS}) n) AS given
    RETURNING id),
  told AS (
    INSERT INTO entitlement_history (entitlement_id, user_id, event, source)
    SELECT id, $1, event, 'operator'
      FROM made, unnest('{created,disconnect_requested}'::text[]) AS event),
  attached AS (
    INSERT INTO devices (chain_id, mac_address, user_id)
    SELECT id, upper(regexp_replace(left(md5(id::text), 12), '(..)(?=.)', '\\1:', 'g')), $1
      FROM made RETURNING chain_id, mac_address)
  INSERT INTO accounting_sessions
    (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, started_at,
     updated_at, stopped_at, stop_cause)
  SELECT gen_random_uuid(), $1, $2, chain_id, '1', '', mac_address, now() - interval '40 days',
         now() - interval '39 days', now() - interval '39 days', 'not_listed' FROM attached`;

describe('the statements of access by the REST API of a router', () => {
  let database: ConnectedDatabase;
  let parameters: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    database = await connectToTestDatabase();
    const { client } = database;
    const router = await insertNas(client, { address: '10.77.0.1' });
    await client.query(`UPDATE routers SET access_method = 'routeros_api'`);
    await client.query(FILL, [router.userId, router.routerId]);
    const chain = await insertEntitlement(client, router);
    await insertDevice(client, chain, 'AA:BB:CC:DD:EE:FF');
    await client.query('ANALYZE');
    parameters = {
      routerId: router.routerId,
      userId: router.userId,
      chainId: chain.id,
      id: chain.id,
      ids: [chain.id, newId()],
      names: [`lt-${'0'.repeat(32)}`],
      limit: 5_000,
      since: new Date(),
      to: new Date(),
      startsAt: new Date(),
      endsAt: new Date(),
      addedMs: 1,
      at: new Date(),
      delayMs: 1,
      waits: 0,
      tries: 0,
      spread: true,
      sessions: '[]',
    };
  });
  afterAll(() => database.close());

  it.each([
    'find_reached_router',
    'find_chain_for_router',
    'find_chains_of_router',
    'find_own_chains',
    'find_devices_of_chains',
    'find_requested_disconnects',
    'find_unusable_tickets',
    'lock_delivered_chain',
    'record_delivery',
    'begin_router_outage',
    'end_router_outage',
    'find_chains_in_outage',
    'lock_chain_in_outage',
    'find_links_in_outage',
    'add_outage_to_entitlement',
    'plan_apply_routers',
  ])('reads no large table from end to end: %s', async (name) => {
    const { text, order } = STATEMENTS.get(name) ?? { text: '', order: [] };
    const { rows } = await database.client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${text}`,
      order.map((parameter) => parameters[parameter]),
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toMatch(
      /Seq Scan on (entitlements|entitlement_history|devices|accounting_sessions)/,
    );
  });

  it('reads none to record the sessions of a router', async () => {
    const { client } = database;
    const sessions = JSON.stringify([
      { key: '*1', username: 'x', mac: 'AA:BB:CC:DD:EE:FF', ip: '', seconds: 1, up: 1, down: 1 },
    ]);
    await client.query('BEGIN');
    await client.query('SELECT * FROM record_router_sessions($1, $2)', [
      parameters['routerId'],
      sessions,
    ]);
    const { rows } = await client.query<{ scans: number }>(
      `SELECT sum(seq_scan)::integer AS scans FROM pg_stat_xact_user_tables
        WHERE relname IN ('entitlements', 'devices', 'accounting_sessions')`,
    );
    await client.query('ROLLBACK');
    expect(rows[0]?.scans).toBe(0);
  });
});
