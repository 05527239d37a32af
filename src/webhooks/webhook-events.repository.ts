import { Inject, Injectable } from '@nestjs/common';
import { type PageAsked } from '../common/http/paging.js';
import { currentOrigin } from '../common/http/request-context.js';
import { type Page, pageFrom } from '../common/pagination/page.js';
import { Database, type Sql } from '../database/database.js';
import { positionOf } from '../database/keyset.js';
import { ReadDatabase } from '../database/read-database.js';
import { addProcessing } from './process-webhook.job.js';
import { type WebhookOutcome, type WebhookTrust } from './webhook-event.js';

/** A stored event as shown to operators. */
export interface EventRecord {
  readonly id: string;
  readonly kind: string;
  readonly invoiceId: string | null;
  readonly reference: string | null;
  readonly state: string | null;
  readonly paymentId: string | null;
  readonly trust: WebhookTrust;
  readonly outcome: WebhookOutcome;
  readonly createdAt: Date;
  readonly processedAt: Date | null;
}

const COLUMNS = `
  e.id, e.kind, e.invoice_id AS "invoiceId", e.reference, e.state,
  e.payment_id AS "paymentId", e.trust, e.outcome, e.received_at AS "createdAt",
  e.processed_at AS "processedAt"`;

// An event belongs to the operator of its payment.
const listStatement = (comparison: '<' | '>', order: 'ASC' | 'DESC'): string => `
  SELECT ${COLUMNS}
    FROM webhook_events e
   WHERE e.user_id = $1
     AND ($2::text IS NULL OR e.outcome = $2)
     AND ($3::timestamptz IS NULL OR (e.received_at, e.id) ${comparison} ($3, $4::bigint))
   ORDER BY e.received_at ${order}, e.id ${order}
   LIMIT $5`;
const LIST_OLDER = listStatement('<', 'DESC');
const LIST_NEWER = listStatement('>', 'ASC');

const REPLAY = `
  WITH event AS (
    UPDATE webhook_events SET outcome = 'stored'
     WHERE id = ANY ($1::bigint[]) AND ($2::integer IS NULL OR user_id = $2)
       AND kind = 'collection' AND body <> '{}'::jsonb
    RETURNING *
  )
  SELECT id, ${addProcessing('$3')} AS job FROM event`;

/** The SQL for listing and replaying events. */
@Injectable()
export class WebhookEventsRepository {
  constructor(
    private readonly database: Database,
    @Inject(ReadDatabase) private readonly lists: Sql,
  ) {}

  /** Events about an operator's payments, newest first. */
  async listOwned(
    userId: number,
    outcome: WebhookOutcome | null,
    asked: PageAsked,
  ): Promise<Page<EventRecord>> {
    const { cursor, limit } = asked;
    const rows = await this.lists.query<EventRecord>(
      cursor?.direction === 'previous' ? LIST_NEWER : LIST_OLDER,
      [userId, outcome, cursor?.at ?? null, cursor?.id ?? null, limit + 1],
    );
    return pageFrom(rows, asked, positionOf, asked.linkTo);
  }

  /** The newest events of all operators with this outcome. */
  listAll(outcome: WebhookOutcome, most: number): Promise<EventRecord[]> {
    return this.database.query<EventRecord>(
      `SELECT ${COLUMNS} FROM webhook_events e WHERE e.outcome = $1 ORDER BY e.id DESC LIMIT $2`,
      [outcome, most],
    );
  }

  /**
   * Processes events again. This is safe, because an event that was applied has no further effect.
   *
   * @param userId the operator of their payments; null for any
   * @returns the ids of the events that will be processed
   */
  async replay(ids: readonly string[], userId: number | null): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(REPLAY, [
      ids,
      userId,
      JSON.stringify(currentOrigin()),
    ]);
    return rows.map(({ id }) => id);
  }
}
