import { type Pool } from 'pg';
import { RECONCILE_PAYMENT_TASK } from '../../src/payments/reconcile/reconcile-payment.job.js';
import { seedPayments, settleTables } from '../seed.js';
import { type Shop } from '../shop.js';

/** The seller of inserted payments. */
export type Seller = Pick<Shop, 'userId' | 'routerId' | 'packageId'>;

/** The sizes of the tables. */
export interface Sizes {
  readonly payments: number;
  /** The number of open payments. It must be small, or the planner may read the whole table. */
  readonly open: number;
  /** The approximate number of rows in the other growing tables. */
  readonly others: number;
}

const SECONDS_BETWEEN_PAYMENTS = 20;
const DAY_SECONDS = 86_400;

/** Mail can be requested, but no server receives it. */
const NO_MAIL_SERVER = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'wifi@example.com' };

/**
 * Settings with which all parts of a server have work: it purges webhooks that are some hours
 * younger than the oldest, and counts requests without refusing any.
 */
export function settingsFor({ payments }: Sizes): Readonly<Record<string, string>> {
  const ageSeconds = DAY_SECONDS + (payments / 2) * SECONDS_BETWEEN_PAYMENTS;
  const days = String(Math.floor(ageSeconds / DAY_SECONDS));
  return {
    RATE_LIMIT_SCALE: '1000',
    WEBHOOK_BODY_DAYS: days,
    WEBHOOK_DAYS: days,
    ...NO_MAIL_SERVER,
  };
}

// Adds one job, so that the queue knows the task.
const A_JOB = `
  SELECT graphile_worker.add_job('${RECONCILE_PAYMENT_TASK}', run_at := now() + interval '2 days')`;

// Operators with all their data; their ids are far from those that the server creates.
const OPERATORS = `
  WITH operator AS (
    INSERT INTO users (id, username, email, password_hash)
    SELECT 1000000 + n, 'seeded-' || n, n || '@example.com',
           (ARRAY['-', 'argon2$-', 'bcrypt$-', 'scrypt$-'])[1 + n % 4]
      FROM generate_series(1, $1::integer) n RETURNING id
  ), key AS (
    INSERT INTO api_keys (user_id, public_key, private_key_hash)
    SELECT id, md5(id::text), md5(id::text) || md5(id::text) FROM operator
  ), account AS (
    INSERT INTO credentials (user_id, provider, api_key, private_key_sealed, private_key_hint)
    SELECT id, 'instasend', 'ISPubKey_test_' || id,
           (SELECT max(private_key_sealed) FROM credentials), '-' FROM operator
  ), router AS (
    INSERT INTO routers (user_id, name, host, username, password_sealed)
    SELECT id, 'R', '10.0.0.1', 'api', '-' FROM operator RETURNING id, user_id
  ), package AS (
    INSERT INTO packages (user_id, router_id, name, package_type, duration_hours, price_minor,
                          currency, download_speed_mbps, upload_speed_mbps)
    SELECT user_id, id, 'P', 'hourly', 1, 1000, 'KES', 1, 1 FROM router
  ), login AS (
    INSERT INTO sessions (id, user_id) SELECT gen_random_uuid(), id FROM operator RETURNING id
  ), token AS (
    INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
    SELECT id, md5(id::text) || md5(id::text), now() + random() * interval '30 days' FROM login
  ), reset AS (
    INSERT INTO password_resets (user_id, token_hash, expires_at)
    SELECT id, md5(id::text) || md5(id::text), now() + random() * interval '1 day' FROM operator
  ), counter AS (
    INSERT INTO rate_limits (key, points, expire)
    SELECT 'seeded:' || id, 1, (extract(epoch FROM now()) * 1000)::bigint + 3600000 FROM operator
  ), keyed AS (
    INSERT INTO idempotency_keys (user_id, key_hash, fingerprint, owner, leased_until, expires_at)
    SELECT id, md5(id::text), '-', gen_random_uuid(), now(), now() + random() * interval '1 day'
      FROM operator
  )
  INSERT INTO graphile_worker._private_jobs (task_id, payload, run_at, max_attempts, key)
  SELECT (SELECT id FROM graphile_worker._private_tasks WHERE identifier = '${RECONCILE_PAYMENT_TASK}'),
         '{}', now() + interval '2 days' * (1 + random()), 25, 'seeded-' || id
    FROM operator`;

