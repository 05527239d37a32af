import { type Money } from '../../common/money/money.js';
import { addHours } from '../../common/time/instant.js';
import { isAnswered, openReview, receiptOverpaid } from './contradiction.js';
import { type Decision, NOTHING, type LockedPayment } from './decision.js';
import { type Report } from './payment-event.js';
import { isEnough, mismatchOf } from './report-facts.js';

/** Money that came without a prompt, and is counted for a payment. */
export interface ReceivedMoney {
  readonly receipt: string;
  readonly amount: Money;
  /** Why it is counted for this payment. */
  readonly by: 'phone_and_price' | 'operator' | 'customer';
}

/**
 * Handles money that came without a prompt. It completes a payment that nothing has completed yet,
 * also a failed one, if it is enough and was not taken back meanwhile. Otherwise it has no effect.
 */
export function received(payment: LockedPayment, money: ReceivedMoney, now: Date): Decision {
  if (payment.status === 'completed' || !isEnough(payment.asked, money.amount)) return NOTHING;
  if (payment.contradictions.includes(reversalOf(money.receipt))) return NOTHING;
  const mismatch = mismatchOf(payment.asked, money.amount);
  return {
    payment: {
      status: 'completed',
      completedAt: now,
      packageExpiryTime: addHours(now, payment.durationHours),
      receipt: money.receipt,
      errorMessage: '',
      ...(isAnswered(payment) ? { reviewReason: null } : {}),
      ...(mismatch ? openReview(payment, receiptOverpaid(money.receipt), mismatch) : {}),
    },
    attempt: {},
    event: payment.status === 'failed' ? 'late_success' : 'completed',
  };
}

/**
 * Handles a report of money that was counted for another payment already, because it came without a
 * prompt. It completes nothing a second time, and a person has to check.
 */
export function reportedOfTakenReceipt(payment: LockedPayment, { receipt }: Report): Decision {
  const name = `receipt ${receipt ?? ''} taken`;
  if (payment.contradictions.includes(name)) return NOTHING;
  return {
    payment: openReview(payment, name, 'cannot_verify'),
    attempt: {},
    event: 'contradicted',
  };
}

/** The name of the contradiction when the money of a receipt was taken back. */
export const reversalOf = (receipt: string): string => `reversed ${receipt}`;

/** Handles that the mobile money company took money back. Nothing ends by itself. */
export function reversed(payment: LockedPayment, receipt: string): Decision {
  const name = reversalOf(receipt);
  if (payment.contradictions.includes(name)) return NOTHING;
  return { payment: openReview(payment, name, 'reversed'), attempt: {}, event: 'reversed' };
}
