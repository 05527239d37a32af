import { Injectable } from '@nestjs/common';
import { EVENT_TYPES, type EventType } from '../database/outbox.js';
import { type PaymentBriefRow } from '../payments/read/index.js';
import { type EventCursor } from './event-cursor.js';
import { EventEpochs } from './event-epochs.js';
import { eventErrors } from './event-errors.js';
import { EventFrontier } from './event-frontier.js';
import { EventSubjectsRepository } from './event-subjects.repository.js';
import { type EventRow, EventsRepository } from './events.repository.js';

const TYPE_OF = new Map<number, EventType>(
  Object.entries(EVENT_TYPES).map(([type, number]) => [number, type as EventType]),
);

/** An event with what it is about. */
export interface ShownEvent extends EventRow {
  readonly name: EventType;
  readonly payment: PaymentBriefRow | null;
}

/** The events after a cursor, and the cursor after them. */
export interface EventPage {
  readonly events: readonly ShownEvent[];
  readonly cursor: EventCursor;
  readonly hasMore: boolean;
}

/** Reads the events of an operator: each once, in order, however late its transaction commits. */
@Injectable()
export class EventsService {
  constructor(
    private readonly frontier: EventFrontier,
    private readonly events: EventsRepository,
    private readonly epochs: EventEpochs,
    private readonly subjects: EventSubjectsRepository,
  ) {}

  /** The cursor of now. */
  async end(): Promise<EventPage> {
    const { epoch, id } = await this.frontier.current();
    return { events: [], cursor: { epoch, id }, hasMore: false };
  }

  /**
   * The events after a cursor, the oldest first.
   * @throws ApiError 410 when the cursor is of another database, or older than what is kept
   */
  async after(userId: number, cursor: EventCursor, limit: number): Promise<EventPage> {
    const frontier = await this.frontier.current();
    const { epoch, id } = frontier;
    const isOfNow = cursor.epoch === epoch && cursor.id <= id;
    if (!isOfNow && !(await this.epochs.knows(cursor))) throw eventErrors.cursorExpired();
    // It is further when another server has given it out.
    if (cursor.id >= id) return { events: [], cursor: { epoch, id: cursor.id }, hasMore: false };
    const rows = await this.events.after(userId, cursor, frontier, limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const hasMore = rows.length > limit;
    return {
      events: await this.shown(userId, page),
      // The epoch of a cursor says from which day on events are read, so it stays until all are.
      cursor: hasMore && last ? { epoch: cursor.epoch, id: Number(last.id) } : { epoch, id },
      hasMore,
    };
  }

  /** Those of a type that only a newer version knows are left out. */
  private async shown(userId: number, rows: readonly EventRow[]): Promise<ShownEvent[]> {
    const known = rows.flatMap((row) => {
      const name = TYPE_OF.get(row.type);
      return name ? [{ ...row, name }] : [];
    });
    const ids = known.flatMap(({ name, subject }) =>
      name.startsWith('payment.') && subject !== null ? [subject] : [],
    );
    const payments = await this.subjects.payments(userId, [...new Set(ids)]);
    return known.map((event) => ({
      ...event,
      payment: payments.get(event.subject ?? '') ?? null,
    }));
  }
}
