import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OFTEN_READ } from '../../src/metrics/figures.repository.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const PAYMENTS = 20_000;
const JOBS = 20_000;
const ROUTERS = 2_000;
const EVENTS = 20_000;

// A shop with a past: almost all of it is over, and the questions that are planned lie ahead.
const FILL = `
  INSERT INTO users (id, username, email, password_hash) VALUES (1, 'o', 'o@example.com', '-');
  INSERT INTO routers (id, user_id, name, host, username, password_sealed)
  SELECT n, 1, 'R', '10.0.0.1', 'api', '-' FROM generate_series(1, ${ROUTERS}) n;
  INSERT INTO packages (id, user_id, router_id, name, package_type, duration_hours, price_minor,
                        currency, download_speed_mbps, upload_speed_mbps)
  VALUES (1, 1, 1, 'P', 'hourly', 1, 1000, 'KES', 1, 1);
  INSERT INTO payments (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor,
                        currency, payment_method, payment_provider, status, package_name,
                        duration_hours, download_speed_mbps, upload_speed_mbps, review_reason)
  SELECT gen_random_uuid(), 1, 1, 1, '0712345678', '+254712345678', 1000, 'KES', 'mpesa', 'instasend',
         CASE WHEN n % 1000 = 0 THEN 'pending' ELSE 'failed' END, 'P', 1, 1, 1,
         CASE WHEN n % 1000 = 1 THEN 'double_payment' END
    FROM generate_series(1, ${PAYMENTS}) n;
  INSERT INTO payment_attempts (payment_id, number, user_id, reference, channel, provider, environment)
  SELECT id, 1, user_id, id || '-1', 'prompt', payment_provider, 'sandbox' FROM payments;
  INSERT INTO webhook_events (provider, dedupe_key, kind, body, trust, outcome)
  SELECT 'instasend', 'event-' || n, 'collection', '{}', 'hint',
         CASE WHEN n % 1000 = 0 THEN 'stored' ELSE 'settled' END
    FROM generate_series(1, ${EVENTS}) n;
  INSERT INTO receipts (user_id, provider, receipt, state, payment_id, received_at)
  SELECT 1, 'kopokopo', 'R' || n, CASE WHEN n % 1000 = 0 THEN 'unmatched' ELSE 'counted' END,
         CASE WHEN n % 1000 <> 0 THEN (SELECT id FROM payments LIMIT 1) END, now()
    FROM generate_series(1, ${EVENTS}) n;
  SELECT graphile_worker.add_job('follow_payment');
  INSERT INTO graphile_worker._private_jobs (task_id, run_at)
  SELECT task_id, now() + interval '1 hour'
    FROM graphile_worker._private_jobs, generate_series(1, ${JOBS});
  ANALYZE;`;

describe('the figures that are read often', () => {
  let database: ConnectedDatabase;
  let client: ConnectedDatabase['client'];

  beforeAll(async () => {
    database = await connectToTestDatabase();
    ({ client } = database);
    await client.query(FILL);
  });
  afterAll(() => database.close());

  it.each(Object.entries(OFTEN_READ))('are read by index: %s', async (name, statement) => {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${statement}`,
      name === 'OPEN' ? [900_000, 86_400_000, 86_400_000] : [],
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index (Only )?Scan using/);
    expect(plan).not.toMatch(
      /Seq Scan on (payments|payment_attempts|webhook_events|receipts|_private_jobs|routers)/,
    );
  });
});
