import { applyDecorators, type CanActivate, Injectable } from '@nestjs/common';
import { RouteGuards } from '../common/http/known-query.guard.js';
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

/** Refuses the endpoint before any rate limit when the server cannot send mail. */
export const WhileMailIsConfigured = (): MethodDecorator =>
  applyDecorators(
    RouteGuards(PasswordMailGuard),
    Describe({ errors: [passwordMailUnavailable()] }),
  );
