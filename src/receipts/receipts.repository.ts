import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';
import { statement } from '../database/statement.js';
import { type PaymentStatus } from '../payments/domain/index.js';
import { type ReceiptEntity, type ReceiptState } from '../payments/receipt.entity.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { addSettling, type Claimant, WAIT_FOR_PROMPT_SECONDS } from './settle-receipt.job.js';

/** Money that a till has reported, or taken back. */
export type TillMoney = Pick<
  ReceiptEntity,
  'userId' | 'provider' | 'receipt' | 'till' | 'amountMinor' | 'currency' | 'phoneE164' | 'paidAt'
> & {
  readonly credentialId: number;
  readonly credentialVersion: number;
  readonly environment: ProviderEnvironment;
  readonly state: 'waiting' | 'reversed';
};

/** A receipt with its payment, as far as there is one. */
export type ReceiptToSettle = Pick<
  ReceiptEntity,
  | 'id'
  | 'userId'
  | 'provider'
  | 'receipt'
  | 'state'
  | 'paymentId'
  | 'claimedAt'
  | 'environment'
  | 'amountMinor'
  | 'currency'
  | 'phoneE164'
  | 'paidAt'
  | 'receivedAt'
  | 'reversalSettledAt'
> & {
  readonly status: PaymentStatus | null;
  /** The newest attempt of the payment. */
  readonly attempt: number | null;
};

/** A payment that money may be for. */
export interface AwaitedPayment {
  readonly paymentId: string;
  readonly attempt: number;
}

/** A receipt with the payment that was made for it. */
export interface ClaimedReceipt {
  readonly paymentId: string;
  readonly receipt: string;
  readonly amountMinor: string | null;
  readonly currency: string | null;
}

/** A receipt that a payment may be made for, locked until the transaction ends. */
export interface OpenReceipt {
  readonly id: string;
  readonly provider: ProviderCode;
  readonly receipt: string;
  readonly environment: ProviderEnvironment;
  readonly credentialId: number;
  readonly credentialVersion: number;
  readonly amountMinor: string | null;
  readonly currency: string | null;
  readonly phoneE164: string | null;
  readonly state: ReceiptState;
}

/** How old the newest attempt of a payment may be that money is matched with. */
const LATE_MINUTES = 30;
/** How old the payment itself may be, which may have been tried again since. */
const MAX_AGE_DAYS = 7;
/** How long a customer can claim money. */
const CLAIM_HOURS = 24;
/** Receipts that one sweep takes up. */
const MAX_PER_SWEEP = 500;

// What is known stays: the same money may be reported by a prompt, by its till, and as taken back.
const TAKE = statement<unknown, TillMoney>(
  'take_receipt',
  `
  WITH taken AS (
    INSERT INTO receipts AS r
      (user_id, provider, receipt, state, credential_id, credential_version, environment, till,
       amount_minor, currency, phone_e164, paid_at, received_at, reversed_at)
    VALUES (:userId, :provider, :receipt, :state, :credentialId, :credentialVersion, :environment,
            :till, :amountMinor, :currency, :phoneE164, :paidAt, now(),
            CASE WHEN :state = 'reversed' THEN now() END)
    ON CONFLICT (user_id, provider, receipt) DO UPDATE SET
      credential_id = coalesce(r.credential_id, excluded.credential_id),
      credential_version = coalesce(r.credential_version, excluded.credential_version),
      environment = coalesce(r.environment, excluded.environment),
      till = coalesce(r.till, excluded.till),
      amount_minor = coalesce(r.amount_minor, excluded.amount_minor),
      currency = coalesce(r.currency, excluded.currency),
      phone_e164 = coalesce(r.phone_e164, excluded.phone_e164),
      paid_at = coalesce(r.paid_at, excluded.paid_at),
      received_at = coalesce(r.received_at, excluded.received_at),
      reversed_at = coalesce(r.reversed_at, excluded.reversed_at),
      state = CASE excluded.state WHEN 'reversed' THEN 'reversed' ELSE r.state END,
      updated_at = clock_timestamp()
    RETURNING *
  )
  SELECT CASE
           WHEN r.state = 'waiting'
             THEN ${addSettling(`now() + ${WAIT_FOR_PROMPT_SECONDS} * interval '1 second'`)}
           WHEN r.state = 'reversed' AND r.payment_id IS NOT NULL AND r.reversal_settled_at IS NULL
             THEN ${addSettling('now()', 'replace')}
         END AS job
    FROM taken r`,
);

