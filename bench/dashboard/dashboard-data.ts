import { setTimeout as wait } from 'node:timers/promises';
import { type Pool, type PoolClient } from 'pg';
import { settleTables } from '../seed.js';
import { type Shop } from '../shop.js';

/** What the requests of a dashboard ask about. */
export interface DashboardSubjects {
  readonly paymentIds: readonly string[];
  readonly receipts: readonly string[];
  /** The receipts of money at tills that fits no payment. */
  readonly unmatched: readonly string[];
  readonly phones: readonly string[];
  readonly macs: readonly string[];
  readonly codes: readonly string[];
  readonly invoices: readonly string[];
  readonly entitlementIds: readonly string[];
  readonly webhookIds: readonly string[];
}

// The sales of a year, evenly spread, by customers of whom some buy often. One of eight fails, and
// which ones does not depend on router, package and provider. Ids begin with the time, like those of
// the server.
const SALES = `
  CREATE TEMP TABLE sale AS
  SELECT n, made, made + interval '20 seconds' AS done, wanted.id, gen_random_uuid() AS entitlement_id,
         'R' || lpad(n::text, 9, '0') AS receipt,
         '+2547' || lpad(customer::text, 8, '0') AS phone,
         '02:' || upper(regexp_replace(left(md5(customer::text), 10), '(..)(?=.)', '\\1:', 'g')) AS mac,
         translate(lpad(to_hex(n), 8, '0'), '01abcdef', 'XYABCDEF') AS code,
         router.id AS router_id, package.id AS package_id, package.name AS package_name,
         package.duration_hours, package.price_minor,
         CASE WHEN (n / 100) % 4 = 0 THEN 'kopokopo' ELSE 'instasend' END AS provider,
         CASE WHEN made > now() - interval '10 minutes' THEN 'processing'
              WHEN left(md5(n::text), 1) IN ('0', '8') THEN 'failed' ELSE 'completed' END AS status
    FROM (SELECT n, made, floor(power(random(), 2) * $2::integer / 20)::integer AS customer,
                 (lpad(to_hex((extract(epoch FROM made) * 1000)::bigint), 12, '0')
                  || '7' || substr(md5(random()::text), 1, 3)
                  || 'a' || substr(md5(random()::text), 1, 15))::uuid AS id,
                 1 + n % $3::integer AS router_number, 1 + (n / 7) % 5 AS package_number
            FROM (SELECT n, now() - interval '365 days' * (1 - n::double precision / $2::integer)
                            - interval '1 minute' AS made
                    FROM generate_series(1, $2::integer) AS n) AS numbered) AS wanted
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM routers WHERE user_id = $1) AS router
      ON router.number = wanted.router_number
    JOIN (SELECT p.*, row_number() OVER (PARTITION BY router_id ORDER BY id) AS number
            FROM packages p WHERE user_id = $1) AS package
      ON package.router_id = router.id AND package.number = wanted.package_number
   ORDER BY n`;

