import { type Origin } from '../common/http/request-context.js';

/** The job that sends operators who have lost their password a link. */
export const MAIL_PASSWORD_RESET_TASK = 'mail_password_reset';

/** What the job carries: whom a request meant, which may be nobody. No name that somebody typed. */
export interface MailPasswordResetPayload {
  readonly userIds: readonly number[];
  readonly origin?: Origin | null;
}

/** Accounts that one request can mean: operators may share an address, but not without end. */
const MOST_ACCOUNTS = 5;
/** Over about half an hour, with gaps that grow. */
const MAIL_TRIES = 8;

/**
 * Adds the job for the operators whose name is $1 or $2, or whose e-mail address is $3. There is a job
 * even if there is nobody, so that both take the same time. One queue for all: a mail server that
 * does not answer holds up one worker and no payment.
 *
 * $4 is the job's {@link Origin} as JSON, $5 a key that replaces a job which still waits under it.
 */
export const ADD_MAIL_PASSWORD_RESET = `
  SELECT (graphile_worker.add_job(
    '${MAIL_PASSWORD_RESET_TASK}',
    json_build_object('userIds', ARRAY(
                        SELECT id FROM users WHERE lower(username) IN (lower($1), lower($2))
                         UNION SELECT id FROM users WHERE lower(email) = lower($3)
                         LIMIT ${MOST_ACCOUNTS}),
                      'origin', $4::json),
    queue_name := 'mail',
    max_attempts := ${MAIL_TRIES},
    job_key := $5
  )).id`;
