import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { type ApiError, invalidFields, notFound } from '../common/errors/api-error.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { mustBeOneOf } from '../common/http/path-words.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { oneOf } from '../common/openapi/schema.js';
import { WEBHOOK_OUTCOMES, type WebhookOutcome } from './webhook-event.js';
import { WebhookEventPage, WebhookReplayResponse } from './webhook-events.response.js';
import { WebhookEventsRepository } from './webhook-events.repository.js';

/** The event does not exist, or is about no payment or another operator's. */
const eventNotFound = (): ApiError =>
  notFound('webhook_event_not_found', 'Webhook event not found or access denied');
const otherOutcome = (): ApiError =>
  invalidFields({ outcome: [mustBeOneOf('outcome', WEBHOOK_OUTCOMES)] });

/** The events about an operator's payments, and their outcomes. */
@Tag('Webhooks')
@Controller('payments/webhook-events')
export class WebhookEventsController {
  constructor(private readonly events: WebhookEventsRepository) {}

  @Describe({
    summary: 'List webhook events',
    parameters: [
      { name: 'outcome', in: 'query', required: false, schema: oneOf(WEBHOOK_OUTCOMES) },
    ],
    answers: [answer(200, 'A page of events.', WebhookEventPage)],
    errors: [otherOutcome()],
  })
  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @PageOf(isIntegerId) page: PageAsked,
    @Query('outcome') outcome: unknown,
  ) {
    const events = await this.events.listOwned(userId, outcomeOf(outcome), page);
    return WebhookEventPage.of(events);
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

function outcomeOf(value: unknown): WebhookOutcome | null {
  if (value === undefined || value === '') return null;
  const outcome = WEBHOOK_OUTCOMES.find((known) => known === value);
  if (!outcome) throw otherOutcome();
  return outcome;
}