const FIND = statement<ReceiptToSettle, { id: string }>(
  'find_receipt',
  `
  SELECT r.id, r.user_id AS "userId", r.provider, r.receipt, r.state, r.payment_id AS "paymentId",
         r.claimed_at AS "claimedAt", r.environment, r.amount_minor AS "amountMinor", r.currency,
         r.phone_e164 AS "phoneE164", r.paid_at AS "paidAt", r.received_at AS "receivedAt",
         r.reversal_settled_at AS "reversalSettledAt", p.status, p.retry_count + 1 AS attempt
    FROM receipts r
    LEFT JOIN payments p ON p.id = r.payment_id
   WHERE r.id = :id`,
);

// The unpaid payments of a phone at this price before the money came. An attempt that our own rules refused
// was never on a phone, and a payment under review is for a person.
const AWAITED = statement<
  AwaitedPayment,
  Pick<ReceiptToSettle, 'userId' | 'provider' | 'environment' | 'amountMinor' | 'currency'> &
    Pick<ReceiptToSettle, 'phoneE164' | 'paidAt' | 'receivedAt'>
>(
  'find_awaited_payments',
  `
  SELECT p.id AS "paymentId", a.number AS attempt
    FROM payments p
    JOIN payment_attempts a ON a.payment_id = p.id AND a.number = p.retry_count + 1
    JOIN routers r ON r.user_id = p.user_id AND r.id = p.router_id AND r.archived_at IS NULL
   WHERE p.user_id = :userId AND p.phone_e164 = :phoneE164
     AND p.created_at > :receivedAt::timestamptz - ${MAX_AGE_DAYS} * interval '1 day'
     AND a.created_at BETWEEN :receivedAt::timestamptz - ${LATE_MINUTES} * interval '1 minute'
                          AND :receivedAt::timestamptz
     AND COALESCE(:paidAt::timestamptz > :receivedAt::timestamptz
                                         - ${LATE_MINUTES} * interval '1 minute', true)
     AND p.status IN ('pending', 'processing', 'failed') AND p.review_reason IS NULL
     AND p.payment_provider = :provider
     AND p.amount_minor = :amountMinor AND p.currency = :currency
     AND a.environment = :environment AND a.delivery <> 'unsent'
   ORDER BY p.created_at DESC LIMIT 2`,
);

const LEAVE_UNMATCHED = statement<{ id: string }, { id: string }>(
  'leave_receipt_unmatched',
  `
  UPDATE receipts SET state = 'unmatched', updated_at = clock_timestamp()
   WHERE id = :id AND state = 'waiting'
  RETURNING id`,
);

const REVERSAL_SETTLED = statement<unknown, { id: string }>(
  'note_settled_reversal',
  `
  UPDATE receipts SET reversal_settled_at = clock_timestamp(), updated_at = clock_timestamp()
   WHERE id = :id`,
);

const OPEN = `
  SELECT r.id, r.provider, r.receipt, r.environment, r.credential_id AS "credentialId",
         r.credential_version AS "credentialVersion", r.amount_minor AS "amountMinor", r.currency,
         r.phone_e164 AS "phoneE164", r.state
    FROM receipts r
    JOIN credentials k ON k.user_id = r.user_id AND k.id = r.credential_id`;

// The row is looked for by all that a customer has to know, so that each wrong answer is the same.
const LOCK_CLAIMED = statement<
  OpenReceipt,
  {
    userId: number;
    providers: readonly ProviderCode[];
    receipt: string;
    phoneLast4: string;
    amountMinor: number;
    currency: string;
  }
>(
  'lock_claimed_receipt',
  `${OPEN}
   WHERE r.user_id = :userId AND r.provider = ANY (:providers::text[]) AND r.receipt = :receipt
     AND r.state = 'unmatched' AND r.payment_id IS NULL
     AND r.amount_minor = :amountMinor AND r.currency = :currency
     AND right(r.phone_e164, 4) = :phoneLast4
     AND r.received_at > now() - ${CLAIM_HOURS} * interval '1 hour'
     AND k.is_active
   ORDER BY r.id LIMIT 1
     FOR UPDATE OF r`,
);

const CLAIMED_WITH = statement<
  ClaimedReceipt,
  { userId: number; providers: readonly ProviderCode[]; receipt: string; claimHash: string }
>(
  'find_receipt_claimed_with',
  `
  SELECT p.id AS "paymentId", r.receipt, r.amount_minor AS "amountMinor", r.currency
    FROM receipts r
    JOIN payments p ON p.user_id = r.user_id AND p.id = r.payment_id
   WHERE r.user_id = :userId AND r.provider = ANY (:providers::text[]) AND r.receipt = :receipt
     AND r.state = 'counted' AND p.access_claim_hash = :claimHash
   LIMIT 1`,
);

