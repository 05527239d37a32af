import { type Problem } from '#portal';
import { AccessEndedError } from '../access/reconnect/reconnect-errors.js';
import { type ApiError } from '../common/errors/api-error.js';
import { endedProblem } from './payment-page.js';
import { type SessionProblem } from './portal-session.js';

const USUAL_WAIT_SECONDS = 60;

/** What the errors of the use cases mean to a customer, by their codes. */
const BY_CODE: ReadonlyMap<string, Problem['kind']> = new Map([
  ['package_not_on_sale', 'package_gone'],
  ['package_not_found', 'package_gone'],
  ['router_not_found', 'not_found'],
  ['credentials_missing', 'payments_unavailable'],
  ['private_key_unreadable', 'payments_unavailable'],
  ['method_not_offered', 'payments_unavailable'],
  ['price_has_cents', 'price_has_cents'],
  ['provider_refused', 'payment_failed'],
  ['provider_unreachable', 'provider_away'],
  ['payment_under_review', 'in_review'],
  ['device_limit', 'devices_in_use'],
  ['access_not_found', 'code_wrong'],
]);

/**
 * The problem of an error that a step expects; null for one that it does not.
 * @param tooMany what a limit of this step is about
 */
export function problemOf(
  error: ApiError,
  now: Date,
  tooMany: 'too_many_prompts' | 'too_many_tries',
): SessionProblem | null {
  if (error.status === 429) {
    return { kind: tooMany, until: untilOf(error, now) };
  }
  if (error.code.endsWith('_credentials_refused')) {
    return { kind: 'payments_unavailable', until: null };
  }
  if (error instanceof AccessEndedError) {
    return { kind: endedProblem(error.reason, null).kind, until: null };
  }
  const kind = BY_CODE.get(error.code);
  return kind === undefined ? null : { kind, until: null };
}

/** The problem as a page shows it. */
export function shownProblem({ kind, until }: SessionProblem, now: Date): Problem {
  if (kind === 'too_many_prompts' || kind === 'too_many_tries') {
    return { kind, until: until ?? now };
  }
  if (kind === 'expired') return { kind, endedAt: until };
  if (kind === 'not_started') return { kind, startsAt: until };
  return kind === 'router_refused' ? { kind, text: '' } : { kind };
}

function untilOf({ details }: ApiError, now: Date): Date {
  const seconds = Number(details.headers?.['Retry-After'] ?? USUAL_WAIT_SECONDS);
  return new Date(now.getTime() + seconds * 1_000);
}
