import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { KnownQuery } from '../common/http/known-query.guard.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { EventsLimit } from '../rate-limits/events-limit.js';
import { SOME_WAIT_MS, tooMany } from '../rate-limits/rate-limit-errors.js';
import { eventErrors } from './event-errors.js';
import { EventsResponse } from './event.response.js';
import { EventsQuery } from './events.requests.js';
import { EventsService } from './events.service.js';

/** What has happened to an operator's payments, for programs that follow it. */
@Tag('Events')
@Controller('events')
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly limit: EventsLimit,
  ) {}

  @Describe({
    summary: 'Read what has happened since',
    description:
      'Ask once without `after` for the cursor of now, then read your lists, then ask every few ' +
      'seconds with `after`, always the `cursor` of the answer before. Each event comes once, those of ' +
      'one payment in their order, a moment after its transaction. Cursors are valid for seven days.',
    answers: [answer(200, 'The events, and the cursor after them.', EventsResponse)],
    errors: [eventErrors.cursorExpired(), tooMany.events(SOME_WAIT_MS)],
  })
  @Get()
  async list(
    @CurrentUser() { userId, sessionId }: Caller,
    @KnownQuery(EventsQuery) query: EventsQuery,
  ) {
    await this.limit.count(userId, sessionId);
    const page = query.after
      ? await this.events.after(userId, query.after, EventsQuery.limitOf(query))
      : await this.events.end();
    return EventsResponse.of(page);
  }
}
