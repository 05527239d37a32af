import { type Origin } from '../common/http/request-context.js';
import { type JobKeyMode } from '../database/job-key.js';

/** The job that settles a payment by an authenticated event. */
export const PROCESS_WEBHOOK_TASK = 'process_webhook';

/** What the job carries. */
export interface ProcessWebhookPayload {
  /** The event's id. */
  readonly eventId: string;
  /** The request that brought the event. */
  readonly origin?: Origin | null;
}

/**
 * How often an event is tried. The gaps grow by themselves; whatever it says is found out by
 * reconciliation as well.
 */
export const WEBHOOK_TRIES = 10;

/** It runs before any question: the customer has paid, and no provider is called. */
const PRIORITY = -10;

/**
 * Adds the job for an event, a row `event` of the table, whose sender has shown the challenge.
 *
 * @param origin SQL for the job's {@link Origin}, as JSON: that of the request which brought the event,
 *   unless another one wants it processed
 * @param keyMode what becomes of a job that the event has already
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
