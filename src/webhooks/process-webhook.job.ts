import { type Origin } from '../common/http/request-context.js';
import { type JobKeyMode } from '../database/job-key.js';

/** The task that settles a payment by an authenticated event. */
export const PROCESS_WEBHOOK_TASK = 'process_webhook';

/** The payload of the job. */
export interface ProcessWebhookPayload {
  /** The event's id. */
  readonly eventId: string;
  /** The request that brought the event. */
  readonly origin?: Origin | null;
}

/** How often an event is tried, with growing delays. Reconciliation finds the same facts later. */
export const WEBHOOK_TRIES = 10;

/** Before all questions, because the customer has paid and no provider is called. */
const PRIORITY = -10;

/**
 * Adds the job for a row `event` whose sender is authenticated.
 *
 * @param origin SQL for the job's {@link Origin}, as JSON: by default of the request that brought
 * the event
 * @param keyMode how to handle an existing job for the event
 */
export const addProcessing = (origin = 'event.origin', keyMode: JobKeyMode = 'replace'): string => `
  (graphile_worker.add_job(
    '${PROCESS_WEBHOOK_TASK}',
    json_build_object('eventId', event.id::text, 'origin', ${origin}::json),
    max_attempts := ${WEBHOOK_TRIES},
    job_key := 'webhook-' || event.id,
    job_key_mode := '${keyMode}',
    priority := ${PRIORITY}
  )).id`;
