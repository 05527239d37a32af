import { type ApiError, notFound } from '../common/errors/api-error.js';
import { toIso } from '../common/time/instant.js';
import { type EventRecord } from './webhook-events.repository.js';

/** An event as the API shows it. */
export const eventResponse = (event: EventRecord) => ({
  id: Number(event.id),
  kind: event.kind,
  invoice_id: event.invoiceId,
  api_ref: event.reference,
  state: event.state,
  payment_id: event.paymentId,
  trust: event.trust,
  outcome: event.outcome,
  received_at: toIso(event.receivedAt),
  processed_at: toIso(event.processedAt),
});

/** The event does not exist, or is about no payment or another operator's. */
export const eventNotFound = (): ApiError =>
  notFound('webhook_event_not_found', 'Webhook event not found or access denied');
