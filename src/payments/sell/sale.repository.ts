import { Injectable } from '@nestjs/common';
import { currentOrigin } from '../../common/http/request-context.js';
import { newId } from '../../common/ids/uuid.js';
import { Settings } from '../../config/settings.js';
import { Database, type Sql } from '../../database/database.js';
import { prepared } from '../../database/statement.js';
import { violatedConstraint } from '../../database/violations.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { type AttemptChannel, attemptReference, type RetriedPayment } from '../domain/index.js';
import { paymentErrors } from '../payment-errors.js';
import { addReconciliationJob } from '../reconcile/index.js';
import {
  NEWEST_ATTEMPT,
  PAYMENT_COLUMNS,
  paymentRecord,
  type PaymentRecord,
  type PaymentRow,
} from '../payment-record.js';
import { type SealedAccount } from './open-account.js';
import { type CommittedAttempt, type Sale } from './sale.js';

/** How long a prompt counts as out: a second tap within it sends no second prompt. */
const PROMPT_OUT_SECONDS = 90;

/**
 * The end of an insert into `prompt_slots`: of any number at once the primary key lets one take
 * the slot. It is free again once its prompt is old or its payment is final.
 *
 * Whoever has waited for the row sees the slot as it is now, but the payments as they were when
 * the wait began. A payment may have been reopened and its slot taken again meanwhile, so its end
 * counts only for the slot as it was seen then; a payment that cannot be seen yet is not final.
 */
const TAKE_FREE_SLOT = `
    ON CONFLICT (user_id, router_id, package_id, phone_e164, mac_address) DO UPDATE
       SET payment_id = excluded.payment_id, taken_at = excluded.taken_at
     WHERE prompt_slots.taken_at <= now() - ${PROMPT_OUT_SECONDS} * interval '1 second'
        OR EXISTS (SELECT FROM prompt_slots seen
                     JOIN payments held ON held.id = seen.payment_id
                    WHERE seen.user_id = prompt_slots.user_id
                      AND seen.router_id = prompt_slots.router_id
                      AND seen.package_id = prompt_slots.package_id
                      AND seen.phone_e164 = prompt_slots.phone_e164
                      AND seen.mac_address = prompt_slots.mac_address
                      AND seen.payment_id = prompt_slots.payment_id
                      AND seen.taken_at = prompt_slots.taken_at
                      AND held.status IN ('completed', 'failed'))
    RETURNING payment_id`;

const PAYMENT_VALUES = `
  id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor, currency,
  payment_method, payment_provider, mac_address, ip_address, package_name, duration_hours,
  download_speed_mbps, upload_speed_mbps, status, error_message`;

// One statement writes payment, attempt, history and the job that follows it up, and takes the
// slot of a prompt.
const SLOT = `
  slot AS (
    INSERT INTO prompt_slots
      (user_id, router_id, package_id, phone_e164, mac_address, payment_id)
    VALUES ($2, $3, $4, $6, $11, $1)
    ${TAKE_FREE_SLOT}
  )`;
const NO_SLOT = 'slot AS (SELECT 1)';

const insertStatement = (slot: string, nextStep: string): string => `
  WITH ${slot}, payment AS (
    INSERT INTO payments (${PAYMENT_VALUES})
    SELECT $1::uuid, $2::integer, $3::integer, $4::integer, $5, $6, $7::bigint, $8, $9, $10, $11,
           $12, $13, $14::integer, $15::integer, $16::integer, $17, $18
      FROM slot
    RETURNING *
  ), attempt AS (
    INSERT INTO payment_attempts
      (payment_id, number, user_id, reference, channel, provider, environment, credential_id,
       credential_version, delivery)
    SELECT id, 1, user_id, $19, $20, payment_provider, $21, $22::integer, $23::integer, $24
      FROM payment
    RETURNING *
  ), line AS (
    INSERT INTO payment_history
      (payment_id, user_id, attempt, event, to_status, source, evidence)
    SELECT id, user_id, 1, $25, status, 'request', $26::jsonb FROM payment
  )
  SELECT ${PAYMENT_COLUMNS}
    FROM payment p JOIN attempt a ON ${NEWEST_ATTEMPT} ${nextStep}`;

