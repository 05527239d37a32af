import { type Failure, type Outcome, type Payment, type Step } from './outcome.js';

/** Recorded: a payment completed 17 s after the prompt, a cancellation came after 20 s. */
const PAID_AFTER_MS = 17_000;
const CANCELLED_AFTER_MS = 20_000;
const MISTYPED_AFTER_MS = 25_000;
/** An unanswered prompt expires after a minute. */
const LAPSED_AFTER_MS = 60_000;

const complete = (payment: Payment = {}, afterMs = PAID_AFTER_MS): Step => ({
  afterMs,
  state: 'COMPLETE',
  payment,
});

const failed = (failure: Failure, afterMs: number): Step => ({ afterMs, state: 'FAILED', failure });

const CANCELLED: Failure = { reason: 'Request cancelled by user', code: '-1' };
const NO_ANSWER: Failure = { reason: 'DS timeout user cannot be reached', code: '1037' };

/**
 * All outcomes of payments. The reasons and codes of CANCELLED come from recorded traffic. The
 * other codes are M-Pesa's, which IntaSend is said to pass through, with M-Pesa's usual texts.
 */
export const OUTCOMES = [
  {
    name: 'success',
    phoneEnding: '000100',
    what: 'paid; every ordinary number does this',
    steps: [complete()],
  },
  {
    name: 'cancelled',
    phoneEnding: '000101',
    what: 'the payer presses cancel (code "-1", as recorded in 2025)',
    steps: [failed(CANCELLED, CANCELLED_AFTER_MS)],
  },
  {
    name: 'cancelled_1032',
    phoneEnding: '000102',
    what: 'the payer presses cancel (code "1032", the other spelling)',
    steps: [failed({ reason: 'Request Cancelled by user.', code: '1032' }, CANCELLED_AFTER_MS)],
  },
  {
    name: 'wrong_pin',
    phoneEnding: '000103',
    what: 'wrong M-Pesa PIN (code "2001")',
    steps: [
      failed({ reason: 'The initiator information is invalid.', code: '2001' }, MISTYPED_AFTER_MS),
    ],
  },
  {
    name: 'low_balance',
    phoneEnding: '000104',
    what: 'not enough money (code "1")',
    steps: [
      failed(
        { reason: 'The balance is insufficient for the transaction.', code: '1' },
        MISTYPED_AFTER_MS,
      ),
    ],
  },
  {
    name: 'no_answer',
    phoneEnding: '000105',
    what: 'the phone cannot be reached (code "1037")',
    steps: [failed(NO_ANSWER, LAPSED_AFTER_MS)],
  },
  {
    name: 'expired',
    phoneEnding: '000106',
    what: 'nobody answers the prompt (code "1019")',
    steps: [failed({ reason: 'Transaction has expired', code: '1019' }, LAPSED_AFTER_MS)],
  },
  {
    name: 'busy',
    phoneEnding: '000107',
    what: 'another prompt is open on that phone (code "1001")',
    steps: [
      failed(
        { reason: 'Unable to lock subscriber, a transaction is already in process', code: '1001' },
        15_000,
      ),
    ],
  },
  {
    name: 'late_success',
    phoneEnding: '000110',
    what: 'FAILED, and half a minute later COMPLETE',
    steps: [failed(NO_ANSWER, LAPSED_AFTER_MS), complete({}, LAPSED_AFTER_MS + 30_000)],
  },
  {
    name: 'failed_after_complete',
    phoneEnding: '000111',
    what: 'COMPLETE, and then FAILED although the money was taken',
    steps: [complete(), failed(CANCELLED, PAID_AFTER_MS + 10_000)],
  },
  {
    name: 'never_finishes',
    phoneEnding: '000112',
    what: 'stays PROCESSING for ever',
    steps: [],
  },
  {
    name: 'retried',
    phoneEnding: '000113',
    what: 'RETRY, PROCESSING again, then COMPLETE with retry_count 1',
    steps: [
      { afterMs: 20_000, state: 'RETRY' },
      { afterMs: 25_000, state: 'PROCESSING', isRetry: true },
      complete({}, 40_000),
    ],
  },
  {
    name: 'unknown_state',
    phoneEnding: '000114',
    what: 'a state nobody has heard of (CLEARING), then COMPLETE',
    steps: [{ afterMs: 15_000, state: 'CLEARING' }, complete({}, 40_000)],
  },
  {
    name: 'canceled_state',
    phoneEnding: '000115',
    what: 'ends in the state CANCELED instead of FAILED',
    steps: [{ afterMs: CANCELLED_AFTER_MS, state: 'CANCELED', failure: CANCELLED }],
  },
  {
    name: 'partial',
    phoneEnding: '000116',
    what: 'ends in the state PARTIAL with half of the money taken',
    steps: [{ afterMs: PAID_AFTER_MS, state: 'PARTIAL', payment: { share: 'half' } }],
  },
  {
    name: 'rounded_up',
    phoneEnding: '000120',
    what: 'COMPLETE, value up to one shilling above what was asked',
    steps: [complete({ share: 'next_shilling' })],
  },
  {
    name: 'net_mismatch',
    phoneEnding: '000121',
    what: 'COMPLETE, net_amount 0.01 less than value minus charges',
    steps: [complete({ netShort: 1 })],
  },
  {
    name: 'paid_less',
    phoneEnding: '000122',
    what: 'COMPLETE, but only half of the amount',
    steps: [complete({ share: 'half' })],
  },
  {
    name: 'other_currency',
    phoneEnding: '000123',
    what: 'COMPLETE, but in USD',
    steps: [complete({ currency: 'USD' })],
  },
  {
    name: 'no_receipt',
    phoneEnding: '000124',
    what: 'COMPLETE with mpesa_reference null',
    steps: [complete({ receipt: 'none' })],
  },
  {
    name: 'provider_ref',
    phoneEnding: '000125',
    what: 'COMPLETE, the receipt in provider_ref instead of mpesa_reference',
    steps: [complete({ receipt: 'provider_ref' })],
  },
  {
    name: 'duplicate_complete',
    phoneEnding: '000126',
    what: 'COMPLETE twice at the same time, with different charges',
    steps: [complete(), complete({ extraCharges: 5 })],
    isConcurrent: true,
  },
  {
    name: 'swapped',
    phoneEnding: '000130',
    what: 'paid; the PROCESSING event comes before the PENDING one',
    steps: [complete()],
    opening: 'swapped',
  },
  {
    name: 'early_webhook',
    phoneEnding: '000131',
    what: 'paid; the first events come before the STK call is answered',
    steps: [complete()],
    opening: 'early',
  },
  {
    name: 'instant',
    phoneEnding: '000132',
    what: 'paid; even COMPLETE comes before the STK call is answered',
    steps: [complete({}, 0)],
    opening: 'all_early',
  },
  {
    name: 'silent',
    phoneEnding: '000133',
    what: 'paid; no webhook is ever sent',
    steps: [complete()],
    isSilent: true,
  },
] as const satisfies readonly Outcome[];

/** The name of an outcome. */
export type OutcomeName = (typeof OUTCOMES)[number]['name'];

const BY_NAME: ReadonlyMap<string, Outcome> = new Map(OUTCOMES.map((each) => [each.name, each]));

/** Finds an outcome by name; undefined when there is none. */
export function findOutcome(name: string): Outcome | undefined {
  return BY_NAME.get(name);
}

/** The outcome for the last digits of a phone number, if any. */
export function outcomeOfPhone(phone: string): Outcome | undefined {
  return OUTCOMES.find((each) => phone.endsWith(each.phoneEnding));
}