const HAS_TILL = statement<
  { hasTill: boolean },
  { userId: number; providers: readonly ProviderCode[] }
>(
  'has_till',
  `
  SELECT EXISTS (
    SELECT FROM credentials
     WHERE user_id = :userId AND provider = ANY (:providers::text[]) AND is_active
  ) AS "hasTill"`,
);

const LOCK_ASSIGNED = statement<OpenReceipt, { userId: number; id: string }>(
  'lock_assigned_receipt',
  `${OPEN} WHERE r.user_id = :userId AND r.id = :id FOR UPDATE OF r`,
);

const COUNT_FOR = statement<unknown, { id: string; paymentId: string; claimant: Claimant }>(
  'count_receipt_for_payment',
  `
  WITH counted AS (
    UPDATE receipts SET payment_id = :paymentId, state = 'counted', claimed_at = now(),
                        updated_at = clock_timestamp()
     WHERE id = :id AND payment_id IS NULL
    RETURNING *
  )
  SELECT ${addSettling('now()', 'replace', ':claimant')} FROM counted r`,
);

// A job that was lost, and money that was taken back before its payment was known.
const OVERLOOKED = statement<{ id: string }, Record<string, never>>(
  'find_overlooked_receipts',
  `
  (SELECT id FROM receipts
    WHERE state = 'waiting'
      AND received_at < now() - 2 * ${WAIT_FOR_PROMPT_SECONDS} * interval '1 second'
    ORDER BY received_at LIMIT ${MAX_PER_SWEEP})
  UNION ALL
  (SELECT id FROM receipts
    WHERE payment_id IS NOT NULL AND reversed_at IS NOT NULL AND reversal_settled_at IS NULL
    ORDER BY reversed_at LIMIT ${MAX_PER_SWEEP})`,
);

/** The SQL of receipts. Triggers write the receipts of payments and attempts. */
@Injectable()
export class ReceiptsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores money that a till has reported or taken back, with the job that settles it. Reported again,
   * it changes nothing.
   */
  async take(money: TillMoney): Promise<void> {
    await this.database.query(TAKE(money));
  }

  async find(id: string): Promise<ReceiptToSettle | null> {
    const [row] = await this.database.query(FIND({ id }));
    return row ?? null;
  }

  /** The payments that the money may be for: two at most, because that is too many already. */
  async paymentsAwaiting(receipt: ReceiptToSettle): Promise<readonly AwaitedPayment[]> {
    return this.database.query(AWAITED(receipt));
  }

  /** Whether a waiting receipt is unmatched from now on. */
  async leaveUnmatched(id: string): Promise<boolean> {
    return (await this.database.query(LEAVE_UNMATCHED({ id }))).length > 0;
  }

  async noteSettledReversal(id: string): Promise<void> {
    await this.database.query(REVERSAL_SETTLED({ id }));
  }

  /** Locks the unmatched receipt that a customer claims; null when none fits. */
  async lockClaimed(
    tx: Sql,
    claim: Parameters<typeof LOCK_CLAIMED>[0],
  ): Promise<OpenReceipt | null> {
    const [row] = await tx.query(LOCK_CLAIMED(claim));
    return row ?? null;
  }

  /** The receipt that was counted for a payment with this access claim; null when none was. */
  async findClaimedWith(
    tx: Sql,
    claim: Parameters<typeof CLAIMED_WITH>[0],
  ): Promise<ClaimedReceipt | null> {
    const [row] = await tx.query(CLAIMED_WITH(claim));
    return row ?? null;
  }

  /** Whether an operator has active credentials at one of these providers. */
  async hasTill(userId: number, providers: readonly ProviderCode[]): Promise<boolean> {
    const [row] = await this.database.query(HAS_TILL({ userId, providers }));
    return row?.hasTill === true;
  }

  /** Locks a receipt of an operator that a till has reported; null when there is none. */
  async lockAssigned(tx: Sql, userId: number, id: string): Promise<OpenReceipt | null> {
    const [row] = await tx.query(LOCK_ASSIGNED({ userId, id }));
    return row ?? null;
  }

  /** Counts a locked receipt for a payment that was made for it, and adds the job that settles it. */
  async countFor(tx: Sql, id: string, paymentId: string, claimant: Claimant): Promise<void> {
    await tx.query(COUNT_FOR({ id, paymentId, claimant }));
  }

  /** Receipts that something is due for, and no job has done it. */
  async findOverlooked(): Promise<readonly string[]> {
    const rows = await this.database.query(OVERLOOKED({}));
    return rows.map(({ id }) => id);
  }
}
