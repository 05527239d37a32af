import { Injectable, type OnModuleInit } from '@nestjs/common';
import { currentOrigin, type Origin } from '../common/http/request-context.js';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { prepared, statement } from '../database/statement.js';
import {
  type PendingEvents,
  type PendingEventsReader,
  type WakePace,
  wakeReconciliationJob,
} from '../payments/reconcile/index.js';
import { type PaymentNotice, PaymentSubscribers } from '../payments/settle/index.js';
import { isInvoiceOfOthers, type MatchedAttempt } from './matched-attempt.js';
import { type WebhookOutcome } from './webhook-event.js';

/** How much less often a final payment is asked about than an open one. */
const FINAL_PACE_FACTOR = 30;
/** The number of events of one attempt that are read and finished together. */
const MAX_EVENTS = 100;
/** The number of attempts that one sweep wakes. */
const MAX_WOKEN = 500;

// The events of an attempt by its invoice or its reference, newest first.
const PENDING = prepared<PendingRow, { paymentId: string; attempt: number }>(
  'pending_events',
  `SELECT e.id, e.invoice_id AS "invoiceId", e.origin
     FROM payment_attempts a
     JOIN webhook_events e ON e.payment_id = a.payment_id
    WHERE a.payment_id = :paymentId AND a.number = :attempt AND e.outcome = 'stored'
      AND (e.invoice_id = a.invoice_id OR e.reference = a.reference)
    ORDER BY e.id DESC LIMIT ${MAX_EVENTS}`,
);

const FINISH = statement<unknown, { ids: readonly string[]; outcome: WebhookOutcome }>(
  'finish_pending_events',
  `
  UPDATE webhook_events SET outcome = :outcome, processed_at = now()
   WHERE id = ANY (:ids::bigint[]) AND outcome = 'stored'`,
);

const WAKE = statement<unknown, WakePace & { paymentId: string; number: number; origin: string }>(
  'wake_attempt',
  `
  SELECT woken.job
    FROM payment_attempts a
    JOIN payments p ON p.id = a.payment_id ${wakeReconciliationJob(':origin')}
   WHERE a.payment_id = :paymentId AND a.number = :number`,
);

// Events without a known payment lead to a question as soon as their invoice is known: immediately
// when the invoice becomes known, or in a later sweep if both happened at the same time. An invoice
// of several operators matches none.
const MATCH_EARLY = prepared<unknown, WakePace & LearnedInvoice>(
  'match_early',
  `
  WITH event AS (
    UPDATE webhook_events SET outcome = 'stored', payment_id = :paymentId, user_id = :userId
     WHERE outcome = 'unmatched' AND provider = :provider AND invoice_id = :invoiceId
       AND NOT ${isInvoiceOfOthers(':provider', ':invoiceId', ':userId')}
    RETURNING origin
  )
  SELECT woken.job
    FROM (SELECT origin FROM event LIMIT 1) AS early
    JOIN payment_attempts a ON a.payment_id = :paymentId AND a.number = :attempt
    JOIN payments p ON p.id = a.payment_id ${wakeReconciliationJob('early.origin')}`,
);

const REVIVE_UNMATCHED = statement<unknown, WakePace>(
  'revive_unmatched',
  `
  WITH found AS (
    SELECT e.id, a.payment_id, a.number, a.user_id
      FROM webhook_events e
      JOIN payment_attempts a ON a.provider = e.provider AND a.environment IN ('sandbox', 'live')
                             AND a.invoice_id = e.invoice_id
     WHERE e.outcome = 'unmatched' AND e.received_at > now() - interval '1 hour'
       AND NOT ${isInvoiceOfOthers('e.provider', 'e.invoice_id', 'a.user_id')}
     LIMIT ${MAX_WOKEN}
  ), event AS (
    UPDATE webhook_events e
       SET outcome = 'stored', payment_id = found.payment_id, user_id = found.user_id
      FROM found WHERE e.id = found.id
  )
  SELECT woken.job
    FROM (SELECT DISTINCT payment_id, number FROM found) AS f
    JOIN payment_attempts a ON a.payment_id = f.payment_id AND a.number = f.number
    JOIN payments p ON p.id = a.payment_id ${wakeReconciliationJob('NULL')}`,
);

