import { Injectable } from '@nestjs/common';
import { currentOrigin } from '../common/http/request-context.js';
import { Database } from '../database/database.js';
import { NEW_KEY } from '../database/job-key.js';
import { prepared } from '../database/statement.js';
import { type WakePace, wakeReconciliationJob } from '../payments/reconcile/index.js';
import { type WebhookNotice } from '../providers/payment-provider.js';
import { type ProviderCode } from '../providers/provider-code.js';
import {
  type MatchedAttempt,
  matchedAttempt,
  matchedFrom,
  type MatchedRow,
} from './matched-attempt.js';
import { addProcessing } from './process-webhook.job.js';
import { type WebhookOutcome, type WebhookTrust } from './webhook-event.js';

/** A stored event. */
export interface StoredEvent {
  readonly id: string;
  readonly provider: ProviderCode;
  readonly trust: WebhookTrust;
  readonly outcome: WebhookOutcome;
  /** The payment whose challenge was used to check the sender; null when none was known. */
  readonly paymentId: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  /** The attempt that it is about, if it is known by now. */
  readonly attempt: MatchedAttempt | null;
}

type EventRow = Omit<StoredEvent, 'paymentId' | 'attempt'> & {
  readonly eventPaymentId: string | null;
} & (MatchedRow | Record<keyof MatchedRow, null>);

/** A new event with the results of checking it. */
export interface NewEvent {
  readonly provider: ProviderCode;
  readonly notice: WebhookNotice;
  /** The stored part of its body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly attempt: MatchedAttempt | null;
  readonly trust: WebhookTrust;
  readonly outcome: WebhookOutcome;
  /** The operator of an event without an attempt, if it is known. */
  readonly userId?: number;
}

/**
 * The maximum number of stored unverified events about one payment. Further ones still lead to a
 * question.
 */
const MAX_UNVERIFIED_EVENTS = 50;

const MATCH = prepared<
  MatchedRow,
  { provider: ProviderCode } & Pick<WebhookNotice, 'invoiceId' | 'reference'>
>('match_webhook', matchedAttempt(':provider', ':invoiceId', ':reference'));

const COLUMNS = `
  provider, kind, dedupe_key, invoice_id, reference, state, body, payment_id, user_id, trust,
  outcome, origin, processed_at`;
const VALUES = `
  :provider, :kind, :dedupeKey, :invoiceId, :reference, :state, :body::jsonb, :paymentId::uuid,
  :userId::integer, :trust, :outcome, :origin::jsonb,
  CASE WHEN :outcome = 'settled' THEN now() END`;

// Inserts the event and the job that processes it.
const INSERT = prepared<unknown, EventParameters>(
  'insert_webhook',
  `
  WITH event AS (
    INSERT INTO webhook_events (${COLUMNS}) VALUES (${VALUES})
    ON CONFLICT (provider, dedupe_key) DO NOTHING
    RETURNING *
  )
  SELECT CASE WHEN outcome = 'stored' THEN ${addProcessing('event.origin', NEW_KEY)} END AS job
    FROM event`,
);

// Inserts an event and wakes the job of its attempt. An event beyond the limit of its payment is
// not stored, but wakes the job too.
const INSERT_TO_ASK = prepared<unknown, EventParameters & WakePace & { number: number }>(
  'insert_webhook_to_ask',
  `
  WITH kept AS (
    SELECT count(*) < ${MAX_UNVERIFIED_EVENTS} AS "isRoom"
      FROM (SELECT FROM webhook_events
             WHERE payment_id = :paymentId AND trust <> 'authenticated'
             LIMIT ${MAX_UNVERIFIED_EVENTS}) AS unverified
  ), event AS (
    INSERT INTO webhook_events (${COLUMNS})
    SELECT ${VALUES} FROM kept WHERE kept."isRoom"
    ON CONFLICT (provider, dedupe_key) DO NOTHING
    RETURNING id
  )
  SELECT woken.job
    FROM kept
    JOIN payment_attempts a ON a.payment_id = :paymentId AND a.number = :number
    JOIN payments p ON p.id = a.payment_id ${wakeReconciliationJob(':origin')}
   WHERE NOT kept."isRoom" OR EXISTS (SELECT FROM event)`,
);

