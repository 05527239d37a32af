import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import { type Logger } from '../common/logging/logger.js';
import { ProviderNotSent, ProviderOutcomeUnknown, ProviderThrottled } from './provider-errors.js';

/**
 * Failures in a row that make an outage. In a row, because one operator's trouble must not stop
 * the others: any success of anybody starts the count anew.
 */
const FAILURES_IN_A_ROW = 20;
/** How long a host is left alone before one call may try it again. */
const PAUSE_MS = 5_000;

/**
 * A breaker for one provider host. While it is open, calls fail at once as "not sent": customers
 * are told to try again instead of waiting for a time-out, and questions are put off.
 */
export function outageBreaker(host: string, logger: Logger): CircuitBreakerPolicy {
  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: PAUSE_MS,
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
  breaker.onBreak(() => {
    logger.warn({ host }, 'a payment provider is not reachable and is left alone for a moment');
  });
  breaker.onReset(() => {
    logger.info({ host }, 'a payment provider is reachable again');
  });
  return breaker;
}

/** Runs a call through its host's breaker; throws the same errors as the call. */
export async function throughBreaker<T>(
  breaker: CircuitBreakerPolicy,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await breaker.execute(call);
  } catch (error) {
    if (!(error instanceof BrokenCircuitError)) throw error;
    throw new ProviderNotSent('it has not been reachable for a while', PAUSE_MS);
  }
}

/** Being throttled, or told when to come back, is no outage: the host answers. */
function isOutage(error: Error): boolean {
  if (error instanceof ProviderThrottled) return false;
  return (
    error instanceof ProviderOutcomeUnknown ||
    (error instanceof ProviderNotSent && error.retryAfterMs === null)
  );
}
