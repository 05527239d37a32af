import { type Pool } from 'pg';
import { type Shop } from './shop.js';

// Phones are random, so that a payment does not continue what an earlier batch has bought.
// The device limit is copied from the package, as a sale does.
// Ids like those of the server: they begin with the time, so that rows created together are stored
// together.
const PAYMENTS = `
  INSERT INTO payments
    (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor, currency,
     payment_method, payment_provider, status, mac_address, ip_address, package_name,
     duration_hours, download_speed_mbps, upload_speed_mbps, device_limit, mpesa_reference,
     paid_invoice_id, completed_at, package_expiry_time, created_at, updated_at)
  SELECT id, $1, $2, $3, '07' || subscriber, '+2547' || subscriber, 5000, 'KES', 'mpesa', 'instasend',
         $5, '', '', 'Package 1', 24, 10, 5, 1,
         CASE WHEN $5 = 'completed' THEN 'R' || n END,
         CASE WHEN $5 = 'completed' THEN 'BENCH-' || id || '-1' END,
         CASE WHEN $5 = 'completed' THEN made END,
         CASE WHEN $5 = 'completed' THEN made + interval '1 day' END, made, made
    FROM (SELECT n, made, lpad(floor(random() * 100000000)::bigint::text, 8, '0') AS subscriber,
                 (lpad(to_hex((extract(epoch FROM made) * 1000)::bigint), 12, '0')
                  || '7' || substr(md5(random()::text), 1, 3)
                  || 'a' || substr(md5(random()::text), 1, 15))::uuid AS id
            FROM (SELECT n, now() - $6::integer * interval '1 second'
                              - ($4::integer - n) * CASE WHEN $5 = 'completed' THEN interval '20 seconds'
                                                         ELSE interval '5 minutes' / $4::integer END
                           AS made
                    FROM generate_series(1, $4::integer) AS n) AS numbered) AS wanted
  RETURNING id, user_id, status, created_at`;

const ATTEMPTS = `
  attempt AS (
    INSERT INTO payment_attempts
      (payment_id, number, user_id, reference, channel, provider, environment, credential_id,
       delivery, provider_payment_id, invoice_id, provider_state, created_at, updated_at)
    SELECT id, 1, user_id, id || '-1', 'prompt', 'instasend', 'sandbox',
           (SELECT max(c.id) FROM credentials c WHERE c.user_id = payment.user_id), 'accepted',
           'P-' || id, 'BENCH-' || id || '-1',
           CASE WHEN status = 'completed' THEN 'COMPLETE' ELSE 'PENDING' END,
           created_at, created_at
      FROM payment
  )`;
const HISTORY = `
  line AS (
    INSERT INTO payment_history
      (payment_id, user_id, attempt, event, to_status, source, created_at)
    SELECT id, user_id, 1, 'created', status, 'request', created_at FROM payment
  )`;
const SEED = `
  WITH payment AS (${PAYMENTS}), ${ATTEMPTS}, ${HISTORY}
  SELECT id FROM payment ORDER BY random() LIMIT $7::integer`;

const AT_ONCE = 100_000;

/**
 * Inserts payments of a shop directly, 20 seconds apart. Open ones were all made in the last five
 * minutes before that: one that is completed hours later changes sums that are folded already.
 * @returns the ids of at most `sample` of them
 */
export async function seedPayments(
  pool: Pool,
  shop: Pick<Shop, 'userId' | 'routerId' | 'packageId'>,
  wanted: {
    readonly count: number;
    readonly status: 'completed' | 'processing';
    /** The age of the newest. */
    readonly ageSeconds: number;
    readonly sample: number;
  },
): Promise<string[]> {
  const ids: string[] = [];
  for (let done = 0; done < wanted.count; done += AT_ONCE) {
    const count = Math.min(AT_ONCE, wanted.count - done);
    const { rows } = await pool.query<{ id: string }>(SEED, [
      shop.userId,
      shop.routerId,
      shop.packageId,
      count,
      wanted.status,
      wanted.ageSeconds + done * 20,
      wanted.sample,
    ]);
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}

// Codes have no 0 and no 1.
const ENTITLEMENTS = `
  WITH made AS (
    INSERT INTO entitlements
      (id, user_id, router_id, package_id, source, payment_id, chain_id, access_code, package_name,
       duration_minutes, download_speed_mbps, upload_speed_mbps, device_limit, phone_e164,
       is_phone_proven, starts_at, ends_at, created_at, updated_at)
    SELECT entitlement, user_id, router_id, package_id, 'payment', payment_id, entitlement,
           'Z' || translate(lpad(to_hex(n), 7, '0'), '01abcdef', 'XYABCDEF'), package_name,
           duration_hours * 60, download_speed_mbps, upload_speed_mbps, 1, phone_e164, true,
           completed_at, package_expiry_time, completed_at, completed_at
      FROM (SELECT p.*, p.id AS payment_id, gen_random_uuid() AS entitlement,
                   row_number() OVER (ORDER BY p.id)
                     + (SELECT count(*) FROM entitlements) AS n
              FROM payments p
             WHERE p.status = 'completed'
               AND NOT EXISTS (SELECT FROM entitlements e WHERE e.payment_id = p.id)) AS paid
    RETURNING id, user_id, starts_at, ends_at, payment_id)
  INSERT INTO entitlement_history (entitlement_id, user_id, event, source, starts_at, ends_at, evidence)
  SELECT id, user_id, 'created', 'payment', starts_at, ends_at,
         jsonb_build_object('payment_id', payment_id)
    FROM made`;

/**
 * Gives each completed payment the access that it paid for. Without it, the sweep would do so while
 * something else is measured, and plans would be made for empty tables.
 */
export async function seedEntitlements(pool: Pool): Promise<void> {
  await pool.query(ENTITLEMENTS);
}

/** Updates statistics and visibility, as in a database that has run for a while. */
export async function settleTables(pool: Pool): Promise<void> {
  await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT');
}

/** The number of these payments that are not completed. */
export async function openPayments(pool: Pool, ids: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ open: string }>(
    `SELECT count(*) AS open FROM payments WHERE id = ANY ($1::uuid[]) AND status = 'processing'`,
    [ids],
  );
  return Number(rows[0]?.open);
}
