import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  Query,
  SetMetadata,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request } from 'express';
import { type ApiError, type FieldErrors, invalidFields } from '../errors/api-error.js';
import { describedArgument, queryParametersOf } from '../openapi/describe.decorator.js';

const ANY_QUERY = 'any-query';
const HAS_GUARDS = 'has-guards';

/**
 * The route ignores unknown query parameters. This is for calls from other programs that must not
 * fail (webhooks, probes), and for pages, to whose URLs banks and browsers add parameters.
 */
export const AnyQuery = (): ClassDecorator & MethodDecorator => SetMetadata(ANY_QUERY, true);

/** Nest's `@Query()`: the route takes the parameters of this class. */
export const KnownQuery = (query: Type<object>): ParameterDecorator =>
  describedArgument(Query(), { query });

/**
 * Nest's `@UseGuards()` for the guards of a route: the query is checked after the last of them.
 * @throws Error when a route has two of these decorators, because the query would be checked in between
 */
export const RouteGuards =
  (...guards: readonly Type<CanActivate>[]): MethodDecorator =>
  (target, name, descriptor) => {
    if (Reflect.hasMetadata(HAS_GUARDS, descriptor.value as object)) {
      throw new Error(`Name all guards of ${String(name)} in one RouteGuards`);
    }
    const decorate: MethodDecorator = applyDecorators(
      UseGuards(...guards, QueryGuard),
      SetMetadata(HAS_GUARDS, true),
    );
    return decorate(target, name, descriptor);
  };

/**
 * Rejects query parameters that a route does not know. A misspelt filter would otherwise be
 * ignored, and the response would look as if everything matched.
 */
@Injectable()
export class QueryGuard implements CanActivate {
  /** The known parameters by handler; null where any are accepted. */
  private readonly known = new WeakMap<object, ReadonlySet<string> | null>();

  constructor(protected readonly reflector: Reflector) {}

  /** @throws ApiError 400 with `fields` */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    // Most requests have no query, and parsing one costs time.
    if (!request.url.includes('?')) return true;
    const known = this.knownTo(context);
    if (known === null) return true;
    const unknown = Object.keys(request.query).filter((name) => !known.has(name));
    if (unknown.length > 0) throw unknownParameters(unknown, [...known]);
    return true;
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

/**
 * Checks the query of every route without guards of its own; {@link RouteGuards} does it for the others.
 * So the check comes after all guards: callers without access get that error first, and so do callers of
 * an endpoint that is switched off. It is not an interceptor: with one, Nest makes observables for every
 * request.
 */
@Injectable()
export class KnownQueryGuard extends QueryGuard {
  override canActivate(context: ExecutionContext): boolean {
    const hasGuards = this.reflector.get<boolean | undefined>(HAS_GUARDS, context.getHandler());
    return hasGuards === true || super.canActivate(context);
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
