import { Injectable } from '@nestjs/common';
import { type EntitlementBriefRow } from '../access/read/entitlement-brief.js';
import { Clock } from '../common/clock.js';
import { EVENT_TYPES, type EventType } from '../database/outbox.js';
import { type PaymentBriefRow } from '../payments/read/index.js';
import { type ReceiptRecord } from '../receipts/receipt-list.js';
import { type EventCursor } from './event-cursor.js';
import { EventEpochs } from './event-epochs.js';
import { eventErrors } from './event-errors.js';
import { EventFrontier } from './event-frontier.js';
import { EventSubjectsRepository, type NamedRouter } from './event-subjects.repository.js';
import { type EventRow, EventsRepository } from './events.repository.js';

const TYPE_OF = new Map<number, EventType>(
  Object.entries(EVENT_TYPES).map(([type, number]) => [number, type as EventType]),
);

/** What an event is about, with the time at which this was read. */
export interface EventData {
  readonly payment: PaymentBriefRow | null;
  readonly entitlement: EntitlementBriefRow | null;
  readonly receipt: ReceiptRecord | null;
  readonly router: NamedRouter | null;
  readonly detail: string | null;
  readonly now: Date;
}

/** An event with what it is about. */
export interface ShownEvent {
  readonly id: string;
  readonly type: EventType;
  readonly createdAt: Date;
  readonly data: EventData;
}

type KnownEvent = Omit<EventRow, 'type'> & { readonly type: EventType };

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
    private readonly clock: Clock,
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
    const events = rows.flatMap((row): KnownEvent[] => {
      const type = TYPE_OF.get(row.type);
      return type ? [{ ...row, type }] : [];
    });
    const subjects = await this.subjects.find(userId, {
      payments: events.flatMap((event) => paymentIn(event) ?? []),
      entitlements: events.flatMap((event) => entitlementIn(event) ?? []),
      receipts: events.flatMap((event) => receiptIn(event) ?? []),
      routers: events.flatMap((event) => routerIn(event) ?? []),
    });
    const now = this.clock.now();
    return events.map((event) => ({
      ...{ id: event.id, type: event.type, createdAt: event.createdAt },
      data: {
        payment: subjects.payments.get(paymentIn(event) ?? '') ?? null,
        entitlement: subjects.entitlements.get(entitlementIn(event) ?? '') ?? null,
        receipt: subjects.receipts.get(receiptIn(event) ?? '') ?? null,
        router: subjects.routers.get(routerIn(event) ?? '') ?? null,
        detail: isNumbered(event) ? null : event.detail,
        now,
      },
    }));
  }
}

const isAbout = ({ type }: KnownEvent, kind: string): boolean => type.startsWith(`${kind}.`);
/** Whether the detail is the id of something that has an integer. */
const isNumbered = (event: KnownEvent): boolean =>
  isAbout(event, 'receipt') || isAbout(event, 'router');
const paymentIn = (event: KnownEvent): string | null =>
  isAbout(event, 'payment') || isAbout(event, 'receipt') ? event.subject : null;
const entitlementIn = (event: KnownEvent): string | null =>
  isAbout(event, 'access') ? event.subject : null;
const receiptIn = (event: KnownEvent): string | null =>
  isAbout(event, 'receipt') ? event.detail : null;
const routerIn = (event: KnownEvent): string | null =>
  isAbout(event, 'router') ? event.detail : null;
