import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type EntitlementFilters,
  entitlementListQuery,
} from '../../src/access/read/entitlement-filters.js';
import {
  type SessionFilters,
  sessionExportQuery,
  sessionListQuery,
} from '../../src/access/sessions/session-filters.js';
import { customerQuery } from '../../src/access/diagnose/diagnosis.repository.js';
import { type AskedFor } from '../../src/access/domain/diagnosis-facts.js';
import '../../src/access/read/read-entitlements.repository.js';
import { newId } from '../../src/common/ids/uuid.js';
import { type Cursor } from '../../src/common/pagination/cursor.js';
import { type Query, STATEMENTS } from '../../src/database/statement.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';
import { type Explained, explained } from '../support/explained.js';

const OPERATOR = 1;
const ROWS = 30_000;
/** An operator with so many entitlements that run. */
const BUSY = 2;
const RUNNING = 2_000;
const LIMIT = 50;
const NOW = new Date('2026-01-21T20:00:00.000Z');

/** Reads a whole table; those of routers are short. */
const COSTLY = /Seq Scan on (?!routers|nas)/;

// Two operators with ten routers each. One entitlement a minute, each of a chain of its own and for
// an hour, the newest ones of the second operator for much longer; a few are of an operator, and those
// are the oldest.
const FILL = `
  INSERT INTO users (id, username, email, password_hash)
  SELECT id, 'operator-' || id, id || '@example.com', '-' FROM generate_series(1, 2) id;
  INSERT INTO routers (id, user_id, name, host, username, password_sealed)
  SELECT o * 100 + r, o, 'R' || r, '10.0.0.1', 'api', '-'
    FROM generate_series(1, 2) o, generate_series(0, 9) r;
  INSERT INTO packages (id, user_id, router_id, name, package_type, duration_hours, price_minor,
                        currency, download_speed_mbps, upload_speed_mbps)
  SELECT id, user_id, id, 'P', 'hourly', 1, 1000, 'KES', 1, 1 FROM routers;
  CREATE TEMPORARY TABLE made AS
  SELECT gen_random_uuid() AS id, gen_random_uuid() AS payment, o, n, o * 100 + n % 10 AS router,
         CASE WHEN n <= 60 THEN 'operator' ELSE 'payment' END AS source,
         '+2547' || lpad((n % 2000)::text, 8, '0') AS phone,
         'AA:BB:CC:00:0' || n % 10 || ':' || lpad((n % 97)::text, 2, '0') AS mac,
         timestamptz '2026-01-01' + n * interval '1 minute' AS at,
         CASE WHEN o = ${BUSY} AND n > ${ROWS - RUNNING} THEN interval '60 days'
              ELSE interval '1 hour' END AS length
    FROM generate_series(1, 2) o, generate_series(1, ${ROWS}) n;
  INSERT INTO payments (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor,
                        currency, payment_method, payment_provider, status, package_name,
                        duration_hours, download_speed_mbps, upload_speed_mbps,
                        completed_at, package_expiry_time, created_at)
  SELECT payment, o, router, router, phone, phone, 1000, 'KES', 'mpesa', 'instasend', 'completed',
         'P', 1, 1, 1, at, at + interval '1 hour', at FROM made WHERE source = 'payment';
  INSERT INTO entitlements (id, user_id, router_id, package_id, source, payment_id, chain_id,
                            access_code, package_name, duration_minutes, download_speed_mbps,
                            upload_speed_mbps, device_limit, phone_e164, starts_at, ends_at,
                            created_at)
  SELECT id, o, router, router, source, CASE WHEN source = 'payment' THEN payment END, id,
         translate(lpad(upper(to_hex(n)), 8, 'Z'), '01', 'XY'), 'P', 60, 1, 1, 1, phone, at,
         at + length, at FROM made;
  INSERT INTO entitlement_history (entitlement_id, user_id, event, source)
  SELECT id, o, 'created', source FROM made;
  INSERT INTO devices (chain_id, mac_address, user_id) SELECT id, mac, o FROM made;
  INSERT INTO accounting_sessions (id, user_id, router_id, chain_id, acct_session_id, username,
                                   mac_address, started_at, updated_at, stopped_at, stop_cause)
  SELECT gen_random_uuid(), o, router, id, n, '-', mac, at, at,
         CASE WHEN n <= ${ROWS} - 60 THEN at END,
         CASE WHEN n <= ${ROWS} - 60 THEN 'User-Request' END FROM made;
  INSERT INTO login_attempts (user_id, router_id, chain_id, mac_address, username, outcome, created_at,
                              last_at)
  SELECT o, router, id, mac, '-', 'accept', at, at FROM made;
  INSERT INTO login_attempts (user_id, router_id, mac_address, username, outcome, reason, hour,
                              created_at, last_at)
  SELECT o, router, '02:00:00:00:' || lpad((n / 1000)::text, 2, '0') || ':' || lpad((n % 97)::text, 2, '0'),
         '-', 'reject', 'unknown', date_trunc('hour', at), at, at FROM made
  ON CONFLICT DO NOTHING;
  ANALYZE;`;

