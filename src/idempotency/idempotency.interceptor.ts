import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  Optional,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request, type Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { type Caller } from '../auth/caller.js';
import { BackgroundWork } from '../common/background-work.js';
import { ApiError } from '../common/errors/api-error.js';
import { errorBody, errorHeaders } from '../common/http/error-body.js';
import { currentLanguage, currentRequest } from '../common/http/request-context.js';
import { Describe } from '../common/openapi/describe.decorator.js';
import { oneOf, text } from '../common/openapi/schema.js';
import { idempotencyErrors } from './idempotency-errors.js';
import { type KeyedRequest, keyedRequest } from './idempotency-key.js';
import { type KeyHold, type StoredAnswer } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';
import { type InterruptedAnswer, InterruptedAnswers } from './interrupted-answers.js';
import { KeyBinding } from './key-binding.js';

/** Temporary refusals: the same request may succeed later. */
const TEMPORARY_STATUSES = [409, 429];

/** The provider refused our keys or was not reached: nothing was sent, even if a payment was committed. */
const NOT_SENT_STATUSES = [502, 503];

const SECRETS = 'idempotency:secrets';

/** See {@link Idempotent}. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly keys: IdempotencyService,
    private readonly binding: KeyBinding,
    private readonly work: BackgroundWork,
    private readonly reflector: Reflector,
    @Optional() private readonly interrupted?: InterruptedAnswers,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request & { readonly user?: Caller }>();
    const key = request.get('idempotency-key');
    if (key === undefined) return from(this.work.finish(() => lastValueFrom(next.handle())));
    const { user } = request;
    if (!user) throw new Error('Idempotent is for endpoints that are not public');
    return from(
      this.work.finish(async () =>
        this.once(keyedRequest(key, user.userId, request), http.getResponse<Response>(), {
          handle: () => lastValueFrom(next.handle()),
          secrets: this.reflector.get<readonly string[]>(SECRETS, context.getHandler()),
        }),
      ),
    );
  }

  private async once(
    request: KeyedRequest,
    response: Response,
    execution: Execution,
  ): Promise<unknown> {
    const verdict = await this.keys.judge(request);
    if (verdict.kind === 'run') return this.run(verdict.hold, response, execution);
    const answer: StoredAnswer =
      verdict.kind === 'replay'
        ? verdict.answer
        : { headers: {}, ...(await this.answerFor(request.userId, verdict.paymentId)) };
    response.status(answer.status).set({ ...answer.headers, 'Idempotent-Replayed': 'true' });
    return answer.body;
  }

  private answerFor(userId: number, paymentId: string): Promise<InterruptedAnswer> {
    if (!this.interrupted) throw new Error('A module that commits payments has InterruptedAnswers');
    return this.interrupted.answer(userId, paymentId);
  }

  private async end(hold: KeyHold, error: unknown, secrets: readonly string[]): Promise<void> {
    if (isNotSent(error)) return this.keys.discard(hold);
    if (isAboutAPayment(error)) return this.keys.finish(hold, answerOf(error), secrets);
    return this.keys.release(hold);
  }

  private async run(
    hold: KeyHold,
    response: Response,
    { handle, secrets }: Execution,
  ): Promise<unknown> {
    try {
      const body: unknown = await this.binding.run(hold, handle);
      await this.keys.finish(hold, { status: response.statusCode, headers: {}, body }, secrets);
      return body;
    } catch (error) {
      await this.end(hold, error, secrets);
      throw error;
    }
  }
}

/** One execution of a request. */
interface Execution {
  readonly handle: () => Promise<unknown>;
  /** The fields of its answer that are stored sealed. */
  readonly secrets: readonly string[];
}

/**
 * For endpoints that create a payment or prompt a phone. The request is finished even when the client
 * disconnects or the process shuts down. A request with an `Idempotency-Key` is executed once. The
 * same request within 24 hours replays the first answer, unless nothing was sent: then it is executed
 * again. Where payments are committed, the controller's module provides {@link InterruptedAnswers}, and
 * the code that commits a payment calls {@link KeyBinding.bind}.
 *
 * Place it below the decorators of rate limits: the decorator next to the method runs first, so that
 * a replay is neither refused nor counted.
 *
 * @param secrets the fields of the answer that are stored sealed, to be replayed like the others;
 *   `a.b` is field `b` of field `a`. Each is at the end of its object
 */
export const Idempotent = (...secrets: readonly string[]): MethodDecorator =>
  applyDecorators(
    SetMetadata(SECRETS, secrets),
    UseInterceptors(IdempotencyInterceptor),
    Describe({
      parameters: [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description:
            'A request with the same key and body within 24 hours is not executed again: its first ' +
            'answer is replayed, also when a rate limit is reached. Answers after which nothing was ' +
            'sent (409, 429, 502, 503) are not stored: the same key tries again. Use a new ' +
            'key, such as a UUID, for each new request.',
          schema: { ...text, pattern: '^[!-~]{1,255}$' },
        },
      ],
      headers: [
        {
          name: 'Idempotent-Replayed',
          description: 'Present when the answer is a replay.',
          schema: oneOf(['true']),
        },
      ],
      errors: [
        idempotencyErrors.malformed(),
        idempotencyErrors.stillRunning(),
        idempotencyErrors.takenOver(),
        idempotencyErrors.keyReused(),
      ],
    }),
  );

const isNotSent = (error: unknown): boolean =>
  error instanceof ApiError && NOT_SENT_STATUSES.includes(error.status);

/** An error without a payment has changed nothing, so its answer is not stored. */
const isAboutAPayment = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  error.details.paymentId !== undefined &&
  !TEMPORARY_STATUSES.includes(error.status);

const answerOf = (error: ApiError): StoredAnswer => ({
  status: error.status,
  headers: errorHeaders(error, currentLanguage()),
  body: errorBody(error, currentRequest()?.requestId, currentLanguage()),
});
