import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentLogin, Public } from '../auth/access.decorators.js';
import { authErrors } from '../auth/auth-errors.js';
import { type Login } from '../auth/caller.js';
import { SessionsService } from '../auth/sessions.service.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { LimitLogins } from '../rate-limits/login-limit.interceptors.js';
import { LimitTokens } from '../rate-limits/token-limit.interceptor.js';
import { EXAMPLE_PAIR } from './api-keys.responses.js';
import { LoginService } from './login.service.js';
import { ApiKeyLoginRequest, LoginRequest, RefreshRequest } from './logins.requests.js';
import { LoggedOutResponse, LoginResponse, TokensResponse } from './logins.responses.js';

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
  @Describe({
    summary: 'Log in with a password',
    example: { username: 'mama-njeri', password: 'ndizi nne za njano' },
    answers: [answer(200, 'A login has begun.', LoginResponse)],
    errors: [authErrors.invalidCredentials(), authErrors.userDisabled()],
  })
  @Post('login')
  @HttpCode(200)
  async login(@Body() body: LoginRequest) {
    const { tokens, user } = await this.logins.byPassword(body.username, body.password);
    return LoginResponse.of({ ...tokens, user });
  }

  @Public()
  @LimitLogins('public_key')
  @Describe({
    summary: 'Log in with a pair of API keys',
    example: EXAMPLE_PAIR,
    answers: [answer(200, 'A login has begun.', LoginResponse)],
    errors: [authErrors.invalidApiKeys(), authErrors.userDisabled()],
  })
  @Post('api-key-login')
  @HttpCode(200)
  async loginByApiKey(@Body() body: ApiKeyLoginRequest) {
    const { tokens, user } = await this.logins.byApiKey(body.public_key, body.private_key);
    return LoginResponse.of({ ...tokens, user });
  }

  @Public()
  @LimitTokens()
  @Describe({
    summary: 'Exchange a refresh token for a new pair',
    description:
      'The old token dies. Brought again, by whomever, it ends the whole login: two holders of ' +
      'one token mean that it was copied.',
    example: { refresh_token: TokensResponse.example.refresh_token },
    answers: [answer(200, 'The new pair.', TokensResponse)],
    errors: [
      authErrors.refreshTokenUnknown(),
      authErrors.refreshTokenReused(),
      authErrors.refreshTokenExpired(),
      authErrors.sessionEnded(),
      authErrors.userDisabled(),
    ],
  })
  @Post('token/refresh')
  @HttpCode(200)
  async refresh(@Body() body: RefreshRequest) {
    return TokensResponse.of(await this.sessions.refresh(body.refresh_token));
  }

  @Describe({
    summary: 'Log out',
    description: 'Ends this login and revokes its tokens at once.',
    answers: [answer(200, 'The login has ended.', LoggedOutResponse)],
  })
  @Post('logout')
  @HttpCode(200)
  async logout(@CurrentLogin() login: Login) {
    await this.sessions.end(login);
    return LoggedOutResponse.of();
  }
}
