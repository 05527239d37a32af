/** The time limits of a worker, in ms. */
export interface WorkerLimits {
  /** For opening a connection, or for waiting until one is free. */
  readonly connectMs: number;
  /** For a statement of the worker itself, in the database. */
  readonly statementMs: number;
  /** For the answer to a statement. After that the connection counts as lost. */
  readonly answerMs: number;
  /** For the first fetch of jobs after the start. After that the worker ends. */
  readonly firstFetchMs: number;
  /** For a statement of the worker's presence. After that it connects again. */
  readonly presenceMs: number;
  /** How long a worker that ends by itself waits for its running jobs. */
  readonly runningJobsMs: number;
  /** How long it then waits until their results are stored. */
  readonly lastResultsMs: number;
  /** How long a worker may take to stop when the process stops. */
  readonly stopMs: number;
  /** The delay before a worker that ended by itself is restarted. */
  readonly restartAfterMs: number;
}

/**
 * The time limits of production.
 *
 * @param maxCallMs the longest that a call to a provider may take
 */
export const workerLimits = (maxCallMs: number): WorkerLimits => ({
  // Longer than a statement may take, because the results of many jobs wait for two connections.
  connectMs: 15_000,
  // As for the connections of the application.
  statementMs: 10_000,
  // A statement that the database itself has not ended by then is never answered.
  answerMs: 15_000,
  // It takes milliseconds, and a fetch that is under way is completed.
  firstFetchMs: 5_000,
  presenceMs: 5_000,
  // Most jobs make one call. The process fetches no jobs meanwhile.
  runningJobsMs: maxCallMs + 5_000,
  lastResultsMs: 5_000,
  // Calls to providers are aborted after four seconds, and the process ends after nine in any case.
  stopMs: 7_000,
  restartAfterMs: 1_000,
});