const FOLLOWED_UP = addReconciliationJob('$27', '$28');
const INSERT_PROMPT = prepared<PaymentRow, object>(
  'insert_prompt',
  insertStatement(SLOT, FOLLOWED_UP),
)({});
const INSERT_LINK = prepared<PaymentRow, object>(
  'insert_link',
  insertStatement(NO_SLOT, FOLLOWED_UP),
)({});
const INSERT_REFUSED = { text: insertStatement(NO_SLOT, '') };

const PROMPT_OUT = `
  SELECT ${PAYMENT_COLUMNS}
    FROM prompt_slots s
    JOIN payments p ON p.id = s.payment_id
    JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
   WHERE s.user_id = $1 AND s.router_id = $2 AND s.package_id = $3 AND s.phone_e164 = $4
     AND s.mac_address = $5`;

const LOCK = `
  SELECT status, retry_count AS "retryCount", review_reason AS "reviewReason"
    FROM payments WHERE user_id = $1 AND id = $2 FOR UPDATE`;

// One statement takes the slot, reopens the payment, and writes attempt, history and the job that
// follows it up; without the slot it writes nothing.
const REOPEN = `
  WITH slot AS (
    INSERT INTO prompt_slots
      (user_id, router_id, package_id, phone_e164, mac_address, payment_id)
    SELECT user_id, router_id, package_id, phone_e164, mac_address, id
      FROM payments WHERE user_id = $1 AND id = $2
    ${TAKE_FREE_SLOT}
  ), payment AS (
    UPDATE payments
       SET status = 'pending', error_message = '', retry_count = $3::integer - 1,
           updated_at = clock_timestamp()
      FROM slot WHERE payments.id = slot.payment_id
    RETURNING payments.*
  ), attempt AS (
    INSERT INTO payment_attempts
      (payment_id, number, user_id, reference, channel, provider, environment, credential_id,
       credential_version, delivery)
    SELECT id, $3::integer, user_id, $4, 'prompt', payment_provider, $5, $6::integer, $8::integer,
           'sending'
      FROM payment
    RETURNING *
  ), line AS (
    INSERT INTO payment_history
      (payment_id, user_id, attempt, event, from_status, to_status, source)
    SELECT id, user_id, $3::integer, 'retried', 'failed', status, 'request' FROM payment
  )
  SELECT ${PAYMENT_COLUMNS}
    FROM payment p JOIN attempt a ON ${NEWEST_ATTEMPT} ${addReconciliationJob('$7')}`;