const MIDDLE = '2026-01-11T00:00:00.000Z';
const ENTITLEMENTS: readonly (readonly [string, EntitlementFilters])[] = [
  ['none', {}],
  ['what runs', { active: true }],
  ['what does not run', { active: false }],
  ['a router', { router: 103 }],
  ['what runs at a router', { active: true, router: 103 }],
  ['what runs of a package', { active: true, package: 107 }],
  ['what runs of a rare source', { active: true, source: 'operator' }],
  ['what runs of a phone number', { active: true, phone: '+254700000042' }],
  ['what runs of a time long ago', { active: true, to: new Date(MIDDLE) }],
  ['what does not run at a router', { active: false, router: 103 }],
  ['a package', { package: 107 }],
  ['a phone number', { phone: '+254700000042' }],
  ['a phone number of nobody', { phone: '+254799999999' }],
  ['a code', { code: 'ZZZZZZZA' }],
  ['a code of nobody', { code: 'ZZZZZZZZ' }],
  ['a device', { mac: 'AA:BB:CC:00:07:07' }],
  ['a device of nobody', { mac: 'FF:FF:FF:FF:FF:FF' }],
  ['a payment', { payment: newId() }],
  ['the usual source', { source: 'payment' }],
  ['a rare source', { source: 'operator' }],
  ['a source of nothing', { source: 'voucher' }],
  ['a beginning', { from: new Date(MIDDLE) }],
  ['an end', { to: new Date(MIDDLE) }],
  ['a day', { from: new Date(MIDDLE), to: new Date('2026-01-12T00:00:00Z') }],
];
const OF_RUNNING: readonly (readonly [string, EntitlementFilters])[] = [
  ['none', {}],
  ['a router', { router: 203 }],
  ['an end', { to: new Date(MIDDLE) }],
];
const SESSIONS: readonly (readonly [string, SessionFilters])[] = [
  ['none', {}],
  ['who is online', { active: true }],
  ['who is online at a router', { active: true, router: 103 }],
  ['what has ended', { active: false }],
  ['a router', { router: 104 }],
  ['a device', { mac: 'AA:BB:CC:00:07:07' }],
  ['a device of nobody', { mac: 'FF:FF:FF:FF:FF:FF' }],
  ['a phone number', { phone: '+254700000042' }],
  ['a code', { code: 'ZZZZZZZA' }],
  ['an entitlement of nobody', { entitlement: newId() }],
  ['a beginning', { from: new Date(MIDDLE) }],
  ['a day', { from: new Date(MIDDLE), to: new Date('2026-01-12T00:00:00Z') }],
];
const CURSORS: readonly (readonly [string, Cursor | null])[] = [
  ['the first page', null],
  ['a page in the middle', { at: MIDDLE, id: newId(), direction: 'next' }],
  ['a page back from the middle', { at: MIDDLE, id: newId(), direction: 'previous' }],
];
const casesOf = <Filters>(filters: readonly (readonly [string, Filters])[]) =>
  filters.flatMap(([what, given]) =>
    CURSORS.map(([where, cursor]) => [where, what, given, cursor] as const),
  );

