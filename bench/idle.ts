import { setTimeout as wait } from 'node:timers/promises';
import { type Usage, usageOf } from './usage.js';

/** A process below this share of CPU is idle. */
const IDLE_SHARE = 0.1;
/** The observation time besides the provider's latency, during which it is idle too. */
const WATCHED_MS = 500;
const MAX_WAIT_MS = 120_000;
/** Long enough in most cases, where the system reports no CPU time. */
const UNSEEN_MS = 5_000;

/**
 * Waits until servers have finished the work that a load has started. The load ends by closing its
 * connections, and the server continues the running requests, which would disturb the next
 * measurement. A server must not be suspended during that work either, because its transactions and
 * calls would time out.
 *
 * @param latencyMs the provider's response time
 * @param look reads the CPU time of a process; for tests
 * @throws Error when they are still busy after two minutes
 */
export async function untilIdle(
  pids: readonly number[],
  latencyMs: number,
  look: (pid: number) => Usage | null = usageOf,
): Promise<void> {
  const watchedMs = WATCHED_MS + latencyMs;
  const used = (): number | null => total(pids.map((pid) => look(pid)?.cpuMs ?? null));
  for (let waitedMs = 0; waitedMs < MAX_WAIT_MS; waitedMs += watchedMs) {
    const before = used();
    if (before === null) return wait(UNSEEN_MS);
    await wait(watchedMs);
    if ((used() ?? before) - before < IDLE_SHARE * watchedMs) return;
  }
  throw new Error('A server is still at work long after its load has ended');
}

const total = (figures: readonly (number | null)[]): number | null =>
  figures.reduce((sum, figure) => (sum === null || figure === null ? null : sum + figure), 0);
