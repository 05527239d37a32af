import { FIRST_FOLLOW_UP, type FollowUpState } from './domain/follow-up.js';

/** The job that keeps asking about an attempt until its payment is final, and some time beyond. */
export const FOLLOW_UP_TASK = 'follow_payment';

/** What the job carries. */
export interface FollowUpPayload {
  readonly paymentId: string;
  readonly attempt: number;
  readonly state: FollowUpState;
}

/** Questions that one operator's payments may have out at the same time. */
export const QUESTIONS_AT_ONCE = 3;

/** A first follow-up is spread by this much around its time, so that a busy minute does not return as one. */
const SPREAD = '(0.9 + 0.2 * random())';

/**
 * Adds the follow-up job of an attempt `a`, or puts its run off if it has one. Jobs of one queue
 * run one after the other: a few queues per operator bound the questions asked at once for one.
 *
 * @param state SQL for the job's state, as JSON
 * @param delayMs SQL for the delay in ms, counted by the database's clock
 */
const addFollowUp = (state: string, delayMs: string): string => `
  (graphile_worker.add_job(
    '${FOLLOW_UP_TASK}',
    json_build_object('paymentId', a.payment_id, 'attempt', a.number, 'state', ${state}),
    queue_name := 'operator-' || a.user_id || '-'
                  || abs(hashtext(a.payment_id::text) % ${QUESTIONS_AT_ONCE}),
    run_at := now() + ${delayMs} * interval '1 millisecond',
    job_key := 'follow-' || a.reference
  )).id`;

/**
 * The first follow-up of an attempt, to be joined to the statement that inserts the attempt `a`,
 * so that there is no attempt without one.
 *
 * @param delayMs the parameter that holds the first delay in ms
 */
export const addFirstFollowUp = (delayMs: string): string => `
  CROSS JOIN LATERAL (
    SELECT ${addFollowUp(
      `json_build_object('asked', ${FIRST_FOLLOW_UP.asked}, 'secondLooks', ${FIRST_FOLLOW_UP.secondLooks})`,
      `${delayMs}::double precision * ${SPREAD}`,
    )}
  ) AS follow_up`;

/** The next follow-up of attempt $2 of payment $1, with state $3, in $4 ms. */
export const ADD_NEXT_FOLLOW_UP = `
  SELECT ${addFollowUp('$3::json', '$4::double precision')}
    FROM payment_attempts a WHERE a.payment_id = $1 AND a.number = $2`;
