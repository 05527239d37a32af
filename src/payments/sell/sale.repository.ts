import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../../common/crypto/hash.js';
import { Secret } from '../../common/crypto/secret.js';
import { randomHex } from '../../common/crypto/tokens.js';
import { currentOrigin } from '../../common/http/request-context.js';
import { newId } from '../../common/ids/uuid.js';
import { Settings } from '../../config/settings.js';
import { type SealedAccount } from '../../credentials/sealed-account.sql.js';
import { Database, type Sql } from '../../database/database.js';
import { prepared, type Statement, statement } from '../../database/statement.js';
import { violatedConstraint } from '../../database/violations.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { type AttemptChannel, attemptReference, type RetriedPayment } from '../domain/index.js';
import { type PaymentAttemptEntity } from '../payment-attempt.entity.js';
import { type PaymentEntity } from '../payment.entity.js';
import { paymentErrors } from '../payment-errors.js';
import { addReconciliationJob } from '../reconcile/index.js';
import {
  NEWEST_ATTEMPT,
  PAYMENT_COLUMNS,
  paymentRecord,
  type PaymentRecord,
  type PaymentRow,
} from '../payment-record.js';
import {
  type CommittedAttempt,
  type CommittedSale,
  type PackageSnapshot,
  type Sale,
  type SaleRequest,
} from './sale.js';

/** The size of an access claim: 128 random bits. */
const CLAIM_BYTES = 16;

/** How long a prompt is active: a second request meanwhile sends no second prompt. */
export const PROMPT_OUT_SECONDS = 90;

