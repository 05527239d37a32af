import { QueryFailedError } from 'typeorm';

/** The name of the constraint that a failed statement violated; null for any other failure. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof QueryFailedError)) return null;
  const { constraint } = error.driverError as { readonly constraint?: unknown };
  return typeof constraint === 'string' ? constraint : null;
}

const SERIALIZATION_FAILURE = '40001';
const QUERY_CANCELED = '57014';

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof QueryFailedError &&
  (error.driverError as { readonly code?: unknown }).code === code;

/** Whether a transaction of one snapshot failed because another one has changed the same row since. */
export const isSerializationFailure = (error: unknown): boolean =>
  hasCode(error, SERIALIZATION_FAILURE);

/** Whether a statement took longer than it was allowed to. */
export const isStatementTimeout = (error: unknown): boolean => hasCode(error, QUERY_CANCELED);
