import { type Origin } from '../../common/http/request-context.js';
import { type JobKeyMode, NEW_KEY } from '../../database/job-key.js';
import {
  FIRST_QUESTION,
  LAST_RECHECK,
  type ReconciliationState,
  type Urgency,
} from '../domain/index.js';

/** The task that asks about an attempt until its payment is final, and some time longer. */
export const RECONCILE_PAYMENT_TASK = 'follow_payment';

/** The payload of the job. */
export interface ReconcilePaymentPayload {
  readonly paymentId: string;
  readonly attempt: number;
  readonly state: ReconciliationState;
  /** The request that created the attempt. */
  readonly origin?: Origin | null;
}

/** The queue runs jobs with a lower number first, and jobs with the same number by their time. */
export const PRIORITIES: Readonly<Record<Urgency, number>> = { prompt: 0, link: 10, recheck: 20 };

/**
 * How often a question is tried that fails while the next one cannot be scheduled either, which
 * happens only when the database fails: over four days, with delays up to hours. The job is then
 * listed as failed, and the reconciliation sweep finds open payments.
 */
const MAX_TRIES = 25;

/** Spreads the first questions by a tenth, so that a busy minute does not cause another one. */
const SPREAD = '(0.9 + 0.2 * random())';

const stateSql = ({ asked, secondLooks }: ReconciliationState): string =>
  `json_build_object('asked', ${asked}, 'secondLooks', ${secondLooks})`;
const FIRST_STATE = stateSql(FIRST_QUESTION);

/**
 * SQL for the job key of an attempt `a`. One attempt has one job, however many events there are.
 */
const JOB_KEY = `'follow-' || a.reference`;

/** The parts of the SQL of a job; each value is SQL. */
interface JobSql {
  /** The job's state, as JSON. */
  readonly state: string;
  /** When it runs. */
  readonly runAt: string;
  /** The job's {@link Origin}, as JSON. */
  readonly origin: string;
  readonly priority: string;
  /** How to handle an existing job of the attempt. */
  readonly keyMode: JobKeyMode;
}

/**
 * Adds the reconciliation job of an attempt `a`. It is in no queue, because queues are only served
 * by polling.
 */
const addJob = ({ state, runAt, origin, priority, keyMode }: JobSql): string => `
  (graphile_worker.add_job(
    '${RECONCILE_PAYMENT_TASK}',
    json_build_object('paymentId', a.payment_id, 'attempt', a.number, 'state', ${state},
                      'origin', ${origin}::json),
    run_at := ${runAt},
    max_attempts := ${MAX_TRIES},
    job_key := ${JOB_KEY},
    job_key_mode := '${keyMode}',
    priority := ${priority}
  )).id`;

const inMs = (delayMs: string): string => `now() + ${delayMs} * interval '1 millisecond'`;
const PRIORITY_OF_CHANNEL = `CASE a.channel WHEN 'link' THEN ${PRIORITIES.link} ELSE ${PRIORITIES.prompt} END`;

const firstJob = (origin: string, keyMode: JobKeyMode): string =>
  addJob({
    state: FIRST_STATE,
    runAt: inMs(`:firstDelayMs::double precision * ${SPREAD}`),
    origin,
    priority: PRIORITY_OF_CHANNEL,
    keyMode,
  });

/**
 * The first reconciliation job of an attempt. It is part of the statement that inserts the attempt
 * `a`, so that no attempt is without one. The statement has the parameter `firstDelayMs`.
 *
 * @param origin SQL for the job's {@link Origin} as JSON, if it has one
 */
export const addReconciliationJob = (origin = 'NULL'): string => `
  CROSS JOIN LATERAL (
    SELECT ${firstJob(origin, NEW_KEY)}
  ) AS follow_up`;

/**
 * The first reconciliation job, in `:firstDelayMs`, of at most `:most` open payments without one. An
 * open payment is asked about at least once an hour, so a job that is due later has been failing.
 */
export const ADD_MISSING_JOBS = `
  SELECT ${firstJob('NULL', 'replace')}
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
       ORDER BY p.created_at LIMIT :most
    ) AS a`;

/** The parameters of {@link ADD_NEXT_JOB}. */
export interface NextJob {
  readonly paymentId: string;
  readonly number: number;
  /** The {@link ReconciliationState} as JSON. */
  readonly state: string;
  readonly delayMs: number;
  /** The {@link Origin} as JSON. */
  readonly origin: string;
  readonly priority: number;
}

/**
 * The next reconciliation job of an attempt. If an event has moved the job forward meanwhile, it
 * stays there.
 */
export const ADD_NEXT_JOB = `
  SELECT ${addJob({
    state: ':state::json',
    runAt: inMs(':delayMs::double precision'),
    origin: ':origin',
    priority: ':priority::integer',
    keyMode: 'preserve_run_at',
  })}
    FROM payment_attempts a WHERE a.payment_id = :paymentId AND a.number = :number`;

/**
 * The parameters of {@link wakeReconciliationJob}: the minimum time between two questions, in ms.
 */
export interface WakePace {
  /** While the payment is open. */
  readonly openMs: number;
  /** When it is final: nobody waits, and anybody can send events about it. */
  readonly finalMs: number;
}

/**
 * Makes the reconciliation job of the attempt `a` of the payment `p` run as soon as the pace
 * allows: a waiting job is moved forward, and a running or missing one is followed by another. It
 * is part of a statement that selects `a` and `p` and has the parameters of a {@link WakePace}.
 *
 * @param origin SQL for the origin of a new job, as JSON
 */
export const wakeReconciliationJob = (origin: string): string => {
  const isOpen = `(p.status IN ('pending', 'processing') AND a.number = p.retry_count + 1)`;
  const runAt = `GREATEST(now(), p.status_asked_at
      + (CASE WHEN ${isOpen} THEN :openMs::integer ELSE :finalMs::integer END) * interval '1 millisecond')`;
  const priority = `CASE WHEN ${isOpen} THEN ${PRIORITY_OF_CHANNEL} ELSE ${PRIORITIES.recheck} END`;
  const state = `CASE WHEN ${isOpen} THEN ${FIRST_STATE} ELSE ${stateSql(LAST_RECHECK)} END`;
  return `
  CROSS JOIN LATERAL (SELECT ${runAt} AS run_at, ${priority} AS priority) AS due
  LEFT JOIN LATERAL (
    SELECT id, run_at FROM graphile_worker.jobs
     WHERE key = ${JOB_KEY} AND locked_at IS NULL AND attempts < max_attempts
  ) AS planned ON true
  LEFT JOIN LATERAL (
    -- One that runs and has not asked yet will read what woke it.
    SELECT id FROM graphile_worker.jobs
     WHERE key = ${JOB_KEY} AND locked_at IS NOT NULL
       AND (p.status_asked_at IS NULL OR locked_at > p.status_asked_at)
  ) AS begun ON true
  CROSS JOIN LATERAL (
    SELECT CASE
      WHEN begun.id IS NOT NULL THEN begun.id
      WHEN planned.id IS NULL
        THEN ${addJob({ state, runAt: 'due.run_at', origin, priority: 'due.priority', keyMode: 'replace' })}
      WHEN planned.run_at > due.run_at
        THEN (SELECT id FROM graphile_worker.reschedule_jobs(ARRAY[planned.id], run_at := due.run_at))
    END AS job
  ) AS woken`;
};
