import { invalidFields } from '../common/errors/api-error.js';
import { mustBeOneOf } from '../common/http/path-words.js';
import { answer, type Description } from '../common/openapi/describe.decorator.js';
import { pageOf, resource } from '../common/openapi/page.schema.js';
import { instant, integerId, nullable, oneOf, text, uuid } from '../common/openapi/schema.js';
import { WEBHOOK_OUTCOMES, WEBHOOK_TRUSTS } from './webhook-event.js';
import { eventNotFound, type eventResponse } from './webhook-events.response.js';

const WebhookEvent = resource<ReturnType<typeof eventResponse>>(
  'WebhookEvent',
  'What a provider has reported about a payment, and what became of it.',
  {
    id: integerId,
    kind: text,
    invoice_id: nullable(text),
    api_ref: nullable(text),
    state: nullable(text),
    payment_id: nullable(uuid),
    trust: oneOf(WEBHOOK_TRUSTS),
    outcome: oneOf(WEBHOOK_OUTCOMES),
    received_at: instant,
    processed_at: nullable(instant),
  },
  {
    id: 1,
    kind: 'collection',
    invoice_id: 'Y5JJV4V',
    api_ref: '0198c0de-0000-7000-8000-000000000001-1',
    state: 'COMPLETE',
    payment_id: '0198c0de-0000-7000-8000-000000000001',
    trust: 'authenticated',
    outcome: 'settled',
    received_at: '2026-03-01T09:00:30.000Z',
    processed_at: '2026-03-01T09:00:30.000Z',
  },
);

const Replayed = resource<{ readonly message: string }>(
  'WebhookReplay',
  'The event is on its way again.',
  { message: text },
  { message: 'The event will be processed again.' },
);

/** Describes the endpoints of webhook events. */
export const webhookEventsDocs = {
  list: {
    summary: 'List webhook events',
    parameters: [
      { name: 'outcome', in: 'query', required: false, schema: oneOf(WEBHOOK_OUTCOMES) },
    ],
    answers: [answer(200, 'A page of events.', pageOf('WebhookEvent', WebhookEvent))],
    errors: [invalidFields({ outcome: [mustBeOneOf('outcome', WEBHOOK_OUTCOMES)] })],
  },
  replay: {
    summary: 'Process a webhook event once more',
    answers: [answer(200, 'It will be.', Replayed)],
    errors: [eventNotFound()],
  },
} as const satisfies Record<string, Description>;
