import { Injectable } from '@nestjs/common';
import { Money } from '../common/money/money.js';
import { safeInteger } from '../database/columns.js';
import { Database } from '../database/database.js';
import { type WebhookNotice } from '../providers/payment-provider.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { type WebhookOutcome, type WebhookTrust } from './webhook-event.js';

/** The attempt that a webhook is about, and what its content is held against. */
export interface MatchedAttempt {
  readonly paymentId: string;
  readonly number: number;
  readonly reference: string;
  readonly invoiceId: string | null;
  readonly asked: Money;
  /** The challenge of the keys it was made with, sealed; null when none is set. */
  readonly challengeSealed: string | null;
}

type MatchedRow = Omit<MatchedAttempt, 'asked'> & {
  readonly amountMinor: string;
  readonly currency: string;
};

const MATCHED_COLUMNS = `
  a.payment_id AS "paymentId", a.number, a.reference, a.invoice_id AS "invoiceId",
  p.amount_minor AS "amountMinor", p.currency, c.webhook_challenge_sealed AS "challengeSealed"`;
const MATCHED_FROM = `
  FROM payment_attempts a
  JOIN payments p ON p.id = a.payment_id
  LEFT JOIN credentials c ON c.id = a.credential_id`;

// By invoice, else by reference. Both environments are named so that the index on
// (provider, environment, invoice_id) serves.
const MATCH = `
  SELECT * FROM (
    SELECT 1 AS rank, ${MATCHED_COLUMNS} ${MATCHED_FROM}
     WHERE a.provider = $1 AND a.environment IN ('sandbox', 'live') AND a.invoice_id = $2
    UNION ALL
    SELECT 2 AS rank, ${MATCHED_COLUMNS} ${MATCHED_FROM}
     WHERE a.provider = $1 AND a.reference = $3
  ) AS found
  ORDER BY rank LIMIT 1`;

const INSERT = `
  INSERT INTO webhook_events
    (provider, kind, dedupe_key, invoice_id, reference, state, body, payment_id, trust, outcome)
  VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10)
  ON CONFLICT (provider, dedupe_key) DO NOTHING
  RETURNING id`;

/** The SQL of the inbox. */
@Injectable()
export class WebhooksRepository {
  constructor(private readonly database: Database) {}

  /** The attempt that an event is about, by its invoice, else by its reference. */
  async findAttempt(
    provider: ProviderCode,
    { invoiceId, reference }: Pick<WebhookNotice, 'invoiceId' | 'reference'>,
  ): Promise<MatchedAttempt | null> {
    const [row] = await this.database.query<MatchedRow>(MATCH, [provider, invoiceId, reference]);
    if (!row) return null;
    const { amountMinor, currency, ...attempt } = row;
    return { ...attempt, asked: Money.fromMinor(safeInteger(amountMinor), currency) };
  }

  /** Stores an event; null when it has been stored before. */
  async insertIfNew(
    provider: ProviderCode,
    notice: WebhookNotice,
    judged: { paymentId: string | null; trust: WebhookTrust; outcome: WebhookOutcome },
  ): Promise<string | null> {
    const [row] = await this.database.query<{ id: string }>(INSERT, [
      provider,
      notice.kind,
      notice.dedupeKey,
      notice.invoiceId,
      notice.reference,
      notice.state,
      JSON.stringify(notice.body),
      judged.paymentId,
      judged.trust,
      judged.outcome,
    ]);
    return row?.id ?? null;
  }

  /** Notes what became of an event. */
  async finish(id: string, outcome: WebhookOutcome): Promise<void> {
    await this.database.query(
      'UPDATE webhook_events SET outcome = $2, processed_at = now() WHERE id = $1',
      [id, outcome],
    );
  }

  /**
   * Takes the events that waited for this invoice to become known.
   * @returns their ids; an event is given to one caller only
   */
  async claimUnmatched(
    provider: ProviderCode,
    invoiceId: string,
    paymentId: string,
  ): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE webhook_events SET payment_id = $3, outcome = 'stored'
        WHERE outcome = 'unmatched' AND invoice_id = $2 AND provider = $1
        RETURNING id`,
      [provider, invoiceId, paymentId],
    );
    return rows.map(({ id }) => id);
  }
}
