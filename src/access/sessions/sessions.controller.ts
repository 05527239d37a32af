import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { KnownQuery } from '../../common/http/known-query.guard.js';
import { type PageAsked, PageOf } from '../../common/http/paging.js';
import { isAnyUuid } from '../../common/ids/uuid.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { SessionFiltersQuery } from './session-filters.requests.js';
import { AccountingSessionPage } from './session.response.js';
import { AccountingSessionsRepository } from './sessions.repository.js';

/** Accounting sessions at operators' routers. */
@Tag('Access')
@Controller('access/sessions')
export class AccountingSessionsController {
  constructor(private readonly sessions: AccountingSessionsRepository) {}

  @Describe({
    summary: 'List accounting sessions',
    description:
      '`active=true` is who is online now. All filters that are given have to fit. The newest start ' +
      'comes first. Routers that use RADIUS report sessions; the octets are those of the last report.',
    answers: [answer(200, 'A page of sessions.', AccountingSessionPage)],
  })
  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(SessionFiltersQuery) filters: SessionFiltersQuery,
    @PageOf(isAnyUuid) asked: PageAsked,
  ) {
    return AccountingSessionPage.of(await this.sessions.list(userId, filters, asked));
  }
}
