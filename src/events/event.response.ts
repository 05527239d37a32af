import { EntitlementBriefResponse } from '../access/read/entitlement-brief.js';
import { response } from '../common/openapi/response.js';
import {
  about,
  flag,
  instant,
  integer,
  list,
  nullable,
  oneOf,
  text,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { EVENT_TYPES, type EventType } from '../database/outbox.js';
import { PaymentBriefResponse, RouterBriefResponse } from '../payments/read/index.js';
import { ReceiptResponse } from '../receipts/receipt.response.js';
import { encodeEventCursor } from './event-cursor.js';
import { type EventData, type EventPage, type ShownEvent } from './events.service.js';

const TYPES = Object.keys(EVENT_TYPES) as EventType[];

const EventDataResponse = response<EventData>(
  'EventData',
  'What the event is about, as it is when the event is read; the other fields are null.',
).with({
  payment: [
    nullable(PaymentBriefResponse.schema),
    PaymentBriefResponse.example,
    ({ payment }) => payment && PaymentBriefResponse.of(payment),
  ],
  entitlement: [
    nullable(EntitlementBriefResponse.schema),
    null,
    ({ entitlement: row, now }) => row && EntitlementBriefResponse.of({ row, now }),
  ],
  receipt: [
    about('Money at a till.', nullable(ReceiptResponse.schema)),
    null,
    ({ receipt }) => receipt && ReceiptResponse.of(receipt),
  ],
  router: [
    nullable(RouterBriefResponse.schema),
    null,
    ({ router }) => router && RouterBriefResponse.of(router),
  ],
  detail: [
    about(
      'For `payment.review` the reason; for `payment.reversed` the receipt that was taken back; for ' +
        '`access.online`, `offline`, `device_moved` and `device_removed` the MAC address of the device.',
      nullable(text),
    ),
    null,
    ({ detail }) => detail,
  ],
});

const EventResponse = response<ShownEvent>('Event', 'Something that has happened.').with({
  id: [integer(1), 4711, ({ id }) => Number(id)],
  type: [oneOf(TYPES), 'payment.completed', ({ type }) => type],
  created_at: [instant, '2026-03-01T09:00:30.000Z', ({ createdAt }) => toIso(createdAt)],
  data: [
    EventDataResponse.schema,
    EventDataResponse.example,
    ({ data }) => EventDataResponse.of(data),
  ],
});

/** `GET /events/` */
export const EventsResponse = response<EventPage>(
  'Events',
  'The events after a cursor, the oldest first.',
).with({
  events: [
    list(EventResponse.schema),
    [EventResponse.example],
    ({ events }) => events.map(EventResponse.of),
  ],
  cursor: [
    about('For `after` of the next request.', text),
    encodeEventCursor({ epoch: '0198c0de-0000-7000-8000-0000000000ee', id: 4711 }),
    ({ cursor }) => encodeEventCursor(cursor),
  ],
  has_more: [about('Whether to ask again at once.', flag), false, ({ hasMore }) => hasMore],
});
