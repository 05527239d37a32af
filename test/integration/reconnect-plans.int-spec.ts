import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ReconnectRepository } from '../../src/access/reconnect/reconnect.repository.js';
import { newId } from '../../src/common/ids/uuid.js';
import { type Database } from '../../src/database/database.js';
import { type Query, STATEMENTS } from '../../src/database/statement.js';
import '../../src/payments/read/index.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const ROWS = 20_000;
const OPERATOR = 1;
const ROUTER = 10;
/** The table of routers is short. */
const COSTLY = /Seq Scan on (?!routers)/;
/** Above it PostgreSQL compiles a statement (`jit_above_cost`), each time that it runs. */
const MOST_COST = 100_000;
/** Pages of a function call: a few of each index that it searches. */
const MOST_PAGES = 80;

// Each entitlement is of a chain of its own, with a device, an open session and a ticket.
const FILL = `
  INSERT INTO users (id, username, email, password_hash) VALUES (1, 'operator', 'o@example.com', '-');
  INSERT INTO routers (id, user_id, name, host, username, password_sealed, access_method)
  VALUES (${ROUTER}, 1, 'R', '10.0.0.1', 'api', '-', 'radius');
  INSERT INTO packages (id, user_id, router_id, name, package_type, duration_hours, price_minor,
                        currency, download_speed_mbps, upload_speed_mbps)
  VALUES (1, 1, ${ROUTER}, 'P', 'hourly', 1, 1000, 'KES', 1, 1);
  CREATE TEMPORARY TABLE made AS
  SELECT gen_random_uuid() AS id, gen_random_uuid() AS payment, n,
         '+2547' || lpad(n::text, 8, '0') AS phone,
         translate(lpad(upper(to_hex(n)), 8, 'Z'), '01', 'XY') AS code
    FROM generate_series(1, ${ROWS}) n;
  INSERT INTO payments (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor,
                        currency, payment_method, payment_provider, status, package_name,
                        duration_hours, download_speed_mbps, upload_speed_mbps, mpesa_reference,
                        completed_at, package_expiry_time)
  SELECT payment, 1, ${ROUTER}, 1, phone, phone, 1000, 'KES', 'mpesa', 'instasend', 'completed',
         'P', 1, 1, 1, 'R' || n, now(), now() + interval '1 hour' FROM made;
  INSERT INTO payment_attempts (payment_id, number, user_id, reference, channel, provider, environment)
  SELECT payment, 1, 1, payment || '-1', 'prompt', 'instasend', 'sandbox' FROM made;
  INSERT INTO entitlements (id, user_id, router_id, package_id, source, payment_id, chain_id,
                            access_code, package_name, duration_minutes, download_speed_mbps,
                            upload_speed_mbps, device_limit, data_cap_mb, phone_e164, starts_at,
                            ends_at)
  SELECT id, 1, ${ROUTER}, 1, 'payment', payment, id, code, 'P', 60, 1, 1, 1, 100, phone, now(),
         now() + interval '1 hour' FROM made;
  INSERT INTO devices (chain_id, mac_address, user_id)
  SELECT id, 'AA:BB:CC:00:00:00', 1 FROM made;
  INSERT INTO accounting_sessions (id, user_id, router_id, chain_id, acct_session_id, username,
                                   mac_address, started_at, updated_at)
  SELECT gen_random_uuid(), 1, ${ROUTER}, id, n, code,
         upper(regexp_replace(left(md5(n::text), 12), '(..)(?=.)', '\\1:', 'g')), now(), now()
    FROM made;
  INSERT INTO login_tickets (ticket_hash, chain_id, expires_at)
  SELECT encode(sha256(n::text::bytea), 'hex'), id, now() + n * interval '1 millisecond' FROM made;
  ANALYZE;`;

