import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import { type Logger } from '../common/logging/logger.js';
import { ProviderNotSent, ProviderOutcomeUnknown, ProviderThrottled } from './provider-errors.js';

/** Consecutive failures that open the breaker. Any success resets the count. */
const FAILURES_IN_A_ROW = 20;
/** How long the breaker stays open before it lets one call through. */
const PAUSE_MS = 5_000;

/**
 * A circuit breaker for calls to one provider host. While it is open, calls fail at once as "not sent":
 * customers get a 503 instead of a time-out, and reconciliation jobs are postponed.
 */
export function outageBreaker(host: string, logger: Logger): CircuitBreakerPolicy {
  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: PAUSE_MS,
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
  breaker.onBreak(() => {
    logger.warn({ host }, 'a payment provider is unreachable; its circuit breaker is open');
  });
  breaker.onReset(() => {
    logger.info({ host }, 'a payment provider is reachable again; its circuit breaker is closed');
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

/** A throttled call, or one with a `Retry-After`, is no outage: the host answered. */
function isOutage(error: Error): boolean {
  if (error instanceof ProviderThrottled) return false;
  return (
    error instanceof ProviderOutcomeUnknown ||
    (error instanceof ProviderNotSent && error.retryAfterMs === null)
  );
}
