import { type ChainFacts } from './router-access.repository.js';
import { type Allowance } from './wanted-user.js';

/** What the customers of a chain may use now; null when they may not use it. */
export function allowanceOf(chain: ChainFacts): Allowance | null {
  const { reason, secondsLeft, ...limits } = chain;
  return reason === null && secondsLeft !== null ? { ...limits, secondsLeft } : null;
}
