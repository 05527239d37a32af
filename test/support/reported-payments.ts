import { newId } from '../../src/common/ids/uuid.js';
import { type TestApp } from './app.js';
import { type Shop } from './shop.js';

/** A payment as a report counts it. */
export interface ReportedPayment {
  readonly createdAt: string;
  /** Null for a payment that is not completed. */
  readonly completedAt: string | null;
  readonly status: 'pending' | 'processing' | 'completed' | 'failed';
  /** In minor units. */
  readonly amount: number;
  readonly currency?: string;
  readonly router?: number;
  readonly package?: number;
  readonly provider?: 'instasend' | 'kopokopo';
  readonly channel?: 'prompt' | 'link';
  readonly review?: string | null;
  /** What completed it, by the history. */
  readonly completedBy?: {
    readonly event: string;
    readonly source: string;
    readonly evidence?: Readonly<Record<string, unknown>>;
  };
}

const INSERT = `
  WITH payment AS (
    INSERT INTO payments
      (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor, currency,
       payment_method, payment_provider, status, package_name, duration_hours,
       download_speed_mbps, upload_speed_mbps, review_reason, created_at, updated_at, completed_at,
       package_expiry_time)
    SELECT id, $1, router, package, '0711000000', '+254711000000', amount, currency, 'mpesa',
           provider, status, 'P', 1, 1, 1, review, "createdAt", "createdAt", "completedAt",
           "completedAt" + interval '1 hour'
      FROM json_to_recordset($2) AS given
           (id uuid, router integer, package integer, amount bigint, currency text, provider text,
            status text, review text, "createdAt" timestamptz, "completedAt" timestamptz)
  ), attempt AS (
    INSERT INTO payment_attempts
      (payment_id, number, user_id, reference, channel, provider, environment, delivery)
    SELECT id, 1, $1, id || '-1', channel, provider, 'sandbox', 'accepted'
      FROM json_to_recordset($2) AS given (id uuid, channel text, provider text)
  )
  INSERT INTO payment_history
    (payment_id, user_id, attempt, event, from_status, to_status, source, evidence)
  SELECT id, $1, 1, event, 'pending', 'completed', source, evidence
    FROM json_to_recordset($2) AS given
         (id uuid, "completedAt" timestamptz, event text, source text, evidence jsonb)
   WHERE "completedAt" IS NOT NULL`;

/** Inserts payments of an operator as they are; returns their ids. */
export async function insertReported(
  app: TestApp,
  shop: Shop,
  payments: readonly ReportedPayment[],
): Promise<string[]> {
  const rows = payments.map((payment) => ({
    ...{ currency: 'KES', router: shop.routerId, package: shop.packageId },
    ...{ provider: 'instasend', channel: 'prompt', review: null },
    ...{ event: 'completed', source: 'webhook', evidence: {} },
    ...payment.completedBy,
    ...payment,
    id: newId(),
  }));
  await app.database.query(INSERT, [shop.userId, JSON.stringify(rows)]);
  return rows.map(({ id }) => id);
}
