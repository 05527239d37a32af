import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { ApiError } from '../common/errors/api-error.js';
import { isJsonObject } from '../common/json/storable-json.js';
import { Describe } from '../common/openapi/describe.decorator.js';
import { usernameKey } from '../users/username.js';
import { clientAddress } from './client-address.js';
import { LoginLimit } from './login-limit.js';
import { countingUnavailable, SOME_WAIT_MS, tooMany } from './rate-limit-errors.js';
import { RegistrationLimit } from './registration-limit.js';

const NAME_FIELD = 'login-name-field';

/** See {@link LimitLogins}. */
@Injectable()
export class LoginsInterceptor implements NestInterceptor {
  constructor(
    private readonly limit: LoginLimit,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.counted(context, next));
  }

  private async counted(context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const field = this.reflector.get<string>(NAME_FIELD, context.getHandler());
    const claim = { name: nameIn(request.body, field), address: clientAddress(request) };
    const attempt = await this.limit.start(claim);
    try {
      const answer: unknown = await lastValueFrom(next.handle());
      await this.limit.succeeded(attempt);
      return answer;
    } catch (error) {
      const isFailedLogin = error instanceof ApiError && error.status === 401;
      if (!isFailedLogin) await this.limit.cancelled(attempt);
      throw error;
    }
  }
}

/** See {@link LimitRegistrations}. */
@Injectable()
export class RegistrationsInterceptor implements NestInterceptor {
  constructor(private readonly limit: RegistrationLimit) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    await this.limit.consume(clientAddress(request));
    return next.handle();
  }
}

/**
 * Limits the failures of an endpoint that starts a login, by address and by name.
 * @param field the field of the body with the name
 */
export const LimitLogins = (field: string): MethodDecorator =>
  applyDecorators(
    SetMetadata(NAME_FIELD, field),
    UseInterceptors(LoginsInterceptor),
    Describe({ errors: [tooMany.logins(SOME_WAIT_MS), countingUnavailable()] }),
  );

/** Limits an endpoint that creates accounts, by address. */
export const LimitRegistrations = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(RegistrationsInterceptor),
    Describe({ errors: [tooMany.registrations(SOME_WAIT_MS), countingUnavailable()] }),
  );

/** Normalises the name. The body is not validated yet. */
function nameIn(body: unknown, field: string): string | null {
  const name = isJsonObject(body) ? body[field] : null;
  return typeof name === 'string' ? usernameKey(name) : null;
}
