/** What becomes of a job that waits under the same key already, in the queue's own words. */
export type JobKeyMode = 'replace' | 'preserve_run_at' | 'unsafe_dedupe';

/**
 * For a key that nothing can have used before, made of what has just been inserted: there is no job
 * to be replaced, and not to look for one saves a third of what adding a job costs.
 */
export const NEW_KEY = 'unsafe_dedupe' satisfies JobKeyMode;
