import { Injectable, type OnModuleInit } from '@nestjs/common';
import { currentOrigin } from '../common/http/request-context.js';
import { Money } from '../common/money/money.js';
import { safeInteger } from '../database/columns.js';
import { KEYS_OF_ATTEMPT } from '../credentials/attempt-keys.sql.js';
import { Database } from '../database/database.js';
import { NEW_KEY } from '../database/job-key.js';
import { LearnedInvoices } from '../payments/learned-invoices.js';
import { prepared } from '../database/prepared.js';
import { type WebhookNotice } from '../providers/payment-provider.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { addProcessing } from './process-webhook.job.js';
import { type WebhookOutcome, type WebhookTrust } from './webhook-event.js';

/** The attempt that a webhook is about, and what its content is held against. */
export interface MatchedAttempt {
  readonly paymentId: string;
  readonly userId: number;
  readonly number: number;
  readonly reference: string;
  readonly invoiceId: string | null;
  readonly asked: Money;
  /** The challenge of the keys it was made with, sealed; null when none is set. */
  readonly challengeSealed: string | null;
}

/** An event of the inbox. */
export interface StoredEvent {
  readonly id: string;
  readonly provider: ProviderCode;
  readonly trust: WebhookTrust;
  readonly outcome: WebhookOutcome;
  /** The payment whose challenge its sender was held against; null when none was known yet. */
  readonly paymentId: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  /** What it is about, as far as is known by now. */
  readonly attempt: MatchedAttempt | null;
}

type MatchedRow = Omit<MatchedAttempt, 'asked'> & {
  readonly amountMinor: string;
  readonly currency: string;
};

type EventRow = Omit<StoredEvent, 'paymentId' | 'attempt'> & {
  readonly eventPaymentId: string | null;
} & (MatchedRow | Record<keyof MatchedRow, null>);

const MATCHED_COLUMNS = `
  a.payment_id AS "paymentId", a.user_id AS "userId", a.number, a.reference, a.invoice_id AS "invoiceId",
  p.amount_minor AS "amountMinor", p.currency, keys.webhook_challenge_sealed AS "challengeSealed"`;
const MATCHED_FROM = `
  FROM payment_attempts a
  JOIN payments p ON p.id = a.payment_id
  LEFT JOIN LATERAL (${KEYS_OF_ATTEMPT}) AS keys ON true`;

// By invoice, else by reference. Both environments are named so that the index on
// (provider, environment, invoice_id) serves.
const matched = (provider: string, invoiceId: string, reference: string): string => `
  SELECT * FROM (
    SELECT 1 AS rank, ${MATCHED_COLUMNS} ${MATCHED_FROM}
     WHERE a.provider = ${provider} AND a.environment IN ('sandbox', 'live')
       AND a.invoice_id = ${invoiceId}
    UNION ALL
    SELECT 2 AS rank, ${MATCHED_COLUMNS} ${MATCHED_FROM}
     WHERE a.provider = ${provider} AND a.reference = ${reference}
  ) AS ranked
  ORDER BY rank LIMIT 1`;
const MATCH = prepared('match_webhook', matched('$1', '$2', '$3'));

// The event and the job that processes it come into being together.
const INSERT = prepared(
  'insert_webhook',
  `
  WITH event AS (
    INSERT INTO webhook_events
      (provider, kind, dedupe_key, invoice_id, reference, state, body, payment_id, user_id, trust,
       outcome, origin)
    VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12::jsonb)
    ON CONFLICT (provider, dedupe_key) DO NOTHING
    RETURNING *
  )
  SELECT id, CASE WHEN outcome = 'stored' THEN ${addProcessing('event.origin', NEW_KEY)} END AS job FROM event`,
);

// What an event says of its invoice and reference is in its columns: the attempt is found with it.
const FIND = prepared(
  'find_webhook',
  `
  SELECT e.id, e.provider, e.trust, e.outcome, e.payment_id AS "eventPaymentId", e.body, found.*
    FROM webhook_events e
    LEFT JOIN LATERAL (${matched('e.provider', 'e.invoice_id', 'e.reference')}) AS found ON true
   WHERE e.id = $1`,
);

