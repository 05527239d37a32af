import { setTimeout as wait } from 'node:timers/promises';
import { type Usage, usageOf } from './usage.js';

/** A process that works for less than this part of the time only does its housekeeping. */
const SHARE_AT_REST = 0.1;
/** How long it is watched, beside what a call to the provider takes, during which it does nothing. */
const WATCHED_MS = 500;
const MAX_WAIT_MS = 120_000;
/** Long enough for most, where the machine does not tell. */
const UNSEEN_MS = 5_000;

/**
 * Waits until servers have finished what they had begun when a load ended: its connections are cut
 * at the end of its time, and the requests that were under way go on without them. What is measured
 * next would share the machine with them. Nor may a server be stopped in the middle of them: its
 * transactions and calls would be given up on by the time it goes on.
 *
 * @param latencyMs how long the provider takes to answer
 * @param look what a process has used up; for tests
 * @throws Error when they are still at work after two minutes
 */
export async function atRest(
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
    if ((used() ?? before) - before < SHARE_AT_REST * watchedMs) return;
  }
  throw new Error('A server is still at work long after its load has ended');
}

const total = (figures: readonly (number | null)[]): number | null =>
  figures.reduce((sum, figure) => (sum === null || figure === null ? null : sum + figure), 0);
