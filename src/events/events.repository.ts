import { Injectable } from '@nestjs/common';
import { timeOfId } from '../common/ids/uuid.js';
import { Database } from '../database/database.js';
import { prepared, statement } from '../database/statement.js';
import { type EventCursor } from './event-cursor.js';
import { type Frontier } from './event-frontier.js';

const DAY_MS = 86_400_000;
/** The days that have a partition of their own at the same time; see the migration of `events`. */
const SLOTS = 10;
/**
 * How much earlier than its cursor an event may have been written, in ms. Transactions of the server
 * end within seconds: see the time limits in `database/data-source.ts`.
 */
const LONGEST_TRANSACTION_MS = 3_600_000;
/** A cursor that was given out earlier reads all partitions. */
const MAX_RECENT_DAYS = 3;

/** An event as it is stored. */
export interface EventRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly type: number;
  readonly subject: string | null;
  readonly detail: string | null;
}

interface Asked {
  readonly userId: number;
  readonly after: number;
  readonly last: number;
  readonly limit: number;
}
type Slots = Readonly<Record<'firstSlot' | 'secondSlot' | 'thirdSlot', number>>;

const after = (condition: string): string => `
  SELECT id, created_at AS "createdAt", type, subject, detail
    FROM events
   WHERE user_id = :userId AND id > :after AND id <= :last ${condition}
   ORDER BY id LIMIT :limit`;

// Programs that follow the events ask often, and read the partitions of a day or two.
const READ_RECENT = prepared<EventRow, Asked & Slots>(
  'read_recent_events',
  after('AND slot IN (:firstSlot::smallint, :secondSlot::smallint, :thirdSlot::smallint)'),
);
const READ_ALL = statement<EventRow, Asked>('read_events', after(''));

/** The SQL of reading events. */
@Injectable()
export class EventsRepository {
  constructor(private readonly database: Database) {}

  /** The events of an operator between a cursor and the frontier, the oldest first. */
  after(
    userId: number,
    cursor: EventCursor,
    { id: last, today }: Frontier,
    limit: number,
  ): Promise<EventRow[]> {
    const asked = { userId, after: cursor.id, last, limit };
    const slots = slotsSince(cursor, today);
    return this.database.query(slots ? READ_RECENT({ ...asked, ...slots }) : READ_ALL(asked));
  }
}

/** The partitions that may have later events; null when there are too many of them. */
function slotsSince({ epoch }: EventCursor, today: number): Slots | null {
  const first = Math.floor((timeOfId(epoch) - LONGEST_TRANSACTION_MS) / DAY_MS);
  if (first > today || today - first >= MAX_RECENT_DAYS) return null;
  return {
    firstSlot: first % SLOTS,
    secondSlot: Math.min(first + 1, today) % SLOTS,
    thirdSlot: today % SLOTS,
  };
}
