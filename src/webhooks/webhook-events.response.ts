import { message, pageOf, response } from '../common/openapi/response.js';
import {
  about,
  instant,
  integerId,
  nullable,
  oneOf,
  type Schema,
  text,
  uuid,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { WEBHOOK_OUTCOMES, WEBHOOK_TRUSTS } from './webhook-event.js';
import { type EventDetails, type EventRecord } from './webhook-events.repository.js';

/** An event as the API shows it. */
export const WebhookEventResponse = response<EventRecord>(
  'WebhookEvent',
  'What a provider has reported about a payment, and what became of it.',
).with({
  id: [integerId, 1, (r) => Number(r.id)],
  kind: [text, 'collection', (r) => r.kind],
  invoice_id: [nullable(text), 'Y5JJV4V', (r) => r.invoiceId],
  api_ref: [nullable(text), '0198c0de-0000-7000-8000-000000000001-1', (r) => r.reference],
  state: [nullable(text), 'COMPLETE', (r) => r.state],
  payment_id: [nullable(uuid), '0198c0de-0000-7000-8000-000000000001', (r) => r.paymentId],
  trust: [oneOf(WEBHOOK_TRUSTS), 'authenticated', (r) => r.trust],
  outcome: [oneOf(WEBHOOK_OUTCOMES), 'settled', (r) => r.outcome],
  received_at: [instant, '2026-03-01T09:00:30.000Z', (r) => toIso(r.receivedAt)],
  processed_at: [nullable(instant), '2026-03-01T09:00:30.000Z', (r) => toIso(r.processedAt)],
});

const anObject: Schema<EventDetails['body']> = { type: 'object' };

/** `GET /payments/webhook-events/{id}/` */
export const WebhookEventDetailsResponse = response<EventDetails>(
  'WebhookEventDetails',
  'An event with what the provider has sent.',
).with({
  ...WebhookEventResponse.fields,
  provider: [text, 'instasend', (r) => r.provider],
  body: [
    about(
      'As it was received, without its challenge; null when it is older than bodies are kept ' +
        '(`WEBHOOK_BODY_DAYS`).',
      nullable(anObject),
    ),
    { invoice_id: 'Y5JJV4V', state: 'COMPLETE', value: '50.00', currency: 'KES' },
    ({ body }) => (Object.keys(body).length === 0 ? null : body),
  ],
});

export const WebhookEventPage = pageOf('WebhookEvent', WebhookEventResponse);

/** `POST /payments/webhook-events/{id}/replay/` */
export const WebhookReplayResponse = message(
  'WebhookReplay',
  'The event is on its way again.',
  'The event will be processed again.',
);
