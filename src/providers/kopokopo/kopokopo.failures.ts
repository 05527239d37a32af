import { type ProviderReport } from '../payment-provider.js';

const MAX_REASON_LENGTH = 300;

/**
 * Messages for the customer. Kopo Kopo sends M-Pesa's text and no code, and its list of texts is not
 * published, so parts of M-Pesa's usual texts are looked for. A text that is not known is shown.
 */
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/cancel/i, 'The payment was cancelled on the phone.'],
  [/insufficient/i, 'There is not enough money in the M-Pesa account.'],
  [/initiator information|wrong pin|invalid pin/i, 'The M-Pesa PIN was wrong.'],
  [
    /already in process|unable to lock/i,
    'Another M-Pesa request is open on this phone. Try again in a minute.',
  ],
  [
    /cannot be reached|unreachable/i,
    'The phone did not answer. Check that it is on and has network.',
  ],
  [/expired|no response|timed? ?out/i, 'The prompt was not answered in time.'],
];

/** Describes why a payment failed, with a message for the customer. */
export function failureOf(reason: string | null, code: string | null): ReportedFailure {
  const shortReason = reason?.slice(0, MAX_REASON_LENGTH) ?? null;
  const known = MESSAGES.find(([text]) => shortReason !== null && text.test(shortReason))?.[1];
  return {
    message: known ?? shortReason ?? 'The payment was not completed.',
    reason: shortReason,
    code,
  };
}

type ReportedFailure = NonNullable<ProviderReport['failure']>;
