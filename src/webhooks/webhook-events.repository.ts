import { Inject, Injectable } from '@nestjs/common';
import { type PageAsked } from '../common/http/paging.js';
import { currentOrigin } from '../common/http/request-context.js';
import { type Page } from '../common/pagination/page.js';
import { propertiesBut, selectList } from '../database/columns.js';
import { Database, type Sql } from '../database/database.js';
import { keyset, pageOf } from '../database/keyset.js';
import { ReadDatabase } from '../database/read-database.js';
import { queryOf, statement } from '../database/statement.js';
import { addProcessing } from './process-webhook.job.js';
import { WebhookEventEntity } from './webhook-event.entity.js';
import { type WebhookOutcome } from './webhook-event.js';

const SHOWN = propertiesBut(WebhookEventEntity, [
  'provider',
  'dedupeKey',
  'body',
  'userId',
  'origin',
]);

/** A stored event as shown to operators. */
export type EventRecord = Readonly<Pick<WebhookEventEntity, (typeof SHOWN)[number]>>;

/** A stored event with what the provider sent. */
export type EventDetails = EventRecord & Readonly<Pick<WebhookEventEntity, 'provider' | 'body'>>;

const COLUMNS = selectList(WebhookEventEntity, 'e', SHOWN);

const FIND = statement<EventDetails, { id: number; userId: number }>(
  'webhook_of_operator',
  `SELECT ${COLUMNS}, e.provider, e.body FROM webhook_events e WHERE e.id = :id AND e.user_id = :userId`,
);

const LIST_ALL = statement<EventRecord, { outcome: WebhookOutcome; most: number }>(
  'webhooks_of_everyone',
  `SELECT ${COLUMNS} FROM webhook_events e WHERE e.outcome = :outcome ORDER BY e.id DESC LIMIT :most`,
);

const REPLAY = statement<
  { id: string },
  { ids: readonly string[]; userId: number | null; origin: string }
>(
  'webhook_replay',
  `
  WITH event AS (
    UPDATE webhook_events SET outcome = 'stored'
     WHERE id = ANY (:ids::bigint[]) AND (:userId::integer IS NULL OR user_id = :userId)
       AND kind = 'collection' AND body <> '{}'::jsonb
    RETURNING *
  )
  SELECT id, ${addProcessing(':origin')} AS job FROM event`,
);

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
    const { condition, orderBy, parameters } = keyset(asked, 'e.received_at', 'e.id');
    const query = queryOf<EventRecord>(
      `
      SELECT ${COLUMNS}
        FROM webhook_events e
       WHERE e.user_id = :userId ${outcome === null ? '' : 'AND e.outcome = :outcome'} AND ${condition}
       ORDER BY ${orderBy}
       LIMIT :most`,
      { userId, outcome, ...parameters },
    );
    return pageOf(await this.lists.query(query), asked, ({ receivedAt }) => receivedAt);
  }

  /** An event about an operator's payment; null when there is none. */
  async findOwned(userId: number, id: number): Promise<EventDetails | null> {
    const [event] = await this.lists.query(FIND({ id, userId }));
    return event ?? null;
  }

  /** The newest events of all operators with this outcome. */
  listAll(outcome: WebhookOutcome, most: number): Promise<EventRecord[]> {
    return this.database.query(LIST_ALL({ outcome, most }));
  }

  /**
   * Processes events again. This is safe, because an event that was applied has no further effect.
   *
   * @param userId the operator of their payments; null for any
   * @returns the ids of the events that will be processed
   */
  async replay(ids: readonly string[], userId: number | null): Promise<string[]> {
    const origin = JSON.stringify(currentOrigin());
    const rows = await this.database.query(REPLAY({ ids, userId, origin }));
    return rows.map(({ id }) => id);
  }
}
