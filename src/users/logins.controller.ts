import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentLogin, Public } from '../auth/access.decorators.js';
import { type Login } from '../auth/caller.js';
import { SessionsService } from '../auth/sessions.service.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { LimitLogins } from '../rate-limits/login-limit.interceptors.js';
import { LimitTokens } from '../rate-limits/token-limit.interceptor.js';
import { LoginService } from './login.service.js';
import { loginsDocs } from './logins.openapi.js';
import { ApiKeyLoginRequest, LoginRequest, RefreshRequest } from './logins.requests.js';
import { loggedInResponse, loggedOutResponse, tokensResponse } from './logins.responses.js';

type LoggedInResponse = ReturnType<typeof loggedInResponse>;

/** Starts, refreshes and ends logins. */
@Tag('Logins')
@Controller('users')
export class LoginsController {
  constructor(
    private readonly logins: LoginService,
    private readonly sessions: SessionsService,
  ) {}

  @Public()
  @LimitLogins('username')
  @Describe(loginsDocs.login)
  @Post('login')
  @HttpCode(200)
  async login(@Body() body: LoginRequest): Promise<LoggedInResponse> {
    return loggedInResponse(await this.logins.byPassword(body.username, body.password));
  }

  @Public()
  @LimitLogins('public_key')
  @Describe(loginsDocs.loginByApiKey)
  @Post('api-key-login')
  @HttpCode(200)
  async loginByApiKey(@Body() body: ApiKeyLoginRequest): Promise<LoggedInResponse> {
    return loggedInResponse(await this.logins.byApiKey(body.public_key, body.private_key));
  }

  @Public()
  @LimitTokens()
  @Describe(loginsDocs.refresh)
  @Post('token/refresh')
  @HttpCode(200)
  async refresh(@Body() body: RefreshRequest): Promise<ReturnType<typeof tokensResponse>> {
    return tokensResponse(await this.sessions.refresh(body.refresh_token));
  }

  @Describe(loginsDocs.logout)
  @Post('logout')
  @HttpCode(200)
  async logout(@CurrentLogin() login: Login): Promise<ReturnType<typeof loggedOutResponse>> {
    await this.sessions.end(login);
    return loggedOutResponse();
  }
}
