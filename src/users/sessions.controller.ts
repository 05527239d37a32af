import { Controller, Delete, Get, HttpCode } from '@nestjs/common';
import { CurrentLogin } from '../auth/access.decorators.js';
import { type Login } from '../auth/caller.js';
import { ListedSessionsRepository } from '../auth/listed-sessions.repository.js';
import { SessionsService } from '../auth/sessions.service.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { UuidParam } from '../common/http/path-ids.js';
import { isUuid } from '../common/ids/uuid.js';
import { answer, Describe, nothing, Tag } from '../common/openapi/describe.decorator.js';
import { mapPage } from '../database/keyset.js';
import { SessionPage } from './sessions.response.js';
import { sessionNotFound } from './user-errors.js';

/** The logins of an operator. */
@Tag('Logins')
@Controller('users/sessions')
export class SessionsController {
  constructor(
    private readonly listed: ListedSessionsRepository,
    private readonly sessions: SessionsService,
  ) {}

  @Describe({
    summary: 'List logins',
    description:
      'Those that have not ended. `ip` and `user_agent` are those of the last refresh, or of the ' +
      'beginning; requests in between are not noted. Both are null for logins from before they ' +
      'were recorded.',
    answers: [answer(200, 'A page of logins.', SessionPage)],
  })
  @Get()
  async list(@CurrentLogin() { userId, sessionId }: Login, @PageOf(isUuid) asked: PageAsked) {
    const page = await this.listed.list(userId, asked);
    return SessionPage.of(mapPage(page, (row) => ({ ...row, isCurrent: row.id === sessionId })));
  }

  @Describe({
    summary: 'End a login',
    description: 'Its tokens are revoked at once. It may be the login that asks.',
    answers: [nothing('The login has ended.')],
  })
  @Delete(':id')
  @HttpCode(204)
  async end(@CurrentLogin() { userId }: Login, @UuidParam(sessionNotFound) id: string) {
    if (!(await this.sessions.endOwned(userId, id))) throw sessionNotFound();
  }
}