describe('the plan of a list', () => {
  let database: ConnectedDatabase;
  let client: ConnectedDatabase['client'];

  beforeAll(async () => {
    database = await connectToTestDatabase();
    ({ client } = database);
    await client.query(FILL);
  });
  afterAll(() => database.close());

  const read = (query: Query): Promise<Explained> => explained(client, query);

  it.each(casesOf(ENTITLEMENTS))(
    'of entitlements reads %s of those with %s along an index',
    async (_where, _what, filters, cursor) => {
      const asked = { cursor, limit: LIMIT };
      const { plan, rowsRead } = await read(entitlementListQuery(OPERATOR, filters, asked, NOW));
      expect(plan).not.toMatch(COSTLY);
      expect(rowsRead).toBeLessThan(1_000);
    },
  );

  it.each(casesOf(OF_RUNNING))(
    'of entitlements reads %s of those that run with %s among those that run',
    async (_where, _what, filters, cursor) => {
      const asked = { cursor, limit: LIMIT };
      const { rowsRead } = await read(
        entitlementListQuery(BUSY, { ...filters, active: true }, asked, NOW),
      );
      expect(rowsRead).toBeLessThanOrEqual(RUNNING);
    },
  );

  it.each(casesOf(SESSIONS))(
    'of sessions reads %s of those with %s along an index',
    async (_where, _what, filters, cursor) => {
      const { plan, rowsRead } = await read(
        sessionListQuery(OPERATOR, filters, { cursor, limit: LIMIT }),
      );
      expect(plan).not.toMatch(COSTLY);
      expect(rowsRead).toBeLessThan(1_000);
    },
  );

  it.each(SESSIONS)(
    'of sessions is exported by %s without a sort of all',
    async (_what, filters) => {
      const { text, values } = sessionExportQuery(OPERATOR, filters);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN DECLARE rows NO SCROLL CURSOR FOR ${text}`,
        [...values],
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).not.toMatch(COSTLY);
      // Those of one device, phone, code or entitlement are few.
      const isOfFew = Object.keys(filters).some((name) =>
        ['mac', 'phone', 'code', 'entitlement'].includes(name),
      );
      if (!isOfFew) expect(plan).not.toContain('Sort Key: s.started_at');
    },
  );

  const OF_ALL = `SELECT id, chain_id AS chain, router_id AS router FROM entitlements
                   WHERE user_id = ${OPERATOR} ORDER BY created_at DESC LIMIT 1`;

  it.each<[AskedFor, string]>([
    ['code', 'ZZZZZZZA'],
    ['phone', '+254700000042'],
    ['mac', 'AA:BB:CC:00:07:07'],
    ['mpesa_reference', 'RCT0000042'],
    ['entitlement', newId()],
  ])('finds a customer by %s along an index', async (by, value) => {
    for (const routerId of [null, 103]) {
      const { plan, rowsRead } = await read(customerQuery(OPERATOR, { by, value, routerId }));
      expect(plan).not.toMatch(COSTLY);
      expect(rowsRead).toBeLessThan(1_000);
    }
  });

  it.each(['diagnosis_facts', 'entitlement_details', 'owned_entitlement'])(
    'reads one entitlement along indexes: %s',
    async (name) => {
      const { rows } = await client.query<{ id: string; chain: string; router: number }>(OF_ALL);
      const [newest] = rows;
      const { text, order } = STATEMENTS.get(name) ?? { text: '', order: [] };
      const parameters: Readonly<Record<string, unknown>> = {
        ...{ userId: OPERATOR, id: newest?.id, chainId: newest?.chain },
        ...{ routerId: newest?.router, macAddress: 'AA:BB:CC:00:07:07' },
      };
      const values = order.map((parameter) => parameters[parameter]);
      const { plan, rowsRead } = await read({ text, values });
      expect(plan).not.toMatch(COSTLY);
      expect(rowsRead).toBeLessThan(1_000);
    },
  );

  it('finds the rows that it is about', async () => {
    const first = { cursor: null, limit: LIMIT };
    const { rows: active } = await client.query(
      ...asText(entitlementListQuery(OPERATOR, { active: true }, first, NOW)),
    );
    const { rows: online } = await client.query(
      ...asText(sessionListQuery(OPERATOR, { active: true }, first)),
    );
    const { rows: coded } = await client.query(
      ...asText(entitlementListQuery(OPERATOR, { code: 'ZZZZZZZA' }, first, NOW)),
    );
    expect([active.length, online.length, coded.length]).toEqual([LIMIT + 1, LIMIT + 1, 1]);
  });

  const asText = ({ text, values }: Query): [string, unknown[]] => [text, [...values]];
});
