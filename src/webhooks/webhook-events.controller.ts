import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { invalidFields, notFound, type ApiError } from '../common/errors/api-error.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdPipe } from '../common/http/path-ids.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { type Page } from '../common/pagination/page.js';
import { toIso } from '../common/time/instant.js';
import { mapPage } from '../database/keyset.js';
import { WEBHOOK_OUTCOMES, type WebhookOutcome } from './webhook-event.js';
import { type EventRecord, WebhookEventsRepository } from './webhook-events.repository.js';

type EventResponse = ReturnType<typeof eventResponse>;

const eventNotFound = (): ApiError =>
  notFound('webhook_event_not_found', 'Webhook event not found or access denied');

/** What IntaSend has reported about an operator's payments, and what became of it. */
@Controller('payments/webhook-events')
export class WebhookEventsController {
  constructor(private readonly events: WebhookEventsRepository) {}

  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @PageOf(isIntegerId) page: PageAsked,
    @Query('outcome') outcome: unknown,
  ): Promise<Page<EventResponse>> {
    const events = await this.events.listOwned(userId, outcomeOf(outcome), page);
    return mapPage(events, eventResponse);
  }

  /** Has an event processed once more. */
  @Post(':id/replay')
  @HttpCode(200)
  async replay(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(eventNotFound)) id: number,
  ): Promise<{ message: string }> {
    const replayed = await this.events.replay([String(id)], userId);
    if (replayed.length === 0) throw eventNotFound();
    return { message: 'The event will be processed again.' };
  }
}

function outcomeOf(value: unknown): WebhookOutcome | null {
  if (value === undefined || value === '') return null;
  const outcome = WEBHOOK_OUTCOMES.find((known) => known === value);
  if (!outcome) {
    throw invalidFields({ outcome: [`outcome must be one of: ${WEBHOOK_OUTCOMES.join(', ')}`] });
  }
  return outcome;
}

const eventResponse = (event: EventRecord) => ({
  id: Number(event.id),
  kind: event.kind,
  invoice_id: event.invoiceId,
  api_ref: event.reference,
  state: event.state,
  payment_id: event.paymentId,
  trust: event.trust,
  outcome: event.outcome,
  received_at: toIso(event.createdAt),
  processed_at: toIso(event.processedAt),
});
