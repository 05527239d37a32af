import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { STORED_SECURITY_EVENTS } from '../auth/security-events.js';
import { KnownQuery } from '../common/http/known-query.guard.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { WordFilter } from '../common/validation/filters.js';
import { SecurityLogRepository } from './security-log.repository.js';
import { SecurityLogPage } from './security-log.response.js';

/** `GET /security-log/` */
export class SecurityLogQuery {
  @WordFilter(STORED_SECURITY_EVENTS)
  kind?: string;
}

/** What operators can read about the security of their account. */
@Tag('Logins')
@Controller('security-log')
export class SecurityLogController {
  constructor(private readonly events: SecurityLogRepository) {}

  @Describe({
    summary: 'List what concerns the security of the account',
    description:
      'Logins, failed ones too, changed passwords and keys, what was decided by hand about ' +
      'payments and access, and commands to routers, with where each came from. Kept for as long ' +
      'as the server is set to (`SECURITY_LOG_DAYS`).',
    answers: [answer(200, 'A page of events.', SecurityLogPage)],
  })
  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @KnownQuery(SecurityLogQuery) { kind }: SecurityLogQuery,
    @PageOf(isIntegerId) asked: PageAsked,
  ) {
    return SecurityLogPage.of(await this.events.list(userId, kind, asked));
  }
}
