import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../src/common/ids/uuid.js';
import { parseUuidPrefix } from '../../src/common/ids/uuid-prefix.js';
import { type Cursor } from '../../src/common/pagination/cursor.js';
import { paymentExportQuery } from '../../src/payments/read/payment-export.js';
import { paymentListQuery, type PaymentFilters } from '../../src/payments/read/payment-filters.js';
import { type Query } from '../../src/database/statement.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const OPERATOR = 1;
const PAYMENTS = 30_000;
const LIMIT = 50;

/** What a page may not need: reading all rows, or sorting what it has read. */
const COSTLY = /Seq Scan|Sort|Hash|Bitmap/;
/** The part that reads access, of which there is none here. reconnect-plans.int-spec.ts is about it. */
const OF_ACCESS = /->\s+Result [^\n]*\n\s+One-Time Filter[\s\S]*/;

const FILL_ATTEMPTS = `
  INSERT INTO payment_attempts (payment_id, number, user_id, reference, channel, provider, environment)
  SELECT id, 1, user_id, id || '-1', 'prompt', payment_provider, 'sandbox' FROM payments;
  ANALYZE`;

// Two operators of the same size. Most payments are paid by M-Pesa through one provider on one of
// ten routers; a few are something else, and those are the oldest.
const FILL = `
  INSERT INTO users (id, username, email, password_hash)
  SELECT id, 'operator-' || id, id || '@example.com', '-' FROM generate_series(1, 2) id;
  INSERT INTO routers (id, user_id, name, host, username, password_sealed)
  SELECT o * 100 + r, o, 'R' || r, '10.0.0.1', 'api', '-'
    FROM generate_series(1, 2) o, generate_series(0, 9) r;
  INSERT INTO packages (id, user_id, router_id, name, package_type, duration_hours, price_minor,
                        currency, download_speed_mbps, upload_speed_mbps)
  SELECT id, user_id, id, 'P', 'hourly', 1, 1000, 'KES', 1, 1 FROM routers;
  INSERT INTO payments (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor,
                        currency, payment_method, payment_provider, status, package_name,
                        duration_hours, download_speed_mbps, upload_speed_mbps, review_reason,
                        completed_at, package_expiry_time, created_at,
                        mpesa_reference, mac_address)
  SELECT gen_random_uuid(), o, router, router, phone, phone, 1000, 'KES', method, provider, status,
         'P', 1, 1, 1, CASE WHEN n % 3000 = 0 THEN 'double_payment' END,
         CASE WHEN status = 'completed' THEN at END, CASE WHEN status = 'completed' THEN at END, at,
         CASE WHEN status = 'completed' THEN 'RCT' || lpad(n::text, 7, '0') END,
         CASE WHEN n % 3 = 0 THEN '' ELSE 'AA:BB:CC:00:00:' || lpad((n % 90)::text, 2, '0') END
    FROM generate_series(1, 2) o, generate_series(1, ${PAYMENTS}) n,
         LATERAL (SELECT o * 100 + n % 10 AS router,
                         '+2547' || lpad((n % 2000)::text, 8, '0') AS phone,
                         CASE WHEN n < 100 THEN 'card' ELSE 'mpesa' END AS method,
                         CASE WHEN n < 100 THEN 'kopokopo' ELSE 'instasend' END AS provider,
                         CASE WHEN n < 100 THEN 'failed' WHEN n % 10 = 0 THEN 'pending'
                              ELSE 'completed' END AS status,
                         timestamptz '2026-01-01' + n * interval '1 minute' AS at) made;
  ${FILL_ATTEMPTS}`;

