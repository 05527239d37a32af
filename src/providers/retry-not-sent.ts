import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { type Clock } from '../common/clock.js';
import { ProviderNotSent } from './provider-errors.js';

const MAX_RETRIES = 3;
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 2_000;
/** A retry with less time left than this is not started. */
const MIN_TRY_MS = 500;

/**
 * Retries a call that certainly did not reach the provider, with exponential backoff and jitter, as
 * long as another try fits into the time budget. A refusal and an unknown outcome are thrown at
 * once: repeating the first is useless, and repeating the second could charge twice.
 *
 * @param call receives the remaining time, in ms
 */
export async function retryNotSent<T>(
  clock: Clock,
  budgetMs: number,
  call: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  const deadline = clock.now().getTime() + budgetMs;
  const leftMs = (): number => deadline - clock.now().getTime();
  const policy = retry(
    handleWhen(
      (error) =>
        error instanceof ProviderNotSent &&
        leftMs() > MAX_DELAY_MS + MIN_TRY_MS &&
        (error.retryAfterMs ?? 0) <= FIRST_DELAY_MS,
    ),
    {
      maxAttempts: MAX_RETRIES,
      backoff: new ExponentialBackoff({
        initialDelay: FIRST_DELAY_MS,
        maxDelay: MAX_DELAY_MS,
      }),
    },
  );
  return policy.execute(() => call(Math.max(leftMs(), MIN_TRY_MS)));
}
