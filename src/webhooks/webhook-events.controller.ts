import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { type ApiError, notFound } from '../common/errors/api-error.js';
import { KnownQuery } from '../common/http/known-query.guard.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { WebhookEventFiltersQuery } from './webhook-event-filters.requests.js';
import {
  WebhookEventDetailsResponse,
  WebhookEventPage,
  WebhookReplayResponse,
} from './webhook-events.response.js';
import { WebhookEventsRepository } from './webhook-events.repository.js';

/** The event does not exist, or is about no payment or another operator's. */
const eventNotFound = (): ApiError =>
  notFound('webhook_event_not_found', 'Webhook event not found or access denied');

/** The events about an operator's payments, and their outcomes. */
@Tag('Webhooks')
@Controller('payments/webhook-events')
export class WebhookEventsController {
  constructor(private readonly events: WebhookEventsRepository) {}

  @Describe({
    summary: 'List webhook events',
    answers: [answer(200, 'A page of events.', WebhookEventPage)],
  })
  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(WebhookEventFiltersQuery) { outcome }: WebhookEventFiltersQuery,
    @PageOf(isIntegerId) page: PageAsked,
  ) {
    const events = await this.events.listOwned(userId, outcome ?? null, page);
    return WebhookEventPage.of(events);
  }

  @Describe({
    summary: 'Show a webhook event with its body',
    answers: [answer(200, 'The event.', WebhookEventDetailsResponse)],
  })
  @Get(':id')
  async show(@CurrentUser() { userId }: Caller, @IntegerIdParam(eventNotFound) id: number) {
    const event = await this.events.findOwned(userId, id);
    if (!event) throw eventNotFound();
    return WebhookEventDetailsResponse.of(event);
  }

  /** Processes an event again. */
  @Describe({
    summary: 'Process a webhook event once more',
    answers: [answer(200, 'It will be.', WebhookReplayResponse)],
  })
  @Post(':id/replay')
  @HttpCode(200)
  async replay(@CurrentUser() { userId }: Caller, @IntegerIdParam(eventNotFound) id: number) {
    const replayed = await this.events.replay([String(id)], userId);
    if (replayed.length === 0) throw eventNotFound();
    return WebhookReplayResponse.of();
  }
}