// Most webhooks were processed; a few match no payment. Only the newest have a body.
const WEBHOOKS = `
  INSERT INTO webhook_events (provider, kind, dedupe_key, invoice_id, reference, state, body,
                              payment_id, user_id, trust, outcome, received_at, processed_at)
  SELECT * FROM (
  SELECT 'instasend', 'collection', a.reference, a.invoice_id, a.reference, 'COMPLETE',
         CASE WHEN age.at > now() - interval '90 days' THEN '{"state": "COMPLETE"}' ELSE '{}' END
           ::jsonb,
         a.payment_id, a.user_id, 'authenticated', 'settled', age.at AS received_at, age.at
    FROM payment_attempts a, LATERAL (SELECT a.created_at + interval '30 seconds' AS at) age
   WHERE a.provider_state = 'COMPLETE'
  UNION ALL
  SELECT 'instasend', 'collection', 'lost-' || n, 'LOST-' || n, NULL, 'COMPLETE',
         '{"state": "COMPLETE"}', NULL, NULL, 'hint', 'unmatched',
         now() - n * interval '10 minutes', now()
    FROM generate_series(1, 200) n
  ) AS event ORDER BY received_at`;

const SLOTS = `
  INSERT INTO prompt_slots (user_id, router_id, package_id, phone_e164, mac_address, payment_id,
                            taken_at)
  SELECT user_id, router_id, package_id, phone_e164, mac_address, id, created_at
    FROM payments ORDER BY created_at DESC LIMIT $1
  ON CONFLICT DO NOTHING`;

// The events of ten days of many operators, and some of the sellers'.
const EVENTS = `
  INSERT INTO events (user_id, type, subject, created_at, slot)
  SELECT CASE WHEN n % 10 = 0 THEN $2::integer ELSE 1000000 + n END, 2, gen_random_uuid(),
         day.at, ((day.at AT TIME ZONE 'UTC')::date - DATE '1970-01-01') % 10
    FROM generate_series(0, 9) AS day_ago,
         LATERAL (SELECT now() - day_ago * interval '1 day' AS at) AS day,
         generate_series(1, $1::integer) AS n`;

// Sums of years that nobody asks for, so that the table is as large as its index is useful.
const SUMS = `
  INSERT INTO payment_sums (user_id, dimension, starts_at, key, sales, gross_minor, fees_known,
                            fees_minor, net_minor, started, failed)
  SELECT u.id, 'all', timestamptz '2001-01-01 00:00Z' + n * interval '15 minutes', '',
         1, 5000, 0, 0, 0, 1, 0
    FROM users u, generate_series(1, 5) n`;

// A few recent payments have rare properties.
const RARE = `
  UPDATE payments SET status = 'failed', error_message = 'Request cancelled by user',
         completed_at = NULL, package_expiry_time = NULL, paid_invoice_id = NULL
   WHERE id IN (SELECT id FROM payments WHERE status = 'completed'
                 ORDER BY created_at DESC LIMIT 200)`;

/**
 * Fills the tables like years of sales: two operators with nearly all payments, most of them
 * completed, and many operators with few.
 */
export async function fillTables(
  pool: Pool,
  [large, other]: readonly [Seller, Seller],
  { payments, open, others }: Sizes,
): Promise<void> {
  const completed = { status: 'completed', sample: 0 } as const;
  const half = Math.ceil(payments / 2);
  await seedPayments(pool, large, { ...completed, count: half, ageSeconds: DAY_SECONDS });
  await seedPayments(pool, other, { ...completed, count: half, ageSeconds: DAY_SECONDS });
  await seedPayments(pool, large, { count: open, status: 'processing', ageSeconds: 0, sample: 0 });
  await pool.query(RARE);
  await pool.query(A_JOB);
  await pool.query(OPERATORS, [others]);
  await pool.query(WEBHOOKS);
  await pool.query(SLOTS, [others]);
  await pool.query(EVENTS, [others, large.userId]);
  await pool.query(SUMS);
  // All of these payments are older than the sums, which notes of changes are not about.
  await pool.query('DELETE FROM payment_sum_changes');
  await settleTables(pool);
}