/** The SQL that commits the attempts of sales and retries. */
@Injectable()
export class SaleRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /**
   * Writes a payment whose customer is about to be prompted; null when the prompt of an earlier
   * request for the same thing is still out. Of requests at once all but the first wait for the
   * end of its transaction.
   */
  insertPrompt(tx: Sql, sale: Sale): Promise<CommittedAttempt | null> {
    return this.insert(tx, INSERT_PROMPT, sale, 'prompt', BEGUN);
  }

  /** Writes a payment for which a link is about to be made. */
  async insertLink(tx: Sql, sale: Sale): Promise<CommittedAttempt> {
    return inserted(await this.insert(tx, INSERT_LINK, sale, 'link', BEGUN));
  }

  /** Keeps an attempt to buy at another price than the package's, as a failed payment. */
  async insertRefused(
    sale: Sale,
    channel: AttemptChannel,
    message: string,
  ): Promise<PaymentRecord> {
    const refused = await this.insert(this.database, INSERT_REFUSED, sale, channel, {
      status: 'failed',
      delivery: 'unsent',
      event: 'amount_refused',
      message,
      evidence: { offered: sale.request.amount.toString(), price: sale.sold.price.toString() },
    });
    return inserted(refused).record;
  }

  /** Locks a payment until the transaction ends, and reads what decides about another prompt. */
  async lockForRetry(tx: Sql, userId: number, paymentId: string): Promise<RetriedPayment | null> {
    const [row] = await tx.query<RetriedPayment>(LOCK, [userId, paymentId]);
    return row ?? null;
  }

  /**
   * Reopens a locked payment with a new attempt; null when a prompt for the same router, package,
   * phone and device is out already.
   */
  async reopen(
    tx: Sql,
    userId: number,
    paymentId: string,
    number: number,
    { id, version, environment }: SealedAccount,
  ): Promise<CommittedAttempt | null> {
    const reference = attemptReference(paymentId, number);
    const [row] = await tx.query<PaymentRow>(REOPEN, [
      userId,
      paymentId,
      number,
      reference,
      environment,
      id,
      this.settings.payments.reconcileFirstDelayMs,
      version,
    ]);
    return row ? { record: paymentRecord(row), reference } : null;
  }

  /** The payment whose prompt is out for this request. */
  async findPromptOut({ request, phone }: Sale): Promise<PaymentRecord | null> {
    const [row] = await this.database.query<PaymentRow>(PROMPT_OUT, [
      request.userId,
      request.routerId,
      request.packageId,
      phone.e164,
      request.macAddress,
    ]);
    return row ? paymentRecord(row) : null;
  }

  /**
   * Removes slots that have long been free.
   * @param most how many at once, so that the statement stays short
   * @returns how many
   */
  async deleteOldSlots(most: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM prompt_slots WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM prompt_slots
          WHERE taken_at < now() - interval '1 day'
          ORDER BY taken_at LIMIT $1 FOR UPDATE SKIP LOCKED
       )) RETURNING payment_id`,
      [most],
    );
    return rows.length;
  }

  private async insert(
    sql: Sql,
    statement: { readonly name?: string; readonly text: string },
    { request, phone, sold, provider, account, credentialId, credentialVersion }: Sale,
    channel: AttemptChannel,
    start: Start,
  ): Promise<CommittedAttempt | null> {
    const id = newId();
    const reference = attemptReference(id, 1);
    const values = [
      id,
      request.userId,
      request.routerId,
      request.packageId,
      request.phoneNumber,
      phone.e164,
      sold.price.minor,
      sold.price.currency,
      request.paymentMethod,
      provider,
      request.macAddress,
      request.ipAddress,
      sold.name,
      sold.durationHours,
      sold.downloadSpeedMbps,
      sold.uploadSpeedMbps,
      start.status,
      start.message,
      reference,
      channel,
      account.environment,
      credentialId,
      credentialVersion,
      start.delivery,
      start.event,
      JSON.stringify(start.evidence),
      ...(start.delivery === 'unsent'
        ? []
        : [this.settings.payments.reconcileFirstDelayMs, JSON.stringify(currentOrigin())]),
    ];
    const rows = sql.query<PaymentRow>({ ...statement, values });
    const [row] = await rows.catch(mapForeignKeyViolation);
    return row ? { record: paymentRecord(row), reference } : null;
  }
}

/** How a payment begins. */
interface Start {
  readonly status: 'pending' | 'failed';
  readonly delivery: 'sending' | 'unsent';
  readonly event: 'created' | 'amount_refused';
  readonly message: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}
const BEGUN: Start = {
  status: 'pending',
  delivery: 'sending',
  event: 'created',
  message: '',
  evidence: {},
};

function inserted(begun: CommittedAttempt | null): CommittedAttempt {
  if (!begun) throw new Error('An insert without a slot always inserts');
  return begun;
}

/**
 * Passes on why a payment could not be committed: as a refusal when its router or package was
 * deleted after it had been checked, unchanged otherwise.
 */
function mapForeignKeyViolation(error: unknown): never {
  switch (violatedConstraint(error)) {
    case 'payments_user_id_router_id_fkey':
      throw routerNotFound();
    case 'payments_user_id_package_id_fkey':
      throw paymentErrors.packageNotOnSale();
    case null:
    default:
      throw error;
  }
}
