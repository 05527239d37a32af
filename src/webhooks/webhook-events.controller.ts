import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { invalidFields } from '../common/errors/api-error.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { type Page } from '../common/pagination/page.js';
import { mapPage } from '../database/keyset.js';
import { WEBHOOK_OUTCOMES, type WebhookOutcome } from './webhook-event.js';
import { webhookEventsDocs } from './webhook-events.openapi.js';
import { eventNotFound, eventResponse } from './webhook-events.response.js';
import { WebhookEventsRepository } from './webhook-events.repository.js';

type EventResponse = ReturnType<typeof eventResponse>;

/** The events about an operator's payments, and their outcomes. */
@Tag('Webhooks')
@Controller('payments/webhook-events')
export class WebhookEventsController {
  constructor(private readonly events: WebhookEventsRepository) {}

  @Describe(webhookEventsDocs.list)
  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @PageOf(isIntegerId) page: PageAsked,
    @Query('outcome') outcome: unknown,
  ): Promise<Page<EventResponse>> {
    const events = await this.events.listOwned(userId, outcomeOf(outcome), page);
    return mapPage(events, eventResponse);
  }

  /** Processes an event again. */
  @Describe(webhookEventsDocs.replay)
  @Post(':id/replay')
  @HttpCode(200)
  async replay(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(eventNotFound) id: number,
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
