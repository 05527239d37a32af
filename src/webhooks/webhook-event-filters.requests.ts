import { WordFilter } from '../common/validation/filters.js';
import { WEBHOOK_OUTCOMES, type WebhookOutcome } from './webhook-event.js';

/** `GET /payments/webhook-events/`: events must match the filter. */
export class WebhookEventFiltersQuery {
  @WordFilter(WEBHOOK_OUTCOMES)
  outcome?: WebhookOutcome;
}
