import { Filter } from '../common/validation/filters.js';
import { decodeEventCursor, type EventCursor } from './event-cursor.js';

const MAX_LIMIT = 200;

/** `GET /events/` */
export class EventsQuery {
  @Filter(
    {
      type: 'string',
      description:
        'The `cursor` of an earlier answer. Without it, the answer is the cursor of now.',
    },
    decodeEventCursor,
    '$property must be the cursor of an earlier answer',
  )
  after?: EventCursor;

  @Filter(
    {
      type: 'integer',
      minimum: 1,
      description: `How many events an answer has; without it ${MAX_LIMIT}, which is the most.`,
    },
    (text) => (/^[1-9]\d{0,8}$/.test(text) ? Math.min(Number(text), MAX_LIMIT) : null),
    '$property must be a whole number above zero',
  )
  limit?: number;

  /** The limit, or the most when there is none. */
  static limitOf({ limit }: EventsQuery): number {
    return limit ?? MAX_LIMIT;
  }
}
