/** Messages by request field, as the contract's `fields`. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** Optional parts of an error. */
export interface ApiErrorDetails {
  /** The payment that the failed request has created. */
  readonly paymentId?: string;
  readonly fields?: FieldErrors;
  /** Response headers, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The cause: for the log, never for the caller. */
  readonly cause?: unknown;
}

/**
 * An answer other than success, in the contract's terms.
 *
 * `message` is one sentence that a person can act on; `code` is stable and meant for programs.
 * Services throw the named kinds below; the filter of `common/http` turns them into the response.
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

/** 400: the request cannot be carried out as it is. */
export const invalid = (code: string, message: string, details?: ApiErrorDetails): ApiError =>
  new ApiError(400, code, message, details);

/** 400 with `fields`: one or more named fields are wrong. */
export const invalidFields = (fields: FieldErrors, message?: string): ApiError =>
  new ApiError(400, 'validation_failed', message ?? sentenceOf(fields), { fields });

/** 400: what was sent is no JSON object. @param cause what the parser said, for the log */
export const malformedBody = (cause?: unknown): ApiError =>
  invalid('malformed_body', 'The body must be a JSON object.', { cause });

/** 401: who is calling is not known. `scheme` fills `WWW-Authenticate`. */
export const unauthenticated = (code: string, message: string, scheme: string): ApiError =>
  new ApiError(401, code, message, { headers: { 'WWW-Authenticate': scheme } });

/** 404: missing, or owned by another operator; the answer is the same. */
export const notFound = (code: string, message: string): ApiError =>
  new ApiError(404, code, message);

/** 409: the current state does not allow the operation. */
export const conflict = (code: string, message: string, details?: ApiErrorDetails): ApiError =>
  new ApiError(409, code, message, details);

function sentenceOf(fields: FieldErrors): string {
  const first = Object.values(fields)[0]?.[0] ?? 'The request is not valid';
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
