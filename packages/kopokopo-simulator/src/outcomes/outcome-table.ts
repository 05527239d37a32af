import { type Outcome, type Payment, type Step } from './outcome.js';

const PAID_AFTER_MS = 17_000;
const CANCELLED_AFTER_MS = 20_000;
const MISTYPED_AFTER_MS = 25_000;
/** An unanswered prompt expires after a minute. */
const LAPSED_AFTER_MS = 60_000;

const paid = (payment: Payment = {}, afterMs = PAID_AFTER_MS): Step => ({
  afterMs,
  status: 'Success',
  payment,
});
const failed = (error: string, afterMs: number): Step => ({ afterMs, status: 'Failed', error });

const CANCELLED = 'Request cancelled by user';
const NO_ANSWER = 'DS timeout user cannot be reached';

/**
 * All outcomes of payments. Names and phone numbers are those of the IntaSend simulator where both
 * have an outcome. The texts are M-Pesa's usual ones; the documented one is that of a wrong PIN.
 */
export const OUTCOMES = [
  {
    name: 'success',
    phoneEnding: '000100',
    what: 'paid; every ordinary number does this',
    steps: [paid()],
  },
  {
    name: 'cancelled',
    phoneEnding: '000101',
    what: 'the payer presses cancel',
    steps: [failed(CANCELLED, CANCELLED_AFTER_MS)],
  },
  {
    name: 'wrong_pin',
    phoneEnding: '000103',
    what: 'wrong M-Pesa PIN',
    steps: [failed('The initiator information is invalid.', MISTYPED_AFTER_MS)],
  },
  {
    name: 'low_balance',
    phoneEnding: '000104',
    what: 'not enough money',
    steps: [failed('The balance is insufficient for the transaction.', MISTYPED_AFTER_MS)],
  },
  {
    name: 'no_answer',
    phoneEnding: '000105',
    what: 'the phone cannot be reached',
    steps: [failed(NO_ANSWER, LAPSED_AFTER_MS)],
  },
  {
    name: 'expired',
    phoneEnding: '000106',
    what: 'nobody answers the prompt',
    steps: [failed('Transaction has expired', LAPSED_AFTER_MS)],
  },
  {
    name: 'busy',
    phoneEnding: '000107',
    what: 'another prompt is open on that phone',
    steps: [failed('Unable to lock subscriber, a transaction is already in process', 15_000)],
  },
  {
    name: 'late_success',
    phoneEnding: '000110',
    what: 'Failed, and half a minute later Success',
    steps: [failed(NO_ANSWER, LAPSED_AFTER_MS), paid({}, LAPSED_AFTER_MS + 30_000)],
  },
  {
    name: 'failed_after_complete',
    phoneEnding: '000111',
    what: 'Success, and then Failed although the money was taken',
    steps: [paid(), failed(CANCELLED, PAID_AFTER_MS + 10_000)],
  },
  {
    name: 'never_finishes',
    phoneEnding: '000112',
    what: 'stays Pending for ever',
    steps: [],
  },
  {
    name: 'unknown_state',
    phoneEnding: '000114',
    what: 'a status nobody has heard of (Settling), then Success',
    steps: [{ afterMs: 15_000, status: 'Settling' }, paid({}, 40_000)],
  },
  {
    name: 'paid_less',
    phoneEnding: '000122',
    what: 'Success, but only half of the amount',
    steps: [paid({ share: 'half' })],
  },
  {
    name: 'other_currency',
    phoneEnding: '000123',
    what: 'Success, but in USD',
    steps: [paid({ currency: 'USD' })],
  },
  {
    name: 'duplicate_complete',
    phoneEnding: '000126',
    what: 'paid; the result is posted twice at the same time',
    steps: [paid()],
    isDoubled: true,
  },
  {
    name: 'instant',
    phoneEnding: '000132',
    what: 'paid; the result comes before the request is answered',
    steps: [paid({}, 0)],
    isEarly: true,
  },
  {
    name: 'silent',
    phoneEnding: '000133',
    what: 'paid; nothing is ever sent about it',
    steps: [paid()],
    isSilent: true,
    isTillSilent: true,
  },
  {
    name: 'till_only',
    phoneEnding: '000134',
    what: 'paid; only the event about the till is sent, not the result',
    steps: [paid()],
    isSilent: true,
  },
  {
    name: 'hashed_phone',
    phoneEnding: '000135',
    what: 'paid; the event about the till has a digest of the phone only',
    steps: [paid()],
    phoneShown: 'hashed',
  },
] as const satisfies readonly Outcome[];

/** The name of an outcome. */
export type OutcomeName = (typeof OUTCOMES)[number]['name'];

const BY_NAME: ReadonlyMap<string, Outcome> = new Map(OUTCOMES.map((each) => [each.name, each]));

/** Finds an outcome by name; undefined when there is none. */
export const findOutcome = (name: string): Outcome | undefined => BY_NAME.get(name);

/** The outcome for the last digits of a phone number, if any. */
export const outcomeOfPhone = (phone: string): Outcome | undefined =>
  OUTCOMES.find((each) => phone.endsWith(each.phoneEnding));
