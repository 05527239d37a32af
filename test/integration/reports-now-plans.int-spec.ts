import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../../src/access/radius/nas.repository.js';
import '../../src/reports/now.repository.js';
import { STATEMENTS } from '../../src/database/statement.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const PAYMENTS = 30_000;

/** Two operators with a year of payments, sessions, webhooks and verified keys behind them. */
const FILL = `
  INSERT INTO users (id, username, email, password_hash)
  SELECT id, 'operator-' || id, id || '@example.com', '-' FROM generate_series(1, 2) id;
  INSERT INTO credentials (id, user_id, provider, api_key, private_key_sealed, private_key_hint)
  SELECT id, id, 'instasend', '-', '-', '-' FROM users;
  INSERT INTO routers (id, user_id, name, host, username, password_sealed, access_method)
  SELECT o * 100 + r, o, 'R' || r, '10.0.0.1', 'api', '-', 'radius'
    FROM generate_series(1, 2) o, generate_series(0, 9) r;
  INSERT INTO radius.nas (router_id, secret, last_packet_at)
  SELECT id, repeat('0', 32), now() - interval '1 hour' FROM routers;
  INSERT INTO packages (id, user_id, router_id, name, package_type, duration_hours, price_minor,
                        currency, download_speed_mbps, upload_speed_mbps)
  SELECT id, user_id, id, 'P', 'hourly', 1, 1000, 'KES', 1, 1 FROM routers;
  INSERT INTO payments (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor,
                        currency, payment_method, payment_provider, status, package_name,
                        duration_hours, download_speed_mbps, upload_speed_mbps, review_reason,
                        completed_at, package_expiry_time, created_at, paid_invoice_id)
  SELECT gen_random_uuid(), o, o * 100 + n % 10, o * 100 + n % 10, '-', '-', 1000, 'KES', 'mpesa',
         'instasend', CASE WHEN n % 1000 = 0 THEN 'pending' ELSE 'completed' END, 'P', 1, 1, 1,
         CASE WHEN n % 3000 = 1 THEN 'double_payment' END,
         CASE WHEN n % 1000 <> 0 THEN at END, CASE WHEN n % 1000 <> 0 THEN at END, at, n::text
    FROM generate_series(1, 2) o, generate_series(1, ${PAYMENTS}) n,
         LATERAL (SELECT now() - n * interval '15 minutes' AS at) made;
  INSERT INTO payment_attempts (payment_id, number, user_id, reference, channel, provider,
                                environment, delivery, credential_id)
  SELECT id, 1, user_id, id || '-1', 'prompt', 'instasend', 'sandbox',
         CASE WHEN status = 'pending' THEN 'refused' ELSE 'accepted' END, user_id FROM payments;
  INSERT INTO payment_history (payment_id, user_id, attempt, event, to_status, source)
  SELECT id, user_id, 1, 'refused', status, 'provider' FROM payments;
  INSERT INTO webhook_events (provider, kind, dedupe_key, body, payment_id, user_id, trust)
  SELECT 'instasend', 'collection', id::text, '{}', id, user_id, 'hint' FROM payments;
  INSERT INTO receipts (user_id, provider, receipt, state, received_at)
  SELECT 1 + n % 2, 'kopokopo', 'R' || n, CASE WHEN n % 1000 = 0 THEN 'unmatched' ELSE 'reversed' END,
         now() FROM generate_series(1, ${PAYMENTS}) n;
  INSERT INTO security_events (user_id, kind, subject_type, subject_id, details)
  SELECT 1 + n % 2, CASE WHEN n % 10 < 2 THEN 'credential_verified' ELSE 'logged_in' END,
         'credential', (1 + n % 2)::text, '{"isAccepted": true, "version": 1}'
    FROM generate_series(1, ${PAYMENTS}) n;
  INSERT INTO entitlements
    (id, user_id, router_id, source, chain_id, access_code, package_name, duration_minutes,
     download_speed_mbps, upload_speed_mbps, device_limit, starts_at, ends_at)
  SELECT id, o, o * 100, 'operator', id, 'K7MP2XQ' || o + 1, 'P', 1, 1, 1, 1, now(), now()
    FROM (SELECT gen_random_uuid() AS id, o FROM generate_series(1, 2) o) made;
  INSERT INTO accounting_sessions
    (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, started_at, updated_at,
     stopped_at, stop_cause)
  SELECT gen_random_uuid(), e.user_id, e.user_id * 100 + n % 10, e.id, n::text, '', '-', at, at,
         CASE WHEN n > 50 THEN at END, CASE WHEN n > 50 THEN 'stale' END
    FROM entitlements e, generate_series(1, ${PAYMENTS}) n,
         LATERAL (SELECT now() - n * interval '15 minutes' AS at) made;
  ANALYZE;`;

const LARGE =
  /Seq Scan on (payments|payment_attempts|payment_history|webhook_events|receipts|security_events|accounting_sessions)/;
/** Rows of each of these tables that one question may read, of ${PAYMENTS * 2} that there are. */
const MOST_ROWS = 400;

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** The rows that a plan has read of its tables. */
function rowsRead(plan: Plan): number {
  const below = (plan.Plans ?? []).reduce((sum, each) => sum + rowsRead(each), 0);
  if (plan['Relation Name'] === undefined) return below;
  const {
    'Actual Rows': rows,
    'Actual Loops': loops,
    'Rows Removed by Filter': removed = 0,
  } = plan;
  return below + (rows + removed) * loops;
}

describe('the statements of what is going on now', () => {
  let database: ConnectedDatabase;

  beforeAll(async () => {
    database = await connectToTestDatabase();
    await database.client.query(FILL);
  }, 120_000);
  afterAll(() => database.close());

  it.each<[string, Readonly<Record<string, number>>]>([
    ['now_figures', { userId: 1 }],
    ['now_last_sales', { userId: 1 }],
    ['now_silent_routers', { userId: 1 }],
    ['now_judged_credentials', { userId: 1 }],
    ['find_nas', { userId: 1, routerId: 105 }],
  ])('read few rows however long the history is: %s', async (name, parameters) => {
    const { text, order } = STATEMENTS.get(name) ?? { text: '', order: [] };
    expect(order).toEqual(Object.keys(parameters));
    const values = Object.values(parameters);
    const plain = await database.client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
    expect(plain.rows.map((row) => row['QUERY PLAN']).join('\n')).not.toMatch(LARGE);
    const { rows } = await database.client.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values,
    );
    const [run] = rows[0]?.['QUERY PLAN'] ?? [];
    expect(run && rowsRead(run.Plan)).toBeLessThan(MOST_ROWS);
  });
});