/** What a sale leaves behind in each table. */
const ROWS: readonly string[] = [
  `INSERT INTO payments
     (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor, currency,
      payment_method, payment_provider, status, mac_address, ip_address, package_name,
      duration_hours, download_speed_mbps, upload_speed_mbps, mpesa_reference, paid_invoice_id,
      error_message, review_reason, fee_minor, net_minor, completed_at, package_expiry_time,
      created_at, updated_at)
   SELECT id, $1::integer, router_id, package_id, '0' || substr(phone, 5), phone, price_minor, 'KES', 'mpesa',
          provider, status, mac, '10.5.50.2', package_name, duration_hours, 10, 5,
          CASE WHEN status = 'completed' THEN receipt END,
          CASE WHEN status = 'completed' THEN 'SEED-' || n END,
          CASE WHEN status = 'failed' THEN 'Request cancelled by user' ELSE '' END,
          CASE WHEN n % 2003 = 0 AND status <> 'processing' THEN 'amount_mismatch' END,
          CASE WHEN status = 'completed' THEN price_minor * 3 / 100 END,
          CASE WHEN status = 'completed' THEN price_minor - price_minor * 3 / 100 END,
          CASE WHEN status = 'completed' THEN done END,
          CASE WHEN status = 'completed' THEN done + duration_hours * interval '1 hour' END,
          made, done
     FROM sale`,
  `INSERT INTO payment_attempts
     (payment_id, number, user_id, reference, channel, provider, environment, credential_id, delivery,
      provider_payment_id, invoice_id, provider_state, mpesa_reference, created_at, updated_at)
   SELECT id, 1, $1::integer, id || '-1', CASE WHEN n % 10 = 3 THEN 'link' ELSE 'prompt' END, provider,
          'sandbox', (SELECT max(c.id) FROM credentials c WHERE c.user_id = $1::integer), 'accepted', 'P-' || n,
          'SEED-' || n,
          CASE status WHEN 'completed' THEN 'COMPLETE' WHEN 'failed' THEN 'FAILED' ELSE 'PENDING' END,
          CASE WHEN status = 'completed' THEN receipt END, made, done
     FROM sale`,
  `INSERT INTO payment_history
     (payment_id, user_id, attempt, event, from_status, to_status, source, evidence, created_at)
   SELECT id, $1::integer, 1, 'created', NULL, 'processing', 'request', '{}', made FROM sale
    UNION ALL
   SELECT id, $1::integer, 1, status, 'processing', status, 'check',
          CASE WHEN n % 50 = 1 THEN '{"matched_by": "phone"}'::jsonb ELSE '{}' END, done
     FROM sale WHERE status <> 'processing'`,
  `INSERT INTO webhook_events
     (provider, kind, dedupe_key, invoice_id, reference, state, body, payment_id, user_id, trust,
      outcome, received_at, processed_at)
   SELECT provider, 'collection', id::text, 'SEED-' || n, id || '-1', 'COMPLETE',
          CASE WHEN made > now() - interval '90 days'
               THEN '{"state": "COMPLETE", "value": "50.00", "currency": "KES"}'::jsonb ELSE '{}' END,
          id, $1::integer, 'authenticated', CASE WHEN n % 5003 = 1 THEN 'failed' ELSE 'settled' END, done, done
     FROM sale WHERE status = 'completed'`,
  `INSERT INTO entitlements
     (id, user_id, router_id, package_id, source, payment_id, chain_id, access_code, package_name,
      duration_minutes, download_speed_mbps, upload_speed_mbps, device_limit, phone_e164,
      is_phone_proven, starts_at, ends_at, first_login_at, created_at, updated_at)
   SELECT entitlement_id, $1::integer, router_id, package_id, 'payment', id, entitlement_id, code,
          package_name, duration_hours * 60, 10, 5, 1, phone, true, done,
          done + duration_hours * interval '1 hour', done + interval '5 seconds', done, done
     FROM sale WHERE status = 'completed'`,
  `INSERT INTO entitlement_history
     (entitlement_id, user_id, event, source, starts_at, ends_at, created_at)
   SELECT entitlement_id, $1::integer, 'created', 'payment', done, done + duration_hours * interval '1 hour',
          done
     FROM sale WHERE status = 'completed'`,
  `INSERT INTO devices
     (chain_id, mac_address, user_id, named_at_sale, attached_at, first_seen, last_seen)
   SELECT entitlement_id, mac, $1::integer, true, done, done, done FROM sale WHERE status = 'completed'`,
  // Of those that still run, one of three is online. Their last reports are of later, so that none is
  // closed as stale while requests are measured.
  `INSERT INTO accounting_sessions
     (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, ip_address,
      started_at, updated_at, stopped_at, stop_cause, session_seconds, octets_up, octets_down)
   SELECT gen_random_uuid(), $1::integer, router_id, entitlement_id, to_hex(n), code, mac, '10.5.50.2', done,
          CASE WHEN is_open THEN now() + interval '3 hours' ELSE done + interval '3 hours' END,
          CASE WHEN NOT is_open THEN done + interval '3 hours' END,
          CASE WHEN NOT is_open THEN 'User-Request' END, 10800, 50000000, 900000000
     FROM (SELECT *, n % 3 = 1 AND done + duration_hours * interval '1 hour' > now() AS is_open
             FROM sale WHERE status = 'completed') AS used`,
  `INSERT INTO login_attempts
     (user_id, router_id, chain_id, mac_address, username, outcome, created_at, last_at)
   SELECT $1::integer, router_id, entitlement_id, mac, code, 'accept', done, done
     FROM sale WHERE status = 'completed' AND made > now() - interval '30 days'`,
  // All money of tills, and some that fits no payment.
  `INSERT INTO receipts
     (user_id, provider, receipt, state, amount_minor, currency, phone_e164, paid_at, received_at,
      environment, till, payment_id, created_at, updated_at)
   SELECT $1::integer, provider, receipt, 'counted', price_minor, 'KES', phone, made, done, 'sandbox',
          '112233', id, done, done
     FROM sale WHERE provider = 'kopokopo' AND status = 'completed'
    UNION ALL
   SELECT $1::integer, 'kopokopo', 'T' || lpad(n::text, 9, '0'), 'unmatched', price_minor, 'KES', phone,
          made, done, 'sandbox', '112233', NULL, done, done
     FROM sale WHERE n % 40 = 0
    ORDER BY made`,
  `UPDATE routers SET access_method = 'radius' WHERE user_id = $1::integer`,
  `INSERT INTO radius.nas (router_id, secret, first_packet_at, last_packet_at)
   SELECT id, md5(id::text), now() - interval '1 year', now() FROM routers WHERE user_id = $1::integer
       ON CONFLICT DO NOTHING`,
  `INSERT INTO sessions (id, user_id, kind, created_at, last_used_at, ip, user_agent)
   SELECT gen_random_uuid(), $1::integer, 'browser', now() - n * interval '1 hour', now(), '102.0.11.7', 'Browser'
     FROM generate_series(1, 200) n`,
  // Without one, a login is over.
  `INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
   SELECT id, md5(id::text) || md5(id::text), now() + interval '30 days'
     FROM sessions WHERE user_id = $1::integer AND kind = 'browser'`,
  `INSERT INTO security_events (user_id, kind, created_at, ip, user_agent)
   SELECT $1::integer, CASE WHEN n % 50 = 1 THEN 'login_failed' ELSE 'logged_in' END,
          made, '102.0.11.7', 'Browser'
     FROM sale WHERE n % 10 = 1`,
  // The outbox keeps events for days. Each sale writes about three.
  `INSERT INTO events (created_at, user_id, type, slot, subject)
   SELECT made, $1::integer, kind,
          ((made AT TIME ZONE 'UTC')::date - DATE '1970-01-01') % 10, id
     FROM sale CROSS JOIN generate_series(1, 3) AS kind WHERE made > now() - interval '7 days'
    ORDER BY made`,
  // A server that ran before there were payments may have taken its hours for folded. Older days are
  // folded once an hour of this day was.
  `DELETE FROM payment_sums`,
  `UPDATE payment_sum_progress SET folded_from = day, folded_until = day
     FROM date_bin('24 hours', now() - interval '2 hours', timestamptz '2000-01-01 00:00:00+03') AS day`,
];

