/** How the queue handles an existing job with the same key, in the terms of graphile-worker. */
export type JobKeyMode = 'replace' | 'preserve_run_at' | 'unsafe_dedupe';

/**
 * For keys that are surely unused, because they contain the id of a row that was just inserted.
 * Skipping the search for a job to replace saves a third of the cost of adding a job.
 */
export const NEW_KEY = 'unsafe_dedupe' satisfies JobKeyMode;