const MIDDLE = '2026-01-11T00:00:00.000Z';
const FILTERS: readonly (readonly [string, PaymentFilters])[] = [
  ['none', {}],
  ['what most payments are', { status: 'completed' }],
  ['a status that some have', { status: 'pending' }],
  ['a status that few have', { status: 'failed' }],
  ['the usual method', { method: 'mpesa' }],
  ['a rare method', { method: 'card' }],
  ['the usual provider', { provider: 'instasend' }],
  ['a rare provider', { provider: 'kopokopo' }],
  ['a provider of no payment', { provider: 'kopokopo', status: 'completed' }],
  ['a router', { router: 103 }],
  ['a package', { package: 107 }],
  ['a phone number', { phone: '+254700000042' }],
  ['a phone number of no payment', { phone: '+254799999999' }],
  ['a receipt', { mpesa_reference: 'RCT0000042' }],
  ['a receipt of no payment', { mpesa_reference: 'NOSUCH' }],
  ['a device', { mac: 'AA:BB:CC:00:00:07' }],
  ['a device of no payment', { mac: 'FF:FF:FF:FF:FF:FF' }],
  ['a beginning', { from: new Date(MIDDLE) }],
  ['an end', { to: new Date(MIDDLE) }],
  ['a day', { from: new Date(MIDDLE), to: new Date('2026-01-12T00:00:00Z') }],
  ['being under review', { review: true }],
  ['not being under review', { review: false }],
  ['a reason for review', { review: 'double_payment' }],
  [
    'a status on a router since a day',
    { status: 'completed', router: 104, from: new Date('2026-01-05') },
  ],
];
const CURSORS: readonly (readonly [string, Cursor | null])[] = [
  ['the first page', null],
  ['a page in the middle', { at: MIDDLE, id: newId(), direction: 'next' }],
  ['a page back from the middle', { at: MIDDLE, id: newId(), direction: 'previous' }],
];
const CASES = FILTERS.flatMap(([what, filters]) =>
  CURSORS.map(([where, cursor]) => [where, what, filters, cursor] as const),
);

