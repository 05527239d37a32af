import { type Origin } from '../common/http/request-context.js';
import { statement } from '../database/statement.js';

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
 * Adds the job for the operators of a name, or of an e-mail address. It is added even when there is
 * none, so that both take the same time. All mail is in one queue, so that a mail server that does not
 * answer blocks one worker and no payment.
 */
export const ADD_MAIL_PASSWORD_RESET = statement<
  { id: string },
  {
    key: string;
    name: string;
    address: string;
    /** The job's {@link Origin} as JSON. */
    origin: string;
    /** It replaces a pending job with this key. */
    jobKey: string;
  }
>(
  'add_mail_password_reset',
  `
  SELECT (graphile_worker.add_job(
    '${MAIL_PASSWORD_RESET_TASK}',
    json_build_object('userIds', ARRAY(
                        SELECT id FROM users WHERE lower(username) IN (lower(:key), lower(:name))
                         UNION SELECT id FROM users WHERE lower(email) = lower(:address)
                         LIMIT ${MAX_ACCOUNTS}),
                      'origin', :origin::json),
    queue_name := 'mail',
    max_attempts := ${MAIL_TRIES},
    job_key := :jobKey
  )).id`,
);
