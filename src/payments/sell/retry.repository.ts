import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { Database, type Sql } from '../../database/database.js';
import { attemptReference } from '../domain/attempt.js';
import { type RetriedPayment } from '../domain/retry.js';
import { addReconciliationJob } from '../reconcile/reconcile-payment.job.js';
import { type SealedAccount } from './open-account.js';
import {
  NEWEST_ATTEMPT,
  PAYMENT_COLUMNS,
  paymentRecord,
  type PaymentRow,
} from '../payment-record.js';
import { TAKE_FREE_SLOT } from './prompt-slot.sql.js';
import { type BegunPayment } from './sale.repository.js';

/** What prompting again for a payment depends on, beside the payment. */
export interface RetryContext {
  /** Whether the router is still there. */
  readonly hasRouter: boolean;
  /** Whether the package is still on sale there. */
  readonly isOnSale: boolean;
  readonly credential: SealedAccount | null;
  /**
   * Whether its newest attempt has expired and no operator has looked at it since: nobody knows
   * whether it was paid after all.
   */
  readonly hasExpired: boolean;
}

type ContextRow = Pick<RetryContext, 'hasRouter' | 'isOnSale' | 'hasExpired'> &
  Omit<SealedAccount, 'id'> & { readonly id: number | null };

// The keys that the payment was made with; if those are gone or inactive, the newest active ones
// of the same environment: test money stays test money.
const CONTEXT = `
  SELECT r.id IS NOT NULL AS "hasRouter", k.id IS NOT NULL AS "isOnSale",
         EXISTS (SELECT FROM payment_history h
                  WHERE h.payment_id = p.id AND h.attempt = a.number AND h.event = 'expired')
         AND NOT EXISTS (SELECT FROM payment_history h
                          WHERE h.payment_id = p.id AND h.attempt = a.number
                            AND h.source = 'operator')
           AS "hasExpired",
         c.id, c.version, c.api_key AS "apiKey", c.private_key_sealed AS "privateKeySealed", a.environment
    FROM payments p
    JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
    LEFT JOIN routers r ON r.user_id = p.user_id AND r.id = p.router_id AND r.archived_at IS NULL
    LEFT JOIN packages k ON k.user_id = p.user_id AND k.id = p.package_id AND k.router_id = r.id
                        AND k.is_active AND k.archived_at IS NULL
    LEFT JOIN LATERAL (
      SELECT id, version, api_key, private_key_sealed
        FROM credentials
       WHERE user_id = p.user_id AND provider = p.payment_provider
         AND environment = a.environment AND is_active
       ORDER BY (id = a.credential_id) DESC NULLS LAST, id DESC
       LIMIT 1
    ) c ON true
   WHERE p.user_id = $1 AND p.id = $2`;

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

/** The SQL of prompting again. */
@Injectable()
export class RetryRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Router, package and keys of a payment as they are now; null when there is no such payment. */
  async contextOf(userId: number, paymentId: string): Promise<RetryContext | null> {
    const [row] = await this.database.query<ContextRow>(CONTEXT, [userId, paymentId]);
    if (!row) return null;
    const { hasRouter, isOnSale, hasExpired, id, ...keys } = row;
    return { hasRouter, isOnSale, hasExpired, credential: id === null ? null : { id, ...keys } };
  }

  /** Locks a payment until the transaction ends, and reads what decides about another prompt. */
  async lock(tx: Sql, userId: number, paymentId: string): Promise<RetriedPayment | null> {
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
  ): Promise<BegunPayment | null> {
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
}
