/** The job that takes a stored webhook through the one door, or asks about it. */
export const PROCESS_WEBHOOK_TASK = 'process_webhook';

/** What the job carries. */
export interface ProcessWebhookPayload {
  /** The event's id. */
  readonly eventId: string;
}

/**
 * How often a webhook is tried. The gaps grow by themselves; whatever this one says is found out
 * by the payment's own follow-up as well.
 */
export const WEBHOOK_TRIES = 10;

/** Adds the job for an event; `id` is an SQL expression for the event's id. */
export const addProcessing = (id: string): string => `
  graphile_worker.add_job('${PROCESS_WEBHOOK_TASK}', json_build_object('eventId', ${id}::text),
                          max_attempts := ${WEBHOOK_TRIES}, job_key := 'webhook-' || ${id})`;
