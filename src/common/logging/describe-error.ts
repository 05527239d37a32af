/** What a log line says of an error: an allow-list, because errors carry requests and keys along. */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

const MAX_DEPTH = 4;

/**
 * Type, message, code, stack and causes of an error; nothing else of it. Libraries hang
 * whole requests with their headers on their errors, and PostgreSQL errors quote row values
 * in `detail`: neither may reach a log.
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
