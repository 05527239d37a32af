import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { type Request } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { ApiError } from '../common/errors/api-error.js';
import { Describe } from '../common/openapi/describe.decorator.js';
import { clientAddress } from './client-address.js';
import { countingUnavailable, SOME_WAIT_MS, tooMany } from './rate-limit-errors.js';
import { TokenLimit } from './token-limit.js';

/** See {@link LimitTokens}. */
@Injectable()
export class TokensInterceptor implements NestInterceptor {
  constructor(private readonly limit: TokenLimit) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.counted(context, next));
  }

  private async counted(context: ExecutionContext, next: CallHandler): Promise<unknown> {
    try {
      return await lastValueFrom(next.handle());
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        await this.limit.failed(clientAddress(context.switchToHttp().getRequest<Request>()));
      }
      throw error;
    }
  }
}

/** Limits the failures of an endpoint that takes a refresh or password reset token, by address. */
export const LimitTokens = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(TokensInterceptor),
    Describe({ errors: [tooMany.logins(SOME_WAIT_MS), countingUnavailable()] }),
  );
