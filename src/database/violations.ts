import { QueryFailedError } from 'typeorm';

/** The name of the rule that a failed statement broke; null for any other failure. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof QueryFailedError)) return null;
  const { constraint } = error.driverError as { readonly constraint?: unknown };
  return typeof constraint === 'string' ? constraint : null;
}
