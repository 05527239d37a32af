import { type JobKeyMode } from '../database/job-key.js';

/** The task that settles what is due for a receipt. */
export const SETTLE_RECEIPT_TASK = 'settle_receipt';

/** Who had a payment made for a receipt. */
export type Claimant = 'operator' | 'customer';

/** The payload of the job. */
export interface SettleReceiptPayload {
  /** The id of the receipt. */
  readonly receiptId: string;
  readonly claimant?: Claimant;
}

/** How long money of a till waits for the result of its own prompt, in seconds. */
export const WAIT_FOR_PROMPT_SECONDS = 120;

const TRIES = 25;

/**
 * Adds the job of a receipt `r`; each argument is SQL.
 *
 * @param runAt when it runs
 * @param keyMode how to handle an existing job: `preserve_run_at` does not postpone it
 */
export const addSettling = (
  runAt: string,
  keyMode: JobKeyMode = 'preserve_run_at',
  claimant = 'NULL',
): string => `
  (graphile_worker.add_job(
    '${SETTLE_RECEIPT_TASK}',
    json_strip_nulls(json_build_object('receiptId', r.id::text, 'claimant', ${claimant}::text)),
    run_at := ${runAt},
    max_attempts := ${TRIES},
    job_key := 'receipt-' || r.id,
    job_key_mode := '${keyMode}'
  )).id`;
