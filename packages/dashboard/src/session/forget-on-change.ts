import { type QueryClient } from '@tanstack/react-query';
import { session } from './session.js';

/**
 * Empties the cache when a session ends, and when another operator has logged in, in whichever tab:
 * all tabs have the cookie of that one.
 */
export function forgetOnChange(cache: QueryClient): void {
  let userId: number | null = null;
  session.subscribe(() => {
    const now = session.login()?.user.id ?? null;
    const before = userId;
    userId = now;
    if (before === null || before === now) return;
    if (now === null) cache.clear();
    else void cache.resetQueries();
  });
}
