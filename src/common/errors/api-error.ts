import { type Secret } from '../crypto/secret.js';

/** Messages by request field: `fields` in an error response. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** Optional parts of an error. */
export interface ApiErrorDetails {
  /** The payment that the failed request created. */
  readonly paymentId?: string;
  /** The access claim of that payment: such an error is the first answer of a sale. */
  readonly accessClaim?: Secret | undefined;
  readonly fields?: FieldErrors;
  /** Response headers, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The cause, for the log and never for the caller. */
  readonly cause?: unknown;
}

/**
 * An error response in the terms of the API.
 * `message` is one sentence that a person can act on; `code` is stable and meant for programs.
 * Services throw errors made by the functions below, and the filter in `common/http` turns them
 * into responses.
 */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: ApiErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
  }
}

/** 400: the request cannot be carried out. */
export const invalid = (code: string, message: string, details?: ApiErrorDetails): ApiError =>
  new ApiError(400, code, message, details);

/** 400 with `fields`: one or more named fields are wrong. */
export const invalidFields = (fields: FieldErrors, message?: string): ApiError =>
  new ApiError(400, 'validation_failed', message ?? sentenceOf(fields), { fields });

/** 400: the body is not a JSON object. @param cause the error of the parser, for the log */
export const malformedBody = (cause?: unknown): ApiError =>
  invalid('malformed_body', 'The body must be a JSON object.', { cause });

/** 401: the caller is not authenticated. `scheme` fills `WWW-Authenticate`. */
export const unauthenticated = (code: string, message: string, scheme: string): ApiError =>
  new ApiError(401, code, message, { headers: { 'WWW-Authenticate': scheme } });

/** 404: the row does not exist or belongs to another operator; the response is the same. */
export const notFound = (code: string, message: string): ApiError =>
  new ApiError(404, code, message);

/** 409: the current state does not allow the operation. */
export const conflict = (code: string, message: string, details?: ApiErrorDetails): ApiError =>
  new ApiError(409, code, message, details);

const TRY_AGAIN_SECONDS = '5';

/** 503: nothing was done, and the same request may succeed shortly. */
export const temporarilyUnavailable = (cause?: unknown): ApiError =>
  new ApiError(
    503,
    'temporarily_unavailable',
    'This is not possible at the moment. Please try again shortly.',
    { cause, headers: { 'Retry-After': TRY_AGAIN_SECONDS } },
  );

function sentenceOf(fields: FieldErrors): string {
  const first = Object.values(fields)[0]?.[0] ?? 'The request is not valid';
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
