import { type Origin } from '../common/http/request-context.js';

/** The job that mails password reset links. */
export const MAIL_PASSWORD_RESET_TASK = 'mail_password_reset';

/** The operators that a request named, possibly none. It holds no typed name. */
export interface MailPasswordResetPayload {
  readonly userIds: readonly number[];
  readonly origin?: Origin | null;
}

/** Most accounts of one request; operators may share an e-mail address. */
const MAX_ACCOUNTS = 5;
/** Over about half an hour, with growing intervals. */
const MAIL_TRIES = 8;

/**
 * Adds the job for the operators whose name is $1 or $2, or whose e-mail address is $3. It is added
 * even when there is none, so that both take the same time. All mail is in one queue, so that a mail
 * server that does not answer blocks one worker and no payment.
 *
 * $4 is the job's {@link Origin} as JSON, $5 a job key, which replaces a pending job.
 */
export const ADD_MAIL_PASSWORD_RESET = `
  SELECT (graphile_worker.add_job(
    '${MAIL_PASSWORD_RESET_TASK}',
    json_build_object('userIds', ARRAY(
                        SELECT id FROM users WHERE lower(username) IN (lower($1), lower($2))
                         UNION SELECT id FROM users WHERE lower(email) = lower($3)
                         LIMIT ${MAX_ACCOUNTS}),
                      'origin', $4::json),
    queue_name := 'mail',
    max_attempts := ${MAIL_TRIES},
    job_key := $5
  )).id`;
