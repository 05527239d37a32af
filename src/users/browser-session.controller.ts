import { Body, Controller, Delete, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { Public } from '../auth/access.decorators.js';
import { authErrors } from '../auth/auth-errors.js';
import { BrowserRequestsOnly, NeedsSessionCookie } from '../auth/browser-requests.guard.js';
import { BrowserSessionsService } from '../auth/browser-sessions.service.js';
import { SessionCookie } from '../auth/session-cookie.js';
import { type TokenPair, TokensService } from '../auth/tokens.service.js';
import { answer, Describe, nothing, Tag } from '../common/openapi/describe.decorator.js';
import { text } from '../common/openapi/schema.js';
import { ClosedToPages } from '../cors/cors.decorator.js';
import { LimitLogins } from '../rate-limits/login-limit.interceptors.js';
import { LimitTokens } from '../rate-limits/token-limit.interceptor.js';
import { BrowserSessionResponse } from './browser-session.response.js';
import { LoginService } from './login.service.js';
import { LoginRequest } from './logins.requests.js';
import { UsersRepository } from './users.repository.js';

const COOKIE = {
  name: 'Set-Cookie',
  description:
    'The refresh token, out of the reach of scripts. It is sent to `/session/` only: not to ' +
    '`/api/session/`.',
  schema: text,
};

/**
 * The login of a browser on the pages of this server. The refresh token is in a cookie, and each
 * request must come from such a page.
 */
@Tag('Logins')
@ClosedToPages()
@Controller('session')
export class BrowserSessionController {
  constructor(
    private readonly logins: LoginService,
    private readonly sessions: BrowserSessionsService,
    private readonly users: UsersRepository,
    private readonly tokens: TokensService,
    private readonly cookie: SessionCookie,
  ) {}

  @Public()
  @BrowserRequestsOnly()
  @LimitLogins('username')
  @Header('Cache-Control', 'no-store')
  @Describe({
    summary: 'Log in with a browser',
    description:
      'For the pages of this server: other origins and forms are refused. Scripts use ' +
      '`/users/login/`. Failed logins count for both together.',
    example: { username: 'mama-njeri', password: 'ndizi nne za njano' },
    isJsonOnly: true,
    headers: [COOKIE],
    answers: [answer(200, 'A login has begun.', BrowserSessionResponse)],
    errors: [authErrors.invalidCredentials(), authErrors.userDisabled()],
  })
  @Post()
  @HttpCode(200)
  async begin(
    @Body() { username, password }: LoginRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { user, tokens } = await this.logins.byPassword(username, password, 'browser');
    const shown = await this.shown(user.userId, tokens.accessToken);
    this.cookie.set(response, tokens.refreshToken);
    return shown;
  }

  @Public()
  @NeedsSessionCookie()
  @LimitTokens()
  @Header('Cache-Control', 'no-store')
  @Describe({
    summary: 'Get a new access token for the cookie of a login',
    description:
      'The refresh token in the cookie is replaced. For a minute the old one gets the same answer ' +
      'again, for an answer that was lost and for a second tab; without a cookie when the next one ' +
      'was used already. Brought again later, it ends the login. A refusal leaves the cookie as it is.',
    headers: [COOKIE],
    answers: [answer(200, 'The access token.', BrowserSessionResponse)],
    errors: [
      authErrors.refreshTokenUnknown(),
      authErrors.refreshTokenReused(),
      authErrors.refreshTokenExpired(),
      authErrors.sessionEnded(),
      authErrors.userDisabled(),
    ],
  })
  @Post('refresh')
  @HttpCode(200)
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const given = this.cookie.read(request);
    if (given === null) throw authErrors.sessionCookieMissing();
    const { userId, accessToken, refreshToken } = await this.sessions.refresh(given);
    const shown = await this.shown(userId, accessToken);
    if (refreshToken !== null) this.cookie.set(response, refreshToken);
    return shown;
  }

  @Public()
  @BrowserRequestsOnly()
  @Describe({
    summary: 'Log a browser out',
    description:
      'Ends the login of the cookie, if there is one, and revokes its tokens at once. The cookie ' +
      'is deleted. Of several cookies of the name, each login is ended.',
    answers: [nothing('The browser is logged out.')],
  })
  @Delete()
  @HttpCode(204)
  async end(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    // Another host of the same domain can add a cookie, which must not keep the login alive.
    for (const given of this.cookie.readAll(request)) await this.sessions.end(given);
    this.cookie.clear(response);
  }

  private async shown(userId: number, accessToken: TokenPair['accessToken']) {
    const user = await this.users.findById(userId);
    if (!user) throw authErrors.sessionEnded();
    const expiresIn = this.tokens.accessTokenSeconds;
    return BrowserSessionResponse.of({ user, accessToken, expiresIn });
  }
}