// An event that arrived while the job of its attempt was running may have been missed.
const WAKE_OVERLOOKED = statement<unknown, WakePace>(
  'wake_overlooked',
  `
  SELECT woken.job
    FROM (SELECT DISTINCT payment_id, invoice_id, reference
            FROM (SELECT payment_id, invoice_id, reference FROM webhook_events
                   WHERE outcome = 'stored' AND received_at < now() - interval '20 seconds'
                   ORDER BY received_at LIMIT ${MAX_WOKEN}) AS oldest) AS e
    JOIN payment_attempts a ON a.payment_id = e.payment_id
                           AND (a.invoice_id = e.invoice_id OR a.reference = e.reference)
    JOIN payments p ON p.id = a.payment_id ${wakeReconciliationJob('NULL')}`,
);

// An event that no job has finished for this long is about an invoice that no attempt of its
// payment has any more.
const GIVE_UP_OLD = `
  UPDATE webhook_events SET outcome = 'failed', processed_at = now()
   WHERE id = ANY (ARRAY(
           SELECT id FROM webhook_events
            WHERE outcome = 'stored' AND received_at < now() - interval '12 hours'
            ORDER BY received_at LIMIT ${MAX_WOKEN}))`;

/**
 * The SQL of events that lead to questions: reading those that wait, and waking the job of their
 * attempt.
 */
@Injectable()
export class PendingEventsRepository implements PendingEventsReader, OnModuleInit {
  /** The pace for statements that wake an attempt themselves. */
  readonly pace: WakePace;

  constructor(
    private readonly database: Database,
    private readonly subscribers: PaymentSubscribers,
    { payments }: Settings,
  ) {
    const openMs = payments.statusCheckMinIntervalMs;
    this.pace = { openMs, finalMs: openMs * FINAL_PACE_FACTOR };
  }

  onModuleInit(): void {
    this.subscribers.register({
      name: 'match_early_webhooks',
      kinds: ['invoice_learned'],
      isOneStatement: true,
      handle: async (tx, { provider, invoiceId, paymentId, attempt, userId }) => {
        const invoice = { provider, invoiceId, paymentId, attempt, userId };
        await tx.query(MATCH_EARLY({ ...invoice, ...this.pace }));
      },
    });
  }

  async pendingOf(paymentId: string, attempt: number): Promise<PendingEvents> {
    const rows = await this.database.query(PENDING({ paymentId, attempt }));
    return {
      ids: rows.map(({ id }) => id),
      invoiceIds: [...new Set(rows.flatMap(({ invoiceId }) => invoiceId ?? []))],
      origin: rows[0]?.origin ?? null,
    };
  }

  async finish({ ids }: PendingEvents, outcome: 'settled' | 'failed'): Promise<void> {
    if (ids.length > 0) await this.database.query(FINISH({ ids, outcome }));
  }

  /** Makes the job of an attempt run as soon as the pace allows. */
  async wake({ paymentId, number }: MatchedAttempt): Promise<void> {
    const origin = JSON.stringify(currentOrigin());
    await this.database.query(WAKE({ paymentId, number, origin, ...this.pace }));
  }

  /**
   * Wakes the attempts of unmatched events of the last hour whose invoice is known by now, and of
   * events that have waited for a while.
   */
  async wakeOverlooked(): Promise<void> {
    await this.database.query(REVIVE_UNMATCHED(this.pace));
    await this.database.query(WAKE_OVERLOOKED(this.pace));
    await this.database.query(GIVE_UP_OLD);
  }
}

type LearnedInvoice = Omit<PaymentNotice<'invoice_learned'>, 'kind'>;

interface PendingRow {
  readonly id: string;
  readonly invoiceId: string | null;
  readonly origin: Origin | null;
}