/**
 * The end of an insert into `prompt_slots`. The primary key lets only one of several simultaneous
 * requests take the slot. It is free again when its prompt is old or its payment is final.
 * After waiting for the row, a statement sees the current slot, but the payments as they were when
 * the wait began. Meanwhile a payment may have been reopened and its slot taken again, so its end
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
  download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb, status, error_message,
  access_claim_hash, earlier_claim_hash`;

// One statement inserts payment, attempt, history and reconciliation job, and takes the slot of a
// prompt.
const SLOT = `
  slot AS (
    INSERT INTO prompt_slots
      (user_id, router_id, package_id, phone_e164, mac_address, payment_id)
    VALUES (:userId, :routerId, :packageId, :phoneE164, :macAddress, :id)
    ${TAKE_FREE_SLOT}
  )`;
const NO_SLOT = 'slot AS (SELECT 1)';

const insertStatement = (slot: string, nextStep: string): string => `
  WITH ${slot}, payment AS (
    INSERT INTO payments (${PAYMENT_VALUES})
    SELECT :id::uuid, :userId::integer, :routerId::integer, :packageId::integer, :phoneNumber,
           :phoneE164, :amountMinor::bigint, :currency, :paymentMethod, :provider, :macAddress,
           :ipAddress, :name, :durationHours::integer, :downloadSpeedMbps::integer,
           :uploadSpeedMbps::integer, :deviceLimit::integer, :dataCapMb::integer, :status, :message,
           :accessClaimHash, :earlierClaimHash
      FROM slot
    RETURNING *
  ), attempt AS (
    INSERT INTO payment_attempts
      (payment_id, number, user_id, reference, channel, provider, environment, credential_id,
       credential_version, delivery)
    SELECT id, 1, user_id, :reference, :channel, payment_provider, :environment,
           :credentialId::integer, :credentialVersion::integer, :delivery
      FROM payment
    RETURNING *
  ), line AS (
    INSERT INTO payment_history
      (payment_id, user_id, attempt, event, to_status, source, evidence)
    SELECT id, user_id, 1, :event, status, 'request', :evidence::jsonb FROM payment
  )
  SELECT ${PAYMENT_COLUMNS}
    FROM payment p JOIN attempt a ON ${NEWEST_ATTEMPT} ${nextStep}`;

const FOLLOWED_UP = addReconciliationJob(':origin');
const INSERT_PROMPT = prepared<PaymentRow, InsertParameters & FirstJob>(
  'insert_prompt',
  insertStatement(SLOT, FOLLOWED_UP),
);
const INSERT_LINK = prepared<PaymentRow, InsertParameters & FirstJob>(
  'insert_link',
  insertStatement(NO_SLOT, FOLLOWED_UP),
);
const INSERT_REFUSED = statement<PaymentRow, InsertParameters>(
  'insert_refused',
  insertStatement(NO_SLOT, ''),
);

const PROMPT_OUT = statement<
  PaymentRow,
  Pick<InsertParameters, 'userId' | 'routerId' | 'packageId' | 'phoneE164' | 'macAddress'>
>(
  'prompt_out',
  `
  SELECT ${PAYMENT_COLUMNS}
    FROM prompt_slots s
    JOIN payments p ON p.id = s.payment_id
    JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
   WHERE s.user_id = :userId AND s.router_id = :routerId AND s.package_id = :packageId
     AND s.phone_e164 = :phoneE164 AND s.mac_address = :macAddress`,
);

const LOCK = statement<RetriedPayment, { userId: number; paymentId: string }>(
  'retry_lock',
  `
  SELECT status, retry_count AS "retryCount", review_reason AS "reviewReason"
    FROM payments WHERE user_id = :userId AND id = :paymentId FOR UPDATE`,
);

// One statement takes the slot, reopens the payment, and inserts attempt, history and
// reconciliation job; without the slot it changes nothing.
const REOPEN = statement<
  PaymentRow,
  Pick<
    PaymentAttemptEntity,
    'userId' | 'paymentId' | 'number' | 'reference' | 'environment' | 'provider'
  > &
    Pick<Sale, 'credentialId' | 'credentialVersion'> &
    Pick<FirstJob, 'firstDelayMs'>
>(
  'retry_reopen',
  `
  WITH slot AS (
    INSERT INTO prompt_slots
      (user_id, router_id, package_id, phone_e164, mac_address, payment_id)
    SELECT user_id, router_id, package_id, phone_e164, mac_address, id
      FROM payments WHERE user_id = :userId AND id = :paymentId
    ${TAKE_FREE_SLOT}
  ), payment AS (
    UPDATE payments
       SET status = 'pending', error_message = '', retry_count = :number::integer - 1,
           payment_provider = :provider,
           updated_at = clock_timestamp()
      FROM slot WHERE payments.id = slot.payment_id
    RETURNING payments.*
  ), attempt AS (
    INSERT INTO payment_attempts
      (payment_id, number, user_id, reference, channel, provider, environment, credential_id,
       credential_version, delivery)
    SELECT id, :number::integer, user_id, :reference, 'prompt', payment_provider, :environment,
           :credentialId::integer, :credentialVersion::integer, 'sending'
      FROM payment
    RETURNING *
  ), line AS (
    INSERT INTO payment_history
      (payment_id, user_id, attempt, event, from_status, to_status, source, evidence)
    SELECT id, user_id, :number::integer, 'retried', 'failed', status, 'request',
           json_build_object('provider', payment_provider)
      FROM payment
  )
  SELECT ${PAYMENT_COLUMNS}
    FROM payment p JOIN attempt a ON ${NEWEST_ATTEMPT} ${addReconciliationJob()}`,
);

/** The SQL that commits the attempts of sales and retries. */
@Injectable()
export class SaleRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /**
   * Inserts a payment before its customer is prompted; null when the prompt of an earlier request
   * for the same thing is active. Simultaneous requests wait for the transaction of the first.
   */
  insertPrompt(tx: Sql, sale: Sale): Promise<CommittedSale | null> {
    return this.insertWithClaim(tx, INSERT_PROMPT, sale, 'prompt', BEGUN);
  }

  /** Inserts a payment before its link is created. */
  async insertLink(tx: Sql, sale: Sale): Promise<CommittedSale> {
    return inserted(await this.insertWithClaim(tx, INSERT_LINK, sale, 'link', BEGUN));
  }

  /** Stores a sale at another price than the package's as a failed payment. */
  async insertRefused(
    sale: Sale,
    channel: AttemptChannel,
    message: string,
  ): Promise<CommittedSale> {
    const refused = await this.insertWithClaim(this.database, INSERT_REFUSED, sale, channel, {
      status: 'failed',
      delivery: 'unsent',
      event: 'amount_refused',
      message,
      evidence: { offered: sale.request.amount.toString(), price: sale.sold.price.toString() },
    });
    return inserted(refused);
  }

  /** Locks a payment until the transaction ends, and reads the facts that decide about a retry. */
  async lockForRetry(tx: Sql, userId: number, paymentId: string): Promise<RetriedPayment | null> {
    const [row] = await tx.query(LOCK({ userId, paymentId }));
    return row ?? null;
  }

  /**
   * Reopens a locked payment with a new attempt; null when a prompt for the same router, package,
   * phone and device is active.
   */
  async reopen(
    tx: Sql,
    userId: number,
    paymentId: string,
    number: number,
    { credentialId, version, environment, provider }: SealedAccount,
  ): Promise<CommittedAttempt | null> {
    const reference = attemptReference(paymentId, number);
    const attempt = { userId, paymentId, number, reference, environment, provider, credentialId };
    const firstDelayMs = this.settings.payments.reconcileFirstDelayMs;
    const [row] = await tx.query(REOPEN({ ...attempt, credentialVersion: version, firstDelayMs }));
    return row ? { record: paymentRecord(row), reference } : null;
  }

  /** Finds the payment with the active prompt for this request. */
  async findPromptOut({ request, phone }: Sale): Promise<PaymentRecord | null> {
    const [row] = await this.database.query(PROMPT_OUT({ ...request, phoneE164: phone.e164 }));
    return row ? paymentRecord(row) : null;
  }

  /**
   * Deletes slots that have been free for long.
   * @param most the maximum number, so that the statement stays short
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

  private async insertWithClaim(
    sql: Sql,
    insertion: Statement<PaymentRow, InsertParameters & FirstJob>,
    sale: Sale,
    channel: AttemptChannel,
    start: Start,
  ): Promise<CommittedSale | null> {
    const claim = sale.request.claim?.reveal() ?? randomHex(CLAIM_BYTES);
    const withHash = { ...start, accessClaimHash: sha256Hex(claim) };
    const committed = await this.insert(sql, insertion, sale, channel, withHash);
    return committed && { ...committed, claim: new Secret(claim) };
  }

  private async insert(
    sql: Sql,
    insertion: Statement<PaymentRow, InsertParameters & FirstJob>,
    { request, phone, sold, account, credentialId, credentialVersion }: Sale,
    channel: AttemptChannel,
    start: Start & ClaimHash,
  ): Promise<CommittedAttempt | null> {
    const id = newId();
    const reference = attemptReference(id, 1);
    const rows = sql.query(
      insertion({
        ...{ ...request, ...sold, ...start, id, reference, channel },
        phoneE164: phone.e164,
        amountMinor: sold.price.minor,
        currency: sold.price.currency,
        environment: account.environment,
        credentialId,
        credentialVersion,
        evidence: JSON.stringify(start.evidence),
        firstDelayMs: this.settings.payments.reconcileFirstDelayMs,
        origin: JSON.stringify(currentOrigin()),
      }),
    );
    const [row] = await rows.catch(mapForeignKeyViolation);
    return row ? { record: paymentRecord(row), reference } : null;
  }
}

/** The first state of a payment. */
interface Start {
  readonly status: 'pending' | 'failed';
  readonly delivery: 'sending' | 'unsent';
  readonly event: 'created' | 'amount_refused';
  readonly message: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

type ClaimHash = { readonly accessClaimHash: string };

type InsertParameters = Omit<SaleRequest, 'amount' | 'claim'> &
  Omit<PackageSnapshot, 'price'> &
  Omit<Start, 'evidence'> &
  ClaimHash &
  Pick<PaymentEntity, 'id' | 'phoneE164' | 'amountMinor' | 'currency'> &
  Pick<PaymentAttemptEntity, 'reference' | 'channel' | 'provider' | 'environment'> &
  Pick<Sale, 'credentialId' | 'credentialVersion'> & { readonly evidence: string };

interface FirstJob {
  readonly firstDelayMs: number;
  readonly origin: string;
}

const BEGUN: Start = {
  status: 'pending',
  delivery: 'sending',
  event: 'created',
  message: '',
  evidence: {},
};

function inserted<Committed>(begun: Committed | null): Committed {
  if (!begun) throw new Error('An insert without a slot always inserts');
  return begun;
}

/**
 * Throws the reason why a payment could not be committed: an API error when its router or package
 * was deleted after the check, the same error otherwise.
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
