import { type PaymentRecord } from '../payments/payment-record.js';
import { type Problem } from '#portal';

/** A problem without further facts. */
export type PlainProblem = Exclude<
  Problem['kind'],
  'expired' | 'not_started' | 'router_refused' | 'too_many_tries' | 'too_many_prompts'
>;

/**
 * What M-Pesa's result codes mean to a customer. They are M-Pesa's own, whoever the payment provider
 * is; the words of a provider are never read.
 */
const BY_CODE: ReadonlyMap<string, PlainProblem> = new Map([
  ['-1', 'cancelled'],
  ['1', 'no_money'],
  ['1001', 'other_prompt_open'],
  ['1019', 'timeout'],
  ['1032', 'cancelled'],
  ['1037', 'phone_unreachable'],
  ['2001', 'wrong_pin'],
]);

/**
 * Why a failed payment has failed. One that nobody has reported has expired: it may have been paid.
 */
export function failureOf({
  delivery,
  failedCode,
  providerState,
}: Pick<PaymentRecord, 'delivery' | 'failedCode' | 'providerState'>): PlainProblem {
  if (delivery === 'not_sent') return 'provider_away';
  const known = failedCode === null ? undefined : BY_CODE.get(failedCode);
  if (known !== undefined) return known;
  if (/^CANCELL?ED$/i.test(providerState)) return 'cancelled';
  const hasReport = failedCode !== null || delivery === 'refused' || delivery === 'unsent';
  return hasReport || /^FAILED$/i.test(providerState) ? 'payment_failed' : 'not_confirmed';
}
