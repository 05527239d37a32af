/**
 * The parts of an error that are logged: an allow-list, because errors can hold requests and keys.
 */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

const MAX_DEPTH = 4;

/**
 * Returns type, message, code, stack and causes of an error. Libraries attach whole requests with
 * their headers to errors, and PostgreSQL quotes row values in `detail`: neither may be logged.
 */
export function describeError(thrown: unknown, depth = 0): ErrorDescription {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: 'not an Error' };
  const code = (thrown as { code?: unknown }).code;
  return {
    type: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    ...(thrown.cause instanceof Error && depth < MAX_DEPTH
      ? { cause: describeError(thrown.cause, depth + 1) }
      : {}),
  };
}
