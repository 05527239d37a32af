import { QueryFailedError } from 'typeorm';

/** The name of the constraint that a failed statement violated; null for any other failure. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof QueryFailedError)) return null;
  const { constraint } = error.driverError as { readonly constraint?: unknown };
  return typeof constraint === 'string' ? constraint : null;
}

const SERIALIZATION_FAILURE = '40001';

/** Whether a transaction of one snapshot failed because another one has changed the same row since. */
export const isSerializationFailure = (error: unknown): boolean =>
  error instanceof QueryFailedError &&
  (error.driverError as { readonly code?: unknown }).code === SERIALIZATION_FAILURE;
