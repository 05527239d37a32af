import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../../common/crypto/hash.js';
import { Secret } from '../../common/crypto/secret.js';
import { randomHex } from '../../common/crypto/tokens.js';
import { currentOrigin } from '../../common/http/request-context.js';
import { newId } from '../../common/ids/uuid.js';
import { Settings } from '../../config/settings.js';
import { type SealedAccount } from '../../credentials/sealed-account.sql.js';
import { Database, type Sql } from '../../database/database.js';
import { appendEvent } from '../../database/outbox.js';
import { prepared, type Statement, statement } from '../../database/statement.js';
import { violatedConstraint } from '../../database/violations.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { type AttemptChannel, attemptReference, type RetriedPayment } from '../domain/index.js';
import { type PaymentAttemptEntity } from '../payment-attempt.entity.js';
import { type PaymentEntity } from '../payment.entity.js';
import { paymentErrors } from '../payment-errors.js';
import { addReconciliationJob } from '../reconcile/index.js';
import { insertStatement, NO_SLOT, SLOT, TAKE_FREE_SLOT } from './insert-sale.sql.js';
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

// One statement takes the slot, reopens the payment, and inserts attempt, history, event and
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
  ), published AS (${appendEvent('payment', 'payment.retried')}
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

  /** Inserts a payment whose money has come already, without a prompt; a job settles it. */
  async insertReceived(tx: Sql, sale: Sale, receipt: string): Promise<CommittedSale> {
    const received = await this.insertWithClaim(tx, INSERT_REFUSED, sale, 'prompt', {
      ...BEGUN,
      delivery: 'unsent',
      evidence: { mpesa_reference: receipt },
    });
    return inserted(received);
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
      // Written out, because an object of this size is slow to build from several others.
      insertion({
        id,
        userId: request.userId,
        routerId: request.routerId,
        packageId: request.packageId,
        phoneNumber: request.phoneNumber,
        phoneE164: phone.e164,
        amountMinor: sold.price.minor,
        currency: sold.price.currency,
        paymentMethod: request.paymentMethod,
        provider: request.provider,
        macAddress: request.macAddress,
        ipAddress: request.ipAddress,
        name: sold.name,
        durationHours: sold.durationHours,
        downloadSpeedMbps: sold.downloadSpeedMbps,
        uploadSpeedMbps: sold.uploadSpeedMbps,
        deviceLimit: sold.deviceLimit,
        dataCapMb: sold.dataCapMb,
        status: start.status,
        message: start.message,
        accessClaimHash: start.accessClaimHash,
        earlierClaimHash: request.earlierClaimHash,
        reference,
        channel,
        environment: account.environment,
        credentialId,
        credentialVersion,
        delivery: start.delivery,
        event: start.event,
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
