import { type Origin } from '../common/http/request-context.js';
import { type JobKeyMode, NEW_KEY } from '../database/job-key.js';
import { FIRST_FOLLOW_UP, type FollowUpState } from './domain/follow-up.js';

/** The job that keeps asking about an attempt until its payment is final, and some time beyond. */
export const FOLLOW_UP_TASK = 'follow_payment';

/** What the job carries. */
export interface FollowUpPayload {
  readonly paymentId: string;
  readonly attempt: number;
  readonly state: FollowUpState;
  /** The request that the attempt was made in. */
  readonly origin?: Origin | null;
}

/** Questions that one operator's payments may have out at the same time. */
export const QUESTIONS_AT_ONCE = 3;

/**
 * How often one look is tried while it fails and the next one cannot be written down either, which
 * only trouble with the database can bring about: over four days, with gaps that grow to hours. It is
 * then listed as failed. Whatever becomes of it, an open payment is taken up again.
 */
const FOLLOW_UP_TRIES = 25;

/**
 * The queue in which a question about a payment waits. Jobs of one queue run one after the other: a
 * few queues per operator bound the questions asked at once for one.
 *
 * @param userId SQL for the operator
 * @param paymentId SQL for the payment
 */
export const questionQueue = (userId: string, paymentId: string): string =>
  `'operator-' || ${userId} || '-' || abs(hashtext(${paymentId}::text) % ${QUESTIONS_AT_ONCE})`;

/** A first follow-up is spread by this much around its time, so that a busy minute does not return as one. */
const SPREAD = '(0.9 + 0.2 * random())';

/**
 * Adds the follow-up job of an attempt `a`, or puts its run off if it has one.
 *
 * @param state SQL for the job's state, as JSON
 * @param delayMs SQL for the delay in ms, counted by the database's clock
 * @param origin SQL for the job's {@link Origin}, as JSON
 * @param keyMode what becomes of a job that the attempt has already
 */
const addFollowUp = (
  state: string,
  delayMs: string,
  origin: string,
  keyMode: JobKeyMode = 'replace',
): string => `
  (graphile_worker.add_job(
    '${FOLLOW_UP_TASK}',
    json_build_object('paymentId', a.payment_id, 'attempt', a.number, 'state', ${state},
                      'origin', ${origin}::json),
    queue_name := ${questionQueue('a.user_id', 'a.payment_id')},
    run_at := now() + ${delayMs} * interval '1 millisecond',
    max_attempts := ${FOLLOW_UP_TRIES},
    job_key := 'follow-' || a.reference,
    job_key_mode := '${keyMode}'
  )).id`;

const firstFollowUp = (delayMs: string, origin: string, keyMode?: JobKeyMode): string =>
  addFollowUp(
    `json_build_object('asked', ${FIRST_FOLLOW_UP.asked}, 'secondLooks', ${FIRST_FOLLOW_UP.secondLooks})`,
    `${delayMs}::double precision * ${SPREAD}`,
    origin,
    keyMode,
  );

/**
 * The first follow-up of an attempt, to be joined to the statement that inserts the attempt `a`,
 * so that there is no attempt without one.
 *
 * @param delayMs the parameter that holds the first delay in ms
 * @param origin the parameter that holds the job's {@link Origin} as JSON, if it has one
 */
export const addFirstFollowUp = (delayMs: string, origin = 'NULL'): string => `
  CROSS JOIN LATERAL (
    SELECT ${firstFollowUp(delayMs, origin, NEW_KEY)}
  ) AS follow_up`;

/**
 * The first follow-up of at most $2 open payments that no job follows, in $1 ms. An open payment is
 * asked about at least once an hour: a job that is put off for longer keeps failing.
 */
export const ADD_FORGOTTEN_FOLLOW_UPS = `
  SELECT ${firstFollowUp('$1', 'NULL')}
    FROM (
      SELECT a.*
        FROM payments p
        JOIN payment_attempts a ON a.payment_id = p.id AND a.number = p.retry_count + 1
       WHERE p.status IN ('pending', 'processing')
         AND a.delivery IN ('sending', 'accepted', 'unknown')
         AND NOT EXISTS (
               SELECT FROM graphile_worker.jobs j
                WHERE j.key = 'follow-' || a.reference
                  AND (j.locked_at IS NOT NULL
                       OR j.attempts < j.max_attempts AND j.run_at < now() + interval '70 minutes'))
       ORDER BY p.created_at LIMIT $2
    ) AS a`;

/** The next follow-up of attempt $2 of payment $1, with state $3, in $4 ms, from origin $5. */
export const ADD_NEXT_FOLLOW_UP = `
  SELECT ${addFollowUp('$3::json', '$4::double precision', '$5')}
    FROM payment_attempts a WHERE a.payment_id = $1 AND a.number = $2`;
