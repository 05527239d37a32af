import { applyDecorators, type CanActivate, Injectable, UseGuards } from '@nestjs/common';
import { Describe } from '../common/openapi/describe.decorator.js';
import { ForgotPasswordService } from './forgot-password.service.js';
import { passwordMailUnavailable } from './user-errors.js';

/** See {@link WhileMailIsConfigured}. */
@Injectable()
export class PasswordMailGuard implements CanActivate {
  constructor(private readonly mails: ForgotPasswordService) {}

  canActivate(): boolean {
    this.mails.checkAvailable();
    return true;
  }
}

/** For the endpoint that sends mail: a server that sends none says so before anything is counted. */
export const WhileMailIsConfigured = (): MethodDecorator =>
  applyDecorators(UseGuards(PasswordMailGuard), Describe({ errors: [passwordMailUnavailable()] }));