const SUBJECTS = `
  WITH sample AS MATERIALIZED (
    SELECT * FROM sale WHERE status = 'completed' ORDER BY md5(n::text) LIMIT $1::integer
  ), unmatched AS (
    SELECT receipt FROM receipts
     WHERE user_id = $2::integer AND state = 'unmatched' ORDER BY created_at DESC LIMIT $1::integer
  )
  SELECT array_agg(id) AS "paymentIds", array_agg(receipt) AS receipts, array_agg(phone) AS phones,
         array_agg(mac) AS macs, array_agg(code) AS codes, array_agg('SEED-' || n) AS invoices,
         array_agg(entitlement_id) AS "entitlementIds",
         (SELECT array_agg(w.id::text) FROM sample s JOIN webhook_events w ON w.payment_id = s.id)
           AS "webhookIds",
         (SELECT array_agg(u.receipt) FROM unmatched u) AS unmatched
    FROM sample`;

/** How many different subjects there are of each kind. */
const SUBJECT_COUNT = 100;

/**
 * Fills the tables with the sales of one operator in a year, with their access. It leaves triggers
 * and checks of references out, so it needs a superuser of PostgreSQL.
 */
export async function seedDashboard(
  pool: Pool,
  shop: Pick<Shop, 'userId' | 'routerIds'>,
  payments: number,
): Promise<DashboardSubjects> {
  const client = await pool.connect();
  try {
    await client.query(`SET session_replication_role = replica`);
    await client.query(SALES, [shop.userId, payments, shop.routerIds.length]);
    for (const rows of ROWS) await client.query(rows, rows.includes('$1') ? [shop.userId] : []);
    const subjects = await subjectsOf(client, shop.userId);
    await settleTables(pool);
    return subjects;
  } finally {
    client.release(true);
  }
}

const FOLD = `SELECT graphile_worker.add_job('fold_payment_sums', job_key := 'fold')`;
// Everything but the hour that is not over, see FoldSumsService.
const IS_FOLDED = `
  SELECT folded_from = '-infinity' AND EXISTS (SELECT FROM payment_sums)
         AND NOT EXISTS (SELECT FROM payment_sum_changes)
         AND folded_until >= date_bin('1 hour', now() - interval '5 minutes', '2000-01-01')
           AS folded
    FROM payment_sum_progress`;
const LOOK_EVERY_MS = 2_000;
const MAX_FOLDING_MS = 3_600_000;

/** Has the running server fold all payments into the sums that reports read. */
export async function foldPayments(pool: Pool): Promise<void> {
  const until = Date.now() + MAX_FOLDING_MS;
  for (;;) {
    const { rows } = await pool.query<{ folded: boolean }>(IS_FOLDED);
    if (rows[0]?.folded === true) break;
    if (Date.now() > until) throw new Error('The payments are not folded into sums');
    await pool.query(FOLD);
    await wait(LOOK_EVERY_MS);
  }
  await settleTables(pool);
}

async function subjectsOf(client: PoolClient, userId: number): Promise<DashboardSubjects> {
  const { rows } = await client.query<DashboardSubjects>(SUBJECTS, [SUBJECT_COUNT, userId]);
  const [subjects] = rows;
  if (!subjects) throw new Error('An aggregate has a row');
  return subjects;
}
