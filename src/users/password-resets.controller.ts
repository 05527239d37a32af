import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Public } from '../auth/access.decorators.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { LimitTokens } from '../rate-limits/token-limit.interceptor.js';
import { LimitPasswordMails } from '../rate-limits/password-mail-limit.js';
import { ForgotPasswordService } from './forgot-password.service.js';
import { WhileMailIsConfigured } from './password-mail.guard.js';
import { passwordResetsDocs } from './password-resets.openapi.js';
import { ForgotPasswordRequest, ResetPasswordRequest } from './password-resets.requests.js';
import { passwordMailResponse, passwordResetResponse } from './password-resets.responses.js';
import { ResetPasswordService } from './reset-password.service.js';

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
  @Describe(passwordResetsDocs.forgot)
  @Post('forgot-password')
  @HttpCode(200)
  async forgot(
    @Body() body: ForgotPasswordRequest,
  ): Promise<ReturnType<typeof passwordMailResponse>> {
    await this.mails.request(body.username);
    return passwordMailResponse();
  }

  @Public()
  @LimitTokens()
  @Describe(passwordResetsDocs.reset)
  @Post('reset-password')
  @HttpCode(200)
  async reset(
    @Body() body: ResetPasswordRequest,
  ): Promise<ReturnType<typeof passwordResetResponse>> {
    await this.passwords.reset(body.token, body.new_password);
    return passwordResetResponse();
  }
}
