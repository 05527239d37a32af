import { Injectable } from '@nestjs/common';
import { currentOrigin } from '../../common/http/request-context.js';
import { newId } from '../../common/ids/uuid.js';
import { Settings } from '../../config/settings.js';
import { Database, type Sql } from '../../database/database.js';
import { type Prepared, prepared } from '../../database/prepared.js';
import { type AttemptChannel, attemptReference } from '../domain/attempt.js';
import { addReconciliationJob } from '../reconcile/reconcile-payment.job.js';
import {
  NEWEST_ATTEMPT,
  PAYMENT_COLUMNS,
  paymentRecord,
  type PaymentRecord,
  type PaymentRow,
} from '../payment-record.js';
import { TAKE_FREE_SLOT } from './prompt-slot.sql.js';
import { mapForeignKeyViolation } from './map-foreign-key-violation.js';
import { type Sale } from './sale.js';

/** A payment that is about to be asked for, with the reference to ask under. */
export interface BegunPayment {
  readonly record: PaymentRecord;
  readonly reference: string;
}

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
const INSERT_PROMPT = prepared('insert_prompt', insertStatement(SLOT, FOLLOWED_UP));
const INSERT_LINK = prepared('insert_link', insertStatement(NO_SLOT, FOLLOWED_UP));
const INSERT_REFUSED = insertStatement(NO_SLOT, '');

const PROMPT_OUT = `
  SELECT ${PAYMENT_COLUMNS}
    FROM prompt_slots s
    JOIN payments p ON p.id = s.payment_id
    JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
   WHERE s.user_id = $1 AND s.router_id = $2 AND s.package_id = $3 AND s.phone_e164 = $4
     AND s.mac_address = $5`;

/** The SQL that begins payments. */
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
  insertPrompt(tx: Sql, sale: Sale): Promise<BegunPayment | null> {
    return this.insert(tx, INSERT_PROMPT, sale, 'prompt', BEGUN);
  }

  /** Writes a payment for which a link is about to be made. */
  async insertLink(tx: Sql, sale: Sale): Promise<BegunPayment> {
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
    statement: string | Prepared,
    { request, phone, sold, provider, account, credentialId, credentialVersion }: Sale,
    channel: AttemptChannel,
    start: Start,
  ): Promise<BegunPayment | null> {
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
    const rows = sql.query<PaymentRow>(statement, values);
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

function inserted(begun: BegunPayment | null): BegunPayment {
  if (!begun) throw new Error('An insert without a slot always inserts');
  return begun;
}
