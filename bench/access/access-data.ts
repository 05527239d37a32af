import { randomBytes } from 'node:crypto';
import { type Pool } from 'pg';
import { settleTables } from '../seed.js';
import { type Shop } from '../shop.js';

/** A router as the RADIUS server knows it, with devices of its chains. */
export interface BenchRouter {
  readonly address: string;
  readonly secret: string;
  readonly devices: readonly BenchDevice[];
}

/** A device that may log in. */
export interface BenchDevice {
  readonly mac: string;
  readonly code: string;
}

/** How much access there is. */
export interface AccessSizes {
  readonly entitlements: number;
  readonly sessions: number;
}

/** Devices of each router that log in, in turn. */
const DEVICES_OF_ROUTER = 1_000;

const ROUTERS = `
  WITH router AS (
    UPDATE routers r
       SET access_method = 'radius', nas_address = given.address::inet
      FROM unnest($1::integer[], $2::text[]) AS given (id, address)
     WHERE r.id = given.id RETURNING r.id)
  INSERT INTO radius.nas (router_id, secret) SELECT id, $3 FROM router`;

// Codes have no 0 and no 1.
const ENTITLEMENTS = `
  WITH made AS (
    INSERT INTO entitlements
      (id, user_id, router_id, source, chain_id, access_code, package_name, duration_minutes,
       download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb, starts_at, ends_at)
    SELECT id, $1, ($2::integer[])[1 + n % cardinality($2::integer[])], 'operator', id,
           translate(lpad(to_hex(n), 8, '0'), '01abcdef', 'XYABCDEF'), 'One day', 1440, 10, 5, 1,
           CASE WHEN n % 10 = 0 THEN 1000000 END, now() - interval '1 hour',
           now() + interval '1 day' + n * interval '1 second'
      FROM (SELECT gen_random_uuid() AS id, n FROM generate_series($3::integer, $4::integer) n) AS given
    RETURNING id)
  INSERT INTO devices (chain_id, mac_address, user_id, last_seen)
  SELECT id, '02:' || upper(regexp_replace(left(md5(id::text), 10), '(..)(?=.)', '\\1:', 'g')), $1,
         now() - interval '1 hour'
    FROM made`;

const SESSIONS = `
  INSERT INTO accounting_sessions
    (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, started_at,
     updated_at, stopped_at, stop_cause, session_seconds, octets_up, octets_down)
  SELECT gen_random_uuid(), e.user_id, e.router_id, e.id, to_hex(2148532224 + n), e.access_code,
         d.mac_address, at, at + interval '20 minutes', at + interval '20 minutes',
         'Session-Timeout', 1200, 1000000, 20000000
    FROM entitlements e JOIN devices d ON d.chain_id = e.id,
         generate_series($1::integer, $2::integer) n,
         LATERAL (SELECT now() - n * interval '1 day' - random() * interval '1 hour' AS at) AS began
   WHERE e.source = 'operator'`;

// What each entitlement leaves behind: history, a used ticket, and logins of an earlier hour. A device
// with several entitlements at a router has one row of rejects there.
const TRACES = [
  `INSERT INTO radius.nas (router_id, secret) SELECT id, md5(id::text) FROM routers
   ON CONFLICT DO NOTHING`,
  `INSERT INTO entitlement_history (entitlement_id, user_id, event, source, starts_at, ends_at)
   SELECT id, user_id, 'created', 'operator', starts_at, ends_at FROM entitlements
    WHERE source = 'operator'`,
  `INSERT INTO login_tickets (ticket_hash, chain_id, expires_at, used_at)
   SELECT md5(id::text) || md5(access_code), id, now() + interval '5 minutes', now()
     FROM entitlements WHERE source = 'operator'`,
  `INSERT INTO login_attempts
     (user_id, router_id, chain_id, mac_address, username, outcome, reason, hour, created_at)
   SELECT e.user_id, e.router_id, e.id, d.mac_address, e.access_code, o.outcome, o.reason,
          CASE WHEN o.reason IS NOT NULL THEN date_trunc('hour', now()) - interval '2 hours' END,
          now() - interval '2 hours'
     FROM entitlements e JOIN devices d ON d.chain_id = e.id,
          (VALUES ('accept', NULL), ('reject', 'expired')) AS o (outcome, reason)
    WHERE e.source = 'operator'
   ON CONFLICT DO NOTHING`,
];

const DEVICES = `
  SELECT d.mac_address AS mac, e.access_code AS code
    FROM entitlements e JOIN devices d ON d.chain_id = e.id
   WHERE e.router_id = $1 AND e.source = 'operator' ORDER BY e.id LIMIT ${DEVICES_OF_ROUTER}`;

const AT_ONCE = 20_000;

/**
 * Lets the routers of a shop ask by RADIUS, and fills in running entitlements and past sessions.
 * @returns the routers with some of their devices
 */
export async function seedAccess(
  pool: Pool,
  shop: Pick<Shop, 'userId' | 'routerIds'>,
  { entitlements, sessions }: AccessSizes,
): Promise<BenchRouter[]> {
  const secret = randomBytes(16).toString('hex');
  const addresses = shop.routerIds.map((_, index) => `127.99.0.${index + 1}`);
  await pool.query(ROUTERS, [shop.routerIds, addresses, secret]);
  for (let from = 1; from <= entitlements; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE - 1, entitlements);
    await pool.query(ENTITLEMENTS, [shop.userId, shop.routerIds, from, to]);
  }
  await pool.query('ANALYZE entitlements, devices');
  const rounds = Math.ceil(sessions / entitlements);
  for (let round = 1; round <= rounds; round += 1) await pool.query(SESSIONS, [round, round]);
  for (const trace of TRACES) await pool.query(trace);
  await settleTables(pool);
  const routers: BenchRouter[] = [];
  for (const [index, id] of shop.routerIds.entries()) {
    const { rows } = await pool.query<BenchDevice>(DEVICES, [id]);
    routers.push({ address: addresses[index] ?? '', secret, devices: rows });
  }
  return routers;
}
