import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { type Clock } from '../common/clock.js';
import { ProviderNotSent } from './provider-errors.js';

const MOST_RETRIES = 3;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 2_000;
/** A try that has less time than this left is not worth starting. */
const SHORTEST_TRY_MS = 500;

/**
 * Repeats a call that surely did not get to the provider, with exponential backoff and jitter,
 * as long as another try fits into the budget. A refusal and an unknown outcome are passed on
 * at once: repeating the first is useless and repeating the second would charge twice.
 *
 * @param call gets the time that is left, in ms
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
        leftMs() > LONGEST_DELAY_MS + SHORTEST_TRY_MS &&
        (error.retryAfterMs ?? 0) <= FIRST_DELAY_MS,
    ),
    {
      maxAttempts: MOST_RETRIES,
      backoff: new ExponentialBackoff({
        initialDelay: FIRST_DELAY_MS,
        maxDelay: LONGEST_DELAY_MS,
      }),
    },
  );
  return policy.execute(() => call(Math.max(leftMs(), SHORTEST_TRY_MS)));
}
