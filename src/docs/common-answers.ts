import { type Access } from '../auth/access.decorators.js';
import { authErrors } from '../auth/auth-errors.js';
import { type ApiError, malformedBody } from '../common/errors/api-error.js';
import { otherMediaType } from '../common/http/body-parsing.js';
import { stopping } from '../common/http/draining.js';
import { unknownParameters } from '../common/http/known-query.guard.js';
import { crash, frameworkError } from '../common/http/error-body.js';
import { type Schema } from '../common/openapi/schema.js';
import { SOME_WAIT_MS, tooMany } from '../rate-limits/rate-limit-errors.js';
import { errorAnswers } from './error-answers.js';

const UNKNOWN = unknownParameters(['colour'], ['limit', 'cursor']);

/** Errors that many routes share, by the name of the response in the document. */
const COMMON = {
  NoToken: [authErrors.tokenMissing(), authErrors.tokenInvalid(), authErrors.userDisabled()],
  NoKey: [
    authErrors.publicKeyMissing(),
    authErrors.publicKeyMalformed(),
    authErrors.publicKeyUnknown(),
    authErrors.tokenInvalid(),
    authErrors.userDisabled(),
  ],
  TooManyRequests: [tooMany.requests(SOME_WAIT_MS)],
  UnknownParameter: [UNKNOWN],
  UnreadableBody: [malformedBody(), frameworkError(400), UNKNOWN],
  BodyTooLarge: [frameworkError(413)],
  OtherMediaType: [otherMediaType(), frameworkError(415)],
  Crash: [crash()],
  Stopping: [stopping()],
} satisfies Readonly<Record<string, readonly [ApiError, ...ApiError[]]>>;

type Common = keyof typeof COMMON;

const BY_ACCESS: Readonly<Record<Access, readonly Common[]>> = {
  token: ['NoToken'],
  portal: ['NoKey', 'TooManyRequests'],
  public: [],
};
const OF_BODIES: readonly Common[] = ['UnreadableBody', 'BodyTooLarge', 'OtherMediaType'];

/** The properties of a route that decide which common errors it has. */
export interface RouteKind {
  readonly access: Access;
  readonly takesBody: boolean;
  /** Whether the route ignores unknown query parameters. */
  readonly takesAnyQuery: boolean;
}

/** The common error responses, by name. */
export const commonAnswers: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries(COMMON).flatMap(([name, errors]) =>
    Object.values(errorAnswers(errors)).map((answer) => [name, answer]),
  ),
);

/**
 * The error responses of a route: its own, and the common ones that follow from its access and
 * body. A status that only has common ones is a reference.
 */
export function allErrorAnswers(
  own: readonly ApiError[],
  headers: Readonly<Record<string, object>>,
  { access, takesBody, takesAnyQuery }: RouteKind,
): Record<string, Schema> {
  const common: readonly Common[] = [
    ...BY_ACCESS[access],
    ...(takesBody ? OF_BODIES : takesAnyQuery ? [] : (['UnknownParameter'] as const)),
    'Crash',
    'Stopping',
  ];
  const references = common
    .filter((name) => !own.some(({ status }) => status === statusOf(name)))
    .map((name) => [String(statusOf(name)), { $ref: `#/components/responses/${name}` }] as const);
  const merged = common
    .filter((name) => own.some(({ status }) => status === statusOf(name)))
    .flatMap((name) => COMMON[name]);
  return { ...Object.fromEntries(references), ...errorAnswers([...own, ...merged], headers) };
}

const statusOf = (name: Common): number => COMMON[name][0].status;
