import { applyDecorators, type CanActivate, Injectable } from '@nestjs/common';
import { RouteGuards } from '../common/http/known-query.guard.js';
import { Describe } from '../common/openapi/describe.decorator.js';
import { RegisterService } from './register.service.js';
import { registrationClosed } from './user-errors.js';

/** See {@link WhileRegistrationIsOpen}. */
@Injectable()
export class RegistrationGuard implements CanActivate {
  constructor(private readonly registration: RegisterService) {}

  async canActivate(): Promise<boolean> {
    await this.registration.checkOpen();
    return true;
  }
}

/** Refuses a closed registration before rate limits and validation. */
export const WhileRegistrationIsOpen = (): MethodDecorator =>
  applyDecorators(RouteGuards(RegistrationGuard), Describe({ errors: [registrationClosed()] }));
