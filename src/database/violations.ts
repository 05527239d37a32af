import { QueryFailedError } from 'typeorm';

/** The name of the constraint that a failed statement violated; null for any other failure. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof QueryFailedError)) return null;
  const { constraint } = error.driverError as { readonly constraint?: unknown };
  return typeof constraint === 'string' ? constraint : null;
}
