import { newId } from '../../src/common/ids/uuid.js';
import { type AttemptChannel } from '../../src/payments/domain/attempt.js';
import { type TestApp } from './app.js';
import { ASKED, DURATION_HOURS, type ModelPayment } from './model-payment.js';
import { type Shop } from './shop.js';

/** A stored payment with its attempts and history, in the format of the model. */
export type StoredPayment = Readonly<Record<string, unknown>>;

/** Inserts a payment of 50 shillings whose first attempt is being sent; returns its id. */
export async function insertPayment(
  app: TestApp,
  shop: Shop,
  channel: AttemptChannel,
): Promise<string> {
  const id = newId();
  await app.database.query(
    `WITH payment AS (
       INSERT INTO payments
         (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor, currency,
          payment_method, payment_provider, package_name, duration_hours, download_speed_mbps,
          upload_speed_mbps)
       VALUES ($1, $2, $3, $4, '0711000000', '+254711000000', $5, $6, 'mpesa', 'instasend', 'P', $7,
               1, 1)
       RETURNING id, user_id
     )
     INSERT INTO payment_attempts
       (payment_id, number, user_id, reference, channel, provider, environment, credential_id)
     SELECT id, 1, user_id, id || '-1', $8, 'instasend', 'sandbox', $9 FROM payment`,
    [
      id,
      shop.userId,
      shop.routerId,
      shop.packageId,
      ASKED.minor,
      ASKED.currency,
      DURATION_HOURS,
      channel,
      shop.credentialId,
    ],
  );
  return id;
}

/** Adds an attempt to a failed payment with fewer attempts; does nothing otherwise. */
export async function retryStored(app: TestApp, id: string, maxAttempts: number): Promise<void> {
  await app.database.transaction(async (tx) => {
    const [payment] = await tx.query<{ next: number }>(
      `UPDATE payments SET status = 'pending', error_message = '', retry_count = retry_count + 1
        WHERE id = $1 AND status = 'failed' AND retry_count + 1 < $2
        RETURNING retry_count + 1 AS next`,
      [id, maxAttempts],
    );
    if (!payment) return;
    await tx.query(
      `INSERT INTO payment_attempts
         (payment_id, number, user_id, reference, channel, provider, environment, credential_id)
       SELECT payment_id, $2::integer, user_id, payment_id || '-' || $2::integer, 'prompt', provider,
              environment, credential_id
         FROM payment_attempts WHERE payment_id = $1 AND number = 1`,
      [id, payment.next],
    );
  });
}

/** Reads a payment from the database. */
export async function storedPayment(app: TestApp, id: string): Promise<StoredPayment> {
  const [payment] = await app.database.query<Record<string, unknown>>(
    `SELECT status, review_reason AS "reviewReason", paid_invoice_id AS "paidInvoiceId",
            retry_count + 1 AS "currentAttempt", mpesa_reference AS receipt,
            error_message AS "errorMessage", contradictions,
            COALESCE(extract(epoch FROM package_expiry_time - completed_at) / 3600, 0)::integer
              AS "accessHours"
       FROM payments WHERE id = $1`,
    [id],
  );
  const attempts = await app.database.query(
    `SELECT number, delivery, invoice_id AS "invoiceId", provider_state AS state,
            reported_at AS "reportedAt"
       FROM payment_attempts WHERE payment_id = $1 ORDER BY number`,
    [id],
  );
  const history = await app.database.query(
    `SELECT event, attempt, from_status AS "from", to_status AS "to"
       FROM payment_history WHERE payment_id = $1 ORDER BY id`,
    [id],
  );
  return { ...payment, attempts, history };
}

/** Converts the model to the same format. */
export function asStored({
  payment,
  errorMessage,
  attempts,
  history,
}: ModelPayment): StoredPayment {
  return {
    status: payment.status,
    reviewReason: payment.reviewReason,
    paidInvoiceId: payment.paidInvoiceId,
    currentAttempt: payment.currentAttempt,
    receipt: payment.receipt,
    errorMessage,
    contradictions: payment.contradictions,
    accessHours: payment.completedAt === null ? 0 : DURATION_HOURS,
    attempts: attempts.map(({ number, delivery, invoiceId, state, reportedAt }) => ({
      number,
      delivery,
      invoiceId,
      state,
      reportedAt,
    })),
    history,
  };
}