const FINISH = prepared(
  'finish_webhook',
  `UPDATE webhook_events
      SET outcome = $2, payment_id = COALESCE(payment_id, $3),
          user_id = COALESCE(user_id, $4), processed_at = now()
    WHERE id = $1`,
);

// Events that no payment was known for are processed once one is: at once by whoever learns the
// invoice, and a little later if the two have just missed each other.
const MATCH_EARLY = prepared(
  'match_early',
  `
  WITH event AS (
    UPDATE webhook_events SET outcome = 'stored'
     WHERE outcome = 'unmatched' AND provider = $1 AND invoice_id = $2
    RETURNING *
  )
  SELECT ${addProcessing()} FROM event`,
);
const REVIVE_UNMATCHED = `
  WITH event AS (
    UPDATE webhook_events e SET outcome = 'stored'
     WHERE e.outcome = 'unmatched' AND e.received_at > now() - interval '1 hour'
       AND EXISTS (SELECT FROM payment_attempts a
                    WHERE a.provider = e.provider AND a.environment IN ('sandbox', 'live')
                      AND a.invoice_id = e.invoice_id)
    RETURNING *
  )
  SELECT ${addProcessing()} FROM event`;

/** The SQL of the inbox. */
@Injectable()
export class WebhooksRepository implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly invoices: LearnedInvoices,
  ) {}

  onModuleInit(): void {
    this.invoices.listen(async (tx, provider, invoiceId) => {
      await tx.query(MATCH_EARLY, [provider, invoiceId]);
    });
  }

  /** The attempt that an event is about, by its invoice, else by its reference. */
  async findAttempt(
    provider: ProviderCode,
    { invoiceId, reference }: Pick<WebhookNotice, 'invoiceId' | 'reference'>,
  ): Promise<MatchedAttempt | null> {
    const [row] = await this.database.query<MatchedRow>(MATCH, [provider, invoiceId, reference]);
    return row ? matchedFrom(row) : null;
  }

  /**
   * Stores an event, together with the job that will process it if there is anything to process.
   * @returns whether it is new
   */
  async insertIfNew(
    provider: ProviderCode,
    notice: WebhookNotice,
    judged: {
      readonly attempt: MatchedAttempt | null;
      readonly trust: WebhookTrust;
      readonly outcome: WebhookOutcome;
    },
  ): Promise<boolean> {
    const rows = await this.database.query(INSERT, [
      provider,
      notice.kind,
      notice.dedupeKey,
      notice.invoiceId,
      notice.reference,
      notice.state,
      JSON.stringify(notice.body),
      judged.attempt?.paymentId,
      judged.attempt?.userId,
      judged.trust,
      judged.outcome,
      JSON.stringify(currentOrigin()),
    ]);
    return rows.length > 0;
  }

  /** An event as it was stored, with the attempt that it is about. */
  async find(eventId: string): Promise<StoredEvent | null> {
    const [row] = await this.database.query<EventRow>(FIND, [eventId]);
    if (!row) return null;
    const { id, provider, trust, outcome, eventPaymentId, body, ...attempt } = row;
    return {
      ...{ id, provider, trust, outcome, body, paymentId: eventPaymentId },
      attempt: isMatched(attempt) ? matchedFrom(attempt) : null,
    };
  }

  /**
   * Notes what became of an event, and which payment it was about if it was stored without one:
   * the payment that its sender was judged by stays.
   */
  async finish(id: string, outcome: WebhookOutcome, attempt: MatchedAttempt | null): Promise<void> {
    const values = [id, outcome, attempt?.paymentId, attempt?.userId];
    await this.database.query(FINISH, values);
  }

  /**
   * Gives the unmatched events of the last hour, whose invoice is known by now, to the worker.
   * @returns how many
   */
  async reviveUnmatched(): Promise<number> {
    return (await this.database.query(REVIVE_UNMATCHED)).length;
  }
}

const isMatched = (row: MatchedRow | Record<keyof MatchedRow, null>): row is MatchedRow =>
  row.paymentId !== null;

function matchedFrom({ amountMinor, currency, ...attempt }: MatchedRow): MatchedAttempt {
  return { ...attempt, asked: Money.fromMinor(safeInteger(amountMinor), currency) };
}
