import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { type Request } from 'express';
import { type Observable } from 'rxjs';
import { isJsonObject } from '../common/json/storable-json.js';
import { Describe } from '../common/openapi/describe.decorator.js';
import { usernameKey } from '../users/username.js';
import { allowances } from './allowances.js';
import { clientAddress } from './client-address.js';
import { type Counter } from './counter.js';
import { Counters } from './counters.js';
import { countingUnavailable, SOME_WAIT_MS, tooMany } from './rate-limit-errors.js';

/** Limits password reset mails by sender and by recipient. */
@Injectable()
export class PasswordMailLimit {
  private readonly addresses: Counter;
  private readonly names: Counter;

  constructor(counters: Counters) {
    this.addresses = counters.shared(allowances.passwordMailsByAddress);
    this.names = counters.shared(allowances.passwordMailsByName);
  }

  /**
   * Counts a request for a mail, the sender first, so that a refused sender adds no row for the name.
   *
   * @param name a user name or e-mail address, which may be unknown
   * @throws ApiError 429 too many, 503 when it cannot be counted
   */
  async consume(address: string, name: string): Promise<void> {
    await this.addresses.consumeOrRefuse([address], tooMany.passwordMails);
    await this.names.consumeOrRefuse([name], tooMany.passwordMails);
  }
}

/** See {@link LimitPasswordMails}. */
@Injectable()
export class PasswordMailsInterceptor implements NestInterceptor {
  constructor(private readonly limit: PasswordMailLimit) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    await this.limit.consume(clientAddress(request), nameIn(request.body));
    return next.handle();
  }
}

/** Limits the endpoint that sends mail to operators, by sender and by recipient. */
export const LimitPasswordMails = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(PasswordMailsInterceptor),
    Describe({ errors: [tooMany.passwordMails(SOME_WAIT_MS), countingUnavailable()] }),
  );

/** The body is not validated yet. */
function nameIn(body: unknown): string {
  const name = isJsonObject(body) ? (body['username'] ?? body['email']) : null;
  return typeof name === 'string' ? usernameKey(name) : '';
}
