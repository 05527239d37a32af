/** A task that runs on a schedule. It may be broken off and run twice. */
export interface ScheduledTask {
  /** It stays as it is, because queued jobs contain it. */
  readonly identifier: string;
  /** When it runs, in the five fields of cron. */
  readonly match: string;
  readonly run: () => Promise<unknown>;
}
