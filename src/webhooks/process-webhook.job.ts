import { type Origin } from '../common/http/request-context.js';
import { type JobKeyMode } from '../database/job-key.js';
import { questionQueue } from '../payments/follow-up.job.js';

/** The job that takes a stored webhook through the one door, or asks about it. */
export const PROCESS_WEBHOOK_TASK = 'process_webhook';

/** What the job carries. */
export interface ProcessWebhookPayload {
  /** The event's id. */
  readonly eventId: string;
  /** The request that brought the event. */
  readonly origin?: Origin | null;
}

/**
 * How often a webhook is tried. The gaps grow by themselves; whatever this one says is found out
 * by the payment's own follow-up as well.
 */
export const WEBHOOK_TRIES = 10;

/**
 * Adds the job for an event, a row `event` of the table. One that is not taken at its word leads to
 * a question, and waits in line with the operator's other questions.
 *
 * @param origin SQL for the job's {@link Origin}, as JSON: that of the request which brought the event,
 *   unless another one wants it processed
 * @param keyMode what becomes of a job that the event has already
 */
export const addProcessing = (origin = 'event.origin', keyMode: JobKeyMode = 'replace'): string => `
  (graphile_worker.add_job(
    '${PROCESS_WEBHOOK_TASK}',
    json_build_object('eventId', event.id::text, 'origin', ${origin}::json),
    queue_name := CASE WHEN event.trust <> 'authenticated' AND event.user_id IS NOT NULL
                       THEN ${questionQueue('event.user_id', 'event.payment_id')} END,
    max_attempts := ${WEBHOOK_TRIES},
    job_key := 'webhook-' || event.id,
    job_key_mode := '${keyMode}'
  )).id`;
