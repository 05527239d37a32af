/**
 * The types of events with the numbers that the rows of `events` have. A number is never given to
 * another type: rows of an earlier version may be left. Triggers and a function write those of access
 * and receipts, because functions of the database make the changes (migrations 1790000000361 to 364
 * and 402).
 */
export const EVENT_TYPES = {
  'payment.created': 1,
  'payment.completed': 2,
  'payment.failed': 3,
  'payment.retried': 4,
  'payment.review': 5,
  'payment.review_closed': 6,
  'payment.reversed': 7,
  'access.granted': 11,
  'access.started': 12,
  'access.online': 13,
  'access.offline': 14,
  'access.extended': 15,
  'access.revoked': 16,
  'access.device_moved': 17,
  'access.device_removed': 18,
  'router.first_seen': 21,
  'router.silent': 22,
  'router.seen': 23,
  'receipt.unmatched': 31,
  'receipt.counted': 32,
  'receipt.reversed': 33,
} as const;
export type EventType = keyof typeof EVENT_TYPES;

/** An event about the row that a statement changes. */
export interface OutboxEvent {
  readonly type: EventType;
  /** What the row itself does not say, such as the reason of a review. */
  readonly detail: string | null;
}

/** The parameters of {@link appendEvents}. */
export interface EventParameters {
  readonly eventTypes: readonly number[];
  readonly eventDetails: readonly (string | null)[];
}

/** The parameters for these events, which get their ids in this order. */
export const eventParameters = (events: readonly OutboxEvent[]): EventParameters => ({
  eventTypes: events.map(({ type }) => EVENT_TYPES[type]),
  eventDetails: events.map(({ detail }) => detail),
});

/**
 * SQL that writes the events of {@link eventParameters} about the row that a part of the same
 * statement returns. A change and its events are then one statement: there is none without the other.
 *
 * @param changed the name of that part; its row has `user_id` and `id`
 */
export const appendEvents = (changed: string): string => `
    INSERT INTO events (user_id, type, subject, detail)
    SELECT changed.user_id, event.type, changed.id, event.detail
      FROM ${changed} changed
     CROSS JOIN unnest(:eventTypes::smallint[], :eventDetails::text[]) AS event (type, detail)`;

/** SQL that writes one event of a constant type about that row. */
export const appendEvent = (changed: string, type: EventType): string => `
    INSERT INTO events (user_id, type, subject)
    SELECT user_id, ${EVENT_TYPES[type]}, id FROM ${changed}`;

/** The same about a row with an integer id. */
export const appendNumberedEvent = (
  changed: string,
  type: EventType,
  condition: string,
): string => `
    INSERT INTO events (user_id, type, detail)
    SELECT user_id, ${EVENT_TYPES[type]}, id::text FROM ${changed} WHERE ${condition}`;
