import { type ProviderReport } from '../payment-provider.js';

const MAX_REASON_LENGTH = 300;

/**
 * Messages for the customer by M-Pesa result code, which IntaSend seems to pass through. Some events
 * have two codes (`-1` and `1032` both mean a cancelled prompt) and their texts vary, so codes are
 * hints, and no code branches on texts.
 */
const MESSAGES: ReadonlyMap<string, string> = new Map([
  ['-1', 'The payment was cancelled on the phone.'],
  ['1032', 'The payment was cancelled on the phone.'],
  ['1', 'There is not enough money in the M-Pesa account.'],
  ['1001', 'Another M-Pesa request is open on this phone. Try again in a minute.'],
  ['1019', 'The prompt was not answered in time.'],
  ['1037', 'The phone did not answer. Check that it is on and has network.'],
  ['2001', 'The M-Pesa PIN was wrong.'],
]);
const CANCELLED = /^CANCELL?ED$/;

/** Describes why an invoice failed, with a message for the customer. */
export function failureOf(
  state: string,
  reason: string | null,
  code: string | null,
): NonNullable<ProviderReport['failure']> {
  const shortReason = reason?.slice(0, MAX_REASON_LENGTH) ?? null;
  const known = code === null ? undefined : MESSAGES.get(code);
  const fallback = CANCELLED.test(state.toUpperCase())
    ? 'The payment was cancelled.'
    : (shortReason ?? 'The payment was not completed.');
  return { message: known ?? fallback, reason: shortReason, code };
}