// The columns of an event have its invoice and reference, which find the attempt.
const FIND = prepared<EventRow, { id: string }>(
  'find_webhook',
  `
  SELECT e.id, e.provider, e.trust, e.outcome, e.payment_id AS "eventPaymentId", e.body, found.*
    FROM webhook_events e
    LEFT JOIN LATERAL (${matchedAttempt('e.provider', 'e.invoice_id', 'e.reference')}) AS found ON true
   WHERE e.id = :id`,
);

const FINISH = prepared<unknown, { id: string; outcome: WebhookOutcome } & Found>(
  'finish_webhook',
  `UPDATE webhook_events
      SET outcome = :outcome, payment_id = COALESCE(payment_id, :paymentId),
          user_id = COALESCE(user_id, :userId),
          processed_at = CASE WHEN :outcome <> 'stored' THEN now() END
    WHERE id = :id`,
);

/** The SQL of received webhooks. */
@Injectable()
export class WebhooksRepository {
  constructor(private readonly database: Database) {}

  /** Finds the attempt that an event is about, by its reference, else by its invoice. */
  async findAttempt(
    provider: ProviderCode,
    { invoiceId, reference }: Pick<WebhookNotice, 'invoiceId' | 'reference'>,
  ): Promise<MatchedAttempt | null> {
    const [row] = await this.database.query(MATCH({ provider, invoiceId, reference }));
    return row ? matchedFrom(row) : null;
  }

  /**
   * Stores a new event, with the job that processes it if the event is `stored`. A known event is
   * skipped.
   */
  async insertIfNew(event: NewEvent): Promise<void> {
    await this.database.query(INSERT(parametersOf(event)));
  }

  /**
   * Stores a new event, and wakes the job that asks about its attempt. Of the unverified events
   * about one payment only the first ones are stored.
   */
  async insertToAsk(
    event: NewEvent & { readonly attempt: MatchedAttempt },
    pace: WakePace,
  ): Promise<void> {
    const { number } = event.attempt;
    await this.database.query(INSERT_TO_ASK({ ...parametersOf(event), ...pace, number }));
  }

  /** Finds a stored event with the attempt that it is about. */
  async find(eventId: string): Promise<StoredEvent | null> {
    const [row] = await this.database.query(FIND({ id: eventId }));
    if (!row) return null;
    const { id, provider, trust, outcome, eventPaymentId, body, ...attempt } = row;
    return {
      ...{ id, provider, trust, outcome, body, paymentId: eventPaymentId },
      attempt: isMatched(attempt) ? matchedFrom(attempt) : null,
    };
  }

  /**
   * Stores the outcome of an event, and its payment if it had none. The payment that was used to
   * check the sender stays.
   */
  async finish(id: string, outcome: WebhookOutcome, attempt: MatchedAttempt | null): Promise<void> {
    const { paymentId, userId } = attempt ?? {};
    await this.database.query(FINISH({ id, outcome, paymentId, userId }));
  }
}

/** Which payment an event is about, as far as is known. */
interface Found {
  readonly paymentId: string | undefined;
  readonly userId: number | undefined;
}

type EventParameters = ReturnType<typeof parametersOf>;

const parametersOf = ({ provider, notice, body, attempt, trust, outcome, userId }: NewEvent) => ({
  provider,
  kind: notice.kind,
  dedupeKey: notice.dedupeKey,
  invoiceId: notice.invoiceId,
  reference: notice.reference,
  state: notice.state,
  body: JSON.stringify(body),
  paymentId: attempt?.paymentId,
  userId: attempt?.userId ?? userId,
  trust,
  outcome,
  origin: JSON.stringify(currentOrigin()),
});

const isMatched = (row: MatchedRow | Record<keyof MatchedRow, null>): row is MatchedRow =>
  row.paymentId !== null;
