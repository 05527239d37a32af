import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Public } from '../auth/access.decorators.js';
import { authErrors } from '../auth/auth-errors.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { LimitTokens } from '../rate-limits/token-limit.interceptor.js';
import { LimitPasswordMails } from '../rate-limits/password-mail-limit.js';
import { ForgotPasswordService } from './forgot-password.service.js';
import { TOO_COMMON } from './password-fault.js';
import { WhileMailIsConfigured } from './password-mail.guard.js';
import { ForgotPasswordRequest, ResetPasswordRequest } from './password-resets.requests.js';
import { PasswordMailResponse, PasswordResetResponse } from './password-resets.responses.js';
import { ResetPasswordService } from './reset-password.service.js';
import { passwordUnfit } from './user-errors.js';

/** Password resets of operators. */
@Tag('Logins')
@Controller('users')
export class PasswordResetsController {
  constructor(
    private readonly passwords: ResetPasswordService,
    private readonly mails: ForgotPasswordService,
  ) {}

  @Public()
  @WhileMailIsConfigured()
  @LimitPasswordMails()
  @Describe({
    summary: 'Have a link to a new password sent by mail',
    description:
      'Takes a user name or an e-mail address, under the name `username` or `email`. The answer is ' +
      'the same whether or not there is such an account. The link serves once, within an hour. Only ' +
      'where the server can send mail (`SMTP_URL`).',
    example: { username: 'mama-njeri' },
    answers: [
      answer(200, 'A mail is on its way, if there is such an account.', PasswordMailResponse),
    ],
  })
  @Post('forgot-password')
  @HttpCode(200)
  async forgot(@Body() body: ForgotPasswordRequest) {
    await this.mails.request(body.username);
    return PasswordMailResponse.of();
  }

  @Public()
  @LimitTokens()
  @Describe({
    summary: 'Set a new password with a token',
    description:
      'The token comes by mail, or from whoever runs the server (`npm run users:reset-password`). It serves ' +
      'once; all logins of the operator end, and every other token of theirs stops.',
    example: {
      token: 'dGhpcyBpcyBhIHJlc2V0IHRva2VuIHRoYXQgaXMgbm9uZQ',
      new_password: 'embe tano za kijani',
    },
    answers: [answer(200, 'The password is set.', PasswordResetResponse)],
    errors: [authErrors.resetTokenInvalid(), passwordUnfit('new_password', TOO_COMMON)],
  })
  @Post('reset-password')
  @HttpCode(200)
  async reset(@Body() body: ResetPasswordRequest) {
    await this.passwords.reset(body.token, body.new_password);
    return PasswordResetResponse.of();
  }
}
