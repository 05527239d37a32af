import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  Query,
  SetMetadata,
  type Type,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request } from 'express';
import { type Observable } from 'rxjs';
import { type ApiError, type FieldErrors, invalidFields } from '../errors/api-error.js';
import { describedArgument, queryParametersOf } from '../openapi/describe.decorator.js';

const ANY_QUERY = 'any-query';

/**
 * The route ignores unknown query parameters. This is for calls from other programs that must not
 * fail (webhooks, probes), and for pages, to whose URLs banks and browsers add parameters.
 */
export const AnyQuery = (): ClassDecorator & MethodDecorator => SetMetadata(ANY_QUERY, true);

/** Nest's `@Query()`: the route takes the parameters of this class. */
export const KnownQuery = (query: Type<object>): ParameterDecorator =>
  describedArgument(Query(), { query });

/**
 * Rejects query parameters that a route does not know. A misspelt filter would otherwise be
 * ignored, and the response would look as if everything matched.
 *
 * It runs after all guards, so that callers without access get that error first, and so do callers
 * of an endpoint that is switched off.
 */
@Injectable()
export class KnownQueryInterceptor implements NestInterceptor {
  /** The known parameters by handler; null where any are accepted. */
  private readonly known = new WeakMap<object, ReadonlySet<string> | null>();

  constructor(private readonly reflector: Reflector) {}

  /** @throws ApiError 400 with `fields` */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.check(context);
    return next.handle();
  }

  private check(context: ExecutionContext): void {
    const request = context.switchToHttp().getRequest<Request>();
    // Most requests have no query, and parsing one costs time.
    if (!request.url.includes('?')) return;
    const known = this.knownTo(context);
    if (known === null) return;
    const unknown = Object.keys(request.query).filter((name) => !known.has(name));
    if (unknown.length > 0) throw unknownParameters(unknown, [...known]);
  }

  private knownTo(context: ExecutionContext): ReadonlySet<string> | null {
    const handler = context.getHandler();
    const found = this.known.get(handler);
    if (found !== undefined) return found;
    const controller = context.getClass();
    const isOpen = takesAnyQuery(this.reflector, { handler, controller });
    const known = isOpen ? null : new Set(queryParametersOf(handler).map(({ name }) => name));
    this.known.set(handler, known);
    return known;
  }
}

/** Whether a route ignores unknown parameters. */
export const takesAnyQuery = (
  reflector: Reflector,
  { handler, controller }: { readonly handler: object; readonly controller: object },
): boolean =>
  reflector.getAllAndOverride<boolean | undefined>(ANY_QUERY, [
    handler as () => void,
    controller as () => void,
  ]) ?? false;

/** A name that may be repeated in the response: too short to be a secret in the wrong place. */
const FIT_NAME = /^[\w.[\]-]{1,40}$/;

/** 400: the query has unknown parameters. */
export function unknownParameters(names: readonly string[], known: readonly string[]): ApiError {
  const takes = known.length === 0 ? 'none' : known.join(', ');
  const messageFor = (what: string): readonly string[] => [
    `${what} is not a parameter of this address, which takes: ${takes}`,
  ];
  const fields: FieldErrors = Object.fromEntries(
    names.map((name) =>
      FIT_NAME.test(name) ? [name, messageFor(name)] : ['query', messageFor('What was sent')],
    ),
  );
  return invalidFields(fields);
}
