import { type RunStatement } from './plan.js';

/** A statement that runs for every customer, login or webhook, or on a schedule. */
export interface HotStatement {
  /** The name of a prepared statement. */
  readonly name: string;
  readonly purpose: string;
  /** Identifies a statement that is not prepared. */
  readonly pattern?: RegExp;
}

const prepared = (name: string, purpose: string): HotStatement => ({ name, purpose });
const plain = (name: string, purpose: string, pattern: RegExp): HotStatement => ({
  ...{ name, purpose, pattern },
});

/**
 * The statements on the paths of customers, webhooks, operators and background jobs. A prepared
 * statement that is not in this list fails `test/integration/query-plans.int-spec.ts`.
 */
export const HOT_STATEMENTS: readonly HotStatement[] = [
  prepared('user_of_public_key', 'find the operator of a portal'),
  prepared('user_of_session', 'find the operator of a token'),
  prepared('login_by_password', 'find an operator for a login'),
  prepared('login_by_key', 'the same with API keys'),
  prepared('login_begin_by_password', 'begin a login'),
  prepared('login_begin_by_key', 'the same with API keys'),
  prepared('package_list', 'list the packages of a router'),
  prepared('portal_router', 'find the router of a portal'),
  plain(
    'portal_payment_of_device',
    'find a payment that waits, by its device',
    /WHERE p\.user_id = \$1 AND p\.mac_address = \$2/,
  ),
  plain(
    'portal_payment_begun_with',
    'find the payment that a form has begun',
    /p\.access_claim_hash = ANY/,
  ),
  prepared('rate_limits:rlflx-upsert', 'count a request'),
  prepared('rate_limits:rlflx-upsert-force', 'mark an address as known'),
  prepared('rate_limits:rlflx-get', 'read a count'),
  prepared('rate_limits:rlflx-delete', 'delete a count'),
  prepared('sale_context', 'read router, package and keys of a sale'),
  prepared('preferred_sale_context', 'the same, with the keys of the preferred provider'),
  prepared('insert_prompt', 'insert a payment with a prompt'),
  prepared('insert_link', 'insert a payment with a link'),
  prepared('lock_payment', 'lock the payment of an event'),
  prepared('apply_decision', 'write the changes of an event'),
  prepared('create_payment_entitlement', 'write the entitlement of a payment'),
  prepared('owned_payment', 'read a payment'),
  prepared('payment_details', 'read a payment with its attempts and history'),
  prepared('newest_payments', 'list the newest payments'),
  prepared('claim_question', 'claim a question to the provider'),
  prepared('claim_any_question', 'the same, in the background'),
  prepared('match_webhook', 'find the payment of a webhook'),
  prepared('insert_webhook', 'store a webhook'),
  prepared('insert_webhook_to_ask', 'store a webhook and wake its attempt'),
  prepared('pending_events', 'read the events about an attempt'),
  prepared('find_followed_attempt', 'read the state of an attempt'),
  prepared('add_next_follow_up', 'schedule the next question'),
  prepared('find_webhook', 'read a webhook to process it'),
  prepared('finish_webhook', 'store the outcome of a webhook'),
  prepared('find_till_account', 'find the account of money at a till'),
  prepared('match_early', 'match earlier webhooks with an invoice'),
  prepared('read_event_frontier', 'how far events can be read'),
  prepared('read_recent_events', 'the events of an operator'),
  prepared('get_job16/graphile_worker', 'fetch background jobs'),
  prepared('complete_job/graphile_worker', 'complete a background job'),
  plain('prompt_out', 'find the active prompt', /FROM prompt_slots s\s+JOIN payments/),
  plain('insert_refused', 'store a sale at another price', /^WITH slot AS \(SELECT 1\)/),
  plain('revive_unmatched', 'the same, on a schedule', /UPDATE webhook_events e/),
  plain('idempotency_claim', 'claim an Idempotency-Key', /^INSERT INTO idempotency_keys/),
  plain('idempotency_find', 'find an answer to replay', /^SELECT fingerprint/),
  plain(
    'idempotency_bind',
    'link the key with its payment',
    /^UPDATE idempotency_keys SET payment_id/,
  ),
  plain('idempotency_finish', 'store the answer', /^UPDATE idempotency_keys SET answer/),
  plain('idempotency_release', 'release the key', /^WITH deleted AS \(DELETE FROM idempotency/),
  plain('retry_context', 'read router, package and keys of a retry', /"hasRouter"/),
  plain('retry_lock', 'lock a payment to retry it', /^SELECT status, retry_count/),
  plain('retry_reopen', 'reopen a payment', /^WITH slot AS[^;]*'retried'/),
  plain('return_page', 'show the return page', /"attemptNumber"\s+FROM payments/),
  plain('follow_up_forgotten', 'find open payments without a job', /a\.delivery IN \('sending'/),
  plain(
    'payment_list',
    'a page of payments',
    /SELECT \* FROM payments p\s+WHERE p\.user_id.*LIMIT \$\d+\) p\s+CROSS JOIN/s,
  ),
  plain('now_figures', 'count what is going on', /AS "unmatchedReceipts"/),
  plain('now_last_sales', 'the last sales', /ORDER BY p\.completed_at DESC, p\.id DESC LIMIT/),
  plain('now_silent_routers', 'the routers that should be heard', /THEN n\.last_packet_at ELSE/),
  plain('now_judged_credentials', 'what providers say of keys', /AS "silentSales"/),
  plain('report_sums', 'sums of payments', /FROM counted GROUP BY key/),
  plain('fold_sums', 'fold payments into sums', /INSERT INTO payment_sums/),
  plain('webhook_list', 'a page of webhooks', /FROM webhook_events e\s+WHERE e\.user_id = \$1/),
  plain('webhook_details', 'a webhook with its body', /FROM webhook_events e WHERE e\.id = \$1/),
  plain('receipt_list', 'a page of money at tills', /FROM receipts r\s+WHERE.*LIMIT \$\d+$/s),
  plain('login_list', 'a page of logins', /FROM sessions s\s+WHERE s\.user_id = \$\d+ AND s\.rev/),
  plain('security_log', 'a page of the security log', /AS "subjectName"\s+FROM security_events/),
  plain('webhook_replay', 'replay a webhook', /kind = 'collection' AND body/),
  plain('router_list', 'a page of routers', /^SELECT "router"/),
  plain('package_list', 'a page of packages', /^SELECT "package"/),
  plain('credential_list', 'a page of provider keys', /^SELECT "credential"/),
  plain('router_was_sold', 'check whether a router was sold', /package_id = ANY/),
  plain('refresh_token', 'a refresh token and its login', /WHERE t\.token_hash = \$\d/),
  plain('refresh_next', 'the next refresh token', /^WITH old AS \(UPDATE refresh_tokens/),
  plain('logout', 'end a login', /^UPDATE sessions SET revoked_at = now\(\) WHERE id = \$1/),
  plain('logout_others', 'end the other logins', /^UPDATE sessions[^;]*id <> \$2/),
  plain('payments_of_events', 'the payments that events are about', /p\.id = ANY \(\$2::uuid/),
  plain('clean_slots', 'delete old prompt slots', /^DELETE FROM prompt_slots/),
  plain('clean_keys', 'delete old Idempotency-Keys', /^DELETE FROM idempotency_keys/),
  plain('clean_limits', 'delete old counts', /^DELETE FROM rate_limits/),
  plain('clean_logins', 'delete old logins', /DELETE FROM sessions s/),
  plain('empty_webhooks', 'delete bodies of old webhooks', /^UPDATE webhook_events SET body/),
  plain('delete_webhooks', 'delete old webhooks', /^DELETE FROM webhook_events/),
  plain('figures_open', 'open payments, for /metrics', /AS overdue\s+FROM aged/),
  plain('figures_review', 'payments under review, for /metrics', /^SELECT reason, count/),
  plain('figures_jobs', 'waiting jobs, for /metrics', /count\(due\.run_at\)/),
  plain('figures_inbox', 'waiting webhooks, for /metrics', /outcome = 'stored' ORDER BY/),
];

/** Whether a run is of this statement. */
export const isRunOf = ({ name, pattern }: HotStatement, run: RunStatement): boolean =>
  pattern ? run.name === null && pattern.test(run.text) : run.name === name;

/** The title of a statement in messages: its name, or the beginning of its text. */
export function titleOf(run: RunStatement): string {
  const hot = HOT_STATEMENTS.find((statement) => isRunOf(statement, run));
  return hot?.name ?? run.name ?? run.text.replace(/\s+/g, ' ').slice(0, 80);
}