describe('the plan of the list of payments', () => {
  let database: ConnectedDatabase;
  let client: ConnectedDatabase['client'];

  beforeAll(async () => {
    database = await connectToTestDatabase();
    ({ client } = database);
    await client.query(FILL);
  });
  afterAll(() => database.close());

  /** How PostgreSQL reads a page, with the values in view (`custom`) or without (`generic`). */
  async function planOf({ text, values }: Query, kind: 'custom' | 'generic'): Promise<string> {
    const literals = values.map((value) =>
      pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value)),
    );
    await client.query(`SET plan_cache_mode = force_${kind}_plan`);
    await client.query(`PREPARE page AS ${text}`);
    try {
      const explain = `EXPLAIN EXECUTE page (${literals.join(', ')})`;
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(explain);
      return rows
        .map((row) => row['QUERY PLAN'])
        .join('\n')
        .replace(OF_ACCESS, '');
    } finally {
      await client.query('DEALLOCATE page');
    }
  }

  it.each(CASES)('reads %s of those with %s along an index', async (_w, _f, filters, cursor) => {
    const statement = paymentListQuery(OPERATOR, filters, { cursor, limit: LIMIT });
    for (const kind of ['custom', 'generic'] as const) {
      const plan = await planOf(statement, kind);
      expect(plan).not.toMatch(COSTLY);
      expect(plan).toMatch(/Index Scan (Backward )?using payments_\w*list_idx on payments p/);
      expect(plan).toMatch(/Index Scan using payment_attempts_pkey on payment_attempts a/);
    }
  });

  it.each([
    ['status', { status: 'failed' }],
    ['method', { method: 'card' }],
    ['provider', { provider: 'kopokopo' }],
    ['phone', { phone: '+254700000042' }],
    ['mpesa_reference', { mpesa_reference: 'RCT0000042' }],
    ['mac', { mac: 'AA:BB:CC:00:00:07' }],
    ['router', { router: 103 }],
    ['package', { package: 107 }],
    ['review', { review: true }],
  ] as const)('uses the index of %s', async (name, filters) => {
    const statement = paymentListQuery(OPERATOR, filters, { cursor: null, limit: LIMIT });
    for (const kind of ['custom', 'generic'] as const) {
      expect(await planOf(statement, kind)).toContain(`payments_${name}_list_idx`);
    }
  });

  it.each(FILTERS)('begins an export of those with %s without sorting them', async (_, filters) => {
    const { text, values } = paymentExportQuery(OPERATOR, filters);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN DECLARE rows NO SCROLL CURSOR FOR ${text}`,
      [...values],
    );
    const plan = rows
      .map((row) => row['QUERY PLAN'])
      .join('\n')
      .replace(OF_ACCESS, '');
    expect(plan).not.toMatch(/Sort|Seq Scan on payment/);
    expect(plan).toMatch(/Index Scan (Backward )?using payments_\w*list_idx on payments p/);
  });

  it('uses the primary key for the beginning of an id, sorting the few that begin in the same way', async () => {
    for (const prefix of ['0198c0de', '0198c0de-1234-7abc-8def-0123456789ab']) {
      const id = parseUuidPrefix(prefix);
      if (!id) throw new Error('not the beginning of an id');
      const statement = paymentListQuery(OPERATOR, { id }, { cursor: null, limit: LIMIT });
      expect(await planOf(statement, 'custom')).toContain('using payments_pkey');
      expect(await planOf(statement, 'generic')).not.toContain('Seq Scan');
    }
  });

  it('touches no more rows for a page at the end of a long list than for the first', async () => {
    const rowsRead = async (cursor: Cursor | null): Promise<number> => {
      const { text, values } = paymentListQuery(OPERATOR, {}, { cursor, limit: LIMIT });
      const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        [...values],
      );
      const read = JSON.stringify(rows).matchAll(/"Actual Rows":(\d+)|"Rows Removed[^"]*":(\d+)/g);
      return Math.max(...[...read].map(([, kept, removed]) => Number(kept ?? removed)));
    };
    const atTheEnd = { at: '2026-01-01T02:00:00.000Z', id: newId(), direction: 'next' } as const;
    expect(await rowsRead(null)).toBe(LIMIT + 1);
    expect(await rowsRead(atTheEnd)).toBe(LIMIT + 1);
  });

  it('keeps one plan for the newest page without filters, and for no other', async () => {
    await client.query('RESET plan_cache_mode');
    const newest = paymentListQuery(OPERATOR, {}, { cursor: null, limit: LIMIT });
    for (let time = 0; time < 8; time += 1) {
      const { rows } = await client.query({ ...newest, values: [...newest.values] });
      expect(rows).toHaveLength(LIMIT + 1);
    }
    const { rows } = await client.query<{ plans: string }>(
      'SELECT generic_plans AS plans FROM pg_prepared_statements WHERE name = $1',
      [newest.name],
    );
    expect(Number(rows[0]?.plans)).toBeGreaterThan(0);
    const cursor = { at: '2026-01-01T02:00:00.000Z', id: newId(), direction: 'next' } as const;
    for (const [filters, asked] of [
      [{}, { cursor, limit: LIMIT }],
      [{}, { cursor: null, limit: LIMIT - 1 }],
      [{ review: false }, { cursor: null, limit: LIMIT }],
      [{ router: 103 }, { cursor: null, limit: LIMIT }],
    ] as const) {
      expect(paymentListQuery(OPERATOR, filters, asked).name).toBeUndefined();
    }
  });
});

// One operator with half of all payments, and a thousand with ten each, in no order.
const FILL_UNEVENLY = `
  INSERT INTO users (id, username, email, password_hash)
  SELECT id, 'operator-' || id, id || '@example.com', '-' FROM generate_series(1, 1001) id;
  INSERT INTO routers (id, user_id, name, host, username, password_sealed)
  SELECT id, id, 'R', '10.0.0.1', 'api', '-' FROM users;
  INSERT INTO packages (id, user_id, router_id, name, package_type, duration_hours, price_minor,
                        currency, download_speed_mbps, upload_speed_mbps)
  SELECT id, id, id, 'P', 'hourly', 1, 1000, 'KES', 1, 1 FROM users;
  INSERT INTO payments (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor,
                        currency, payment_method, payment_provider, status, package_name,
                        duration_hours, download_speed_mbps, upload_speed_mbps, created_at)
  SELECT gen_random_uuid(), o, o, o, '', '', 1000, 'KES', 'mpesa', 'instasend', 'pending', 'P', 1, 1, 1,
         timestamptz '2026-01-01' + n * interval '1 minute'
    FROM (SELECT n, CASE WHEN n <= 10000 THEN 1 ELSE 2 + n % 1000 END AS o
            FROM generate_series(1, 20000) n ORDER BY random()) made;
  ${FILL_ATTEMPTS}`;

describe('the newest page where most operators have sold little', () => {
  it('is read along the index, without sorting what the largest has sold', async () => {
    const database = await connectToTestDatabase();
    try {
      const { client } = database;
      await client.query(FILL_UNEVENLY);
      const { text } = paymentListQuery(OPERATOR, {}, { cursor: null, limit: LIMIT });
      await client.query(`SET plan_cache_mode = force_generic_plan; PREPARE newest AS ${text}`);
      const explain = `EXPLAIN EXECUTE newest (${OPERATOR})`;
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(explain);
      const plan = rows
        .map((row) => row['QUERY PLAN'])
        .join('\n')
        .replace(OF_ACCESS, '');
      expect(plan).not.toMatch(COSTLY);
      expect(plan).toMatch(/Index Scan Backward using payments_list_idx on payments p/);
    } finally {
      await database.close();
    }
  });
});