describe('what customers ask about their access', () => {
  let database: ConnectedDatabase;
  let client: ConnectedDatabase['client'];

  beforeAll(async () => {
    database = await connectToTestDatabase();
    ({ client } = database);
    await client.query(FILL);
  });
  afterAll(() => database.close());

  /** A database that explains each statement instead of running it, and finds nothing. */
  function explaining(): { readonly sql: Database; readonly plans: string[] } {
    const plans: string[] = [];
    const explain = async ({ text, values }: Query): Promise<void> => {
      const literals = values.map((value) =>
        typeof value === 'string' ? pg.escapeLiteral(value) : JSON.stringify(value),
      );
      await client.query(`PREPARE asked AS ${text}`);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN EXECUTE asked (${literals.join(', ')})`,
      );
      await client.query('DEALLOCATE asked');
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    };
    // Some are sent without waiting for the one before.
    let before: Promise<void> = Promise.resolve();
    const query = async (asked: Query): Promise<unknown[]> => {
      before = before.then(() => explain(asked));
      await before;
      return [{ expiresAt: new Date(), outcome: 'present' }];
    };
    return { sql: { query } as unknown as Database, plans };
  }

  it.each<[string, (repository: ReconnectRepository, sql: Database) => Promise<unknown>]>([
    ['a code', (asked) => asked.findByCode(OPERATOR, ROUTER, 'ZZZZZZZA')],
    ['a receipt', (asked) => asked.findByReceipt(OPERATOR, ROUTER, 'R42', '0042')],
    ['a code of another router', (asked) => asked.isCodeElsewhere(OPERATOR, ROUTER, 'ZZZZZZZA')],
    [
      'a receipt without access',
      (asked) => asked.findReceiptElsewhere(OPERATOR, ROUTER, 'R42', '0042'),
    ],
    ['a chain', (asked) => asked.findById(OPERATOR, ROUTER, newId())],
    ['the chain of a ticket', (asked) => asked.findByTicket(OPERATOR, ROUTER, '0'.repeat(64))],
    ['a payment', (asked) => asked.findByPayment(OPERATOR, newId())],
    ['a router', (asked) => asked.hasRouter(OPERATOR, ROUTER)],
    [
      'a new ticket',
      async (asked, sql) => {
        const chain = { chainId: newId(), ticketHash: '0'.repeat(64), macAddress: null };
        await asked.issueTicket(sql, chain);
      },
    ],
  ])('is found along an index: %s', async (_, ask) => {
    const { sql, plans } = explaining();
    await ask(new ReconnectRepository(sql), sql);
    expect(plans).not.toHaveLength(0);
    for (const plan of plans) expect(plan).not.toMatch(COSTLY);
  });

  it.each(['custom', 'generic'])(
    'is inlined into statements of payments: %s plans',
    async (kind) => {
      await client.query(`SET plan_cache_mode = force_${kind}_plan`);
      const keys = `[{"place": 0, "user_id": ${OPERATOR}, "id": "${newId()}"}]`;
      for (const [name, value] of [
        ['owned_payment', keys],
        ['newest_payments', String(OPERATOR)],
      ] as const) {
        await client.query(`PREPARE asked AS ${STATEMENTS.get(name)?.text ?? ''}`);
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(
          `EXPLAIN EXECUTE asked (${pg.escapeLiteral(value)})`,
        );
        await client.query('DEALLOCATE asked');
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan).not.toMatch(COSTLY);
        expect(plan).toMatch(/Index Scan using entitlements_payment_id_key on entitlements e/);
        const [, cost] = /cost=[\d.]+\.\.([\d.]+)/.exec(plan) ?? [];
        expect(Number(cost)).toBeLessThan(MOST_COST);
      }
      await client.query('RESET plan_cache_mode');
    },
  );

  it('is the same, inlined or by a call', async () => {
    const { rows } = await client.query<{ inlined: object; called: object }>(
      `SELECT facts::jsonb - 'now' AS inlined,
              payment_access(made.payment, ${ROUTER}) - 'now' AS called
         FROM made LEFT JOIN LATERAL access_facts(made.payment, ${ROUTER}) AS facts ON true
        WHERE made.n = 4711`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.inlined).toEqual(rows[0]?.called);
    expect(rows[0]?.inlined).toMatchObject({ entitlement: { isCapUsedUp: false, devices: [{}] } });
  });

  it('reads few pages for the access of a payment', async () => {
    const read = [];
    for (let run = 0; run < 8; run += 1) {
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
         SELECT payment_access((SELECT payment FROM made WHERE n = 4711), ${ROUTER})`,
      );
      read.push(rows[0]?.['QUERY PLAN'][0].Plan['Shared Hit Blocks'] ?? Infinity);
    }
    // From the sixth run on the plan is kept. New statistics may have it made anew once, which reads more.
    expect(Math.min(...read.slice(5))).toBeLessThan(MOST_PAGES);
  });
});
