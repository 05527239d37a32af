import { describe, expect, it } from '@jest/globals';
import {
  aFailure,
  anAcceptance,
  anAttempt,
  aPayment,
  aReport,
  anOverride,
  inProgress,
  kes,
  reported,
  second,
} from '../../../test/support/model-payment.js';
import { Money } from '../../common/money/money.js';
import { type HistoryEvent } from './history.js';
import { type PaymentEvent } from './payment-event.js';
import { PAYMENT_STATUSES, type PaymentStatus } from './payment-status.js';
import { type ReviewReason } from './review-reason.js';
import { decide } from './decide.js';

interface Outcome {
  readonly event: HistoryEvent | null;
  /** The next status; absent when it stays the same. */
  readonly to?: PaymentStatus;
  readonly review?: ReviewReason;
}
type Row = Readonly<Record<PaymentStatus, Outcome>>;

const nothing: Outcome = { event: null };
const forAll = (outcome: Outcome): Row => ({
  pending: outcome,
  processing: outcome,
  completed: outcome,
  failed: outcome,
});
const flagged = (review: ReviewReason): Outcome => ({ event: 'contradicted', review });

const EVENTS = {
  accepted: { kind: 'accepted', acceptance: anAcceptance() },
  refused: { kind: 'refused', reason: 'no' },
  not_sent: { kind: 'not_sent', reason: 'no connection' },
  outcome_unknown: { kind: 'outcome_unknown', reason: 'cut' },
  'open report': reported(inProgress()),
  'failed report': reported(aFailure()),
  'failed report of another invoice': reported(aFailure({ invoiceId: 'INV2' })),
  'paid report': reported(aReport()),
  'paid report of another invoice': reported(aReport({ invoiceId: 'INV2' })),
  'report of more than was asked': reported(aReport({ amount: kes(5_175) })),
  'report of less than was asked': reported(aReport({ amount: kes(4_999) })),
  'report of another currency': reported(aReport({ amount: Money.fromMinor(5_000, 'USD') })),
  'report of an unreadable amount': reported(aReport({ amount: null })),
  expired: { kind: 'expired' },
  marked_completed: { kind: 'marked_completed', override: anOverride() },
  marked_failed: { kind: 'marked_failed', override: anOverride() },
} as const satisfies Record<string, PaymentEvent>;

const COMPLETES: Row = {
  pending: { event: 'completed', to: 'completed' },
  processing: { event: 'completed', to: 'completed' },
  failed: { event: 'late_success', to: 'completed' },
  completed: nothing,
};

/** The effect of each event in each status. The payment of `completed` was paid by `INV1`. */
const TABLE: Readonly<Record<keyof typeof EVENTS, Row>> = {
  accepted: { ...forAll({ event: 'accepted' }), pending: { event: 'accepted', to: 'processing' } },
  refused: {
    pending: { event: 'refused', to: 'failed' },
    processing: { event: 'refused', to: 'failed' },
    completed: { event: 'refused' },
    failed: { event: 'refused' },
  },
  not_sent: {
    pending: { event: 'not_sent', to: 'failed' },
    processing: { event: 'not_sent', to: 'failed' },
    completed: { event: 'not_sent' },
    failed: { event: 'not_sent' },
  },
  outcome_unknown: forAll({ event: 'outcome_unknown' }),
  'open report': {
    pending: { event: 'in_progress', to: 'processing' },
    processing: { event: 'in_progress' },
    completed: nothing,
    failed: nothing,
  },
  'failed report': {
    pending: { event: 'failed', to: 'failed' },
    processing: { event: 'failed', to: 'failed' },
    completed: flagged('failed_after_complete'),
    failed: { event: 'attempt_failed' },
  },
  'failed report of another invoice': {
    pending: { event: 'failed', to: 'failed' },
    processing: { event: 'failed', to: 'failed' },
    completed: { event: 'attempt_failed' },
    failed: { event: 'attempt_failed' },
  },
  'paid report': COMPLETES,
  'paid report of another invoice': { ...COMPLETES, completed: flagged('double_payment') },
  'report of more than was asked': {
    pending: { event: 'completed', to: 'completed', review: 'amount_mismatch' },
    processing: { event: 'completed', to: 'completed', review: 'amount_mismatch' },
    failed: { event: 'late_success', to: 'completed', review: 'amount_mismatch' },
    completed: flagged('amount_mismatch'),
  },
  'report of less than was asked': forAll(flagged('amount_mismatch')),
  'report of another currency': forAll(flagged('currency_mismatch')),
  'report of an unreadable amount': { ...forAll(flagged('amount_mismatch')), completed: nothing },
  expired: {
    pending: { event: 'expired', to: 'failed' },
    processing: { event: 'expired', to: 'failed' },
    completed: nothing,
    failed: nothing,
  },
  marked_completed: {
    ...forAll({ event: 'marked_completed', to: 'completed' }),
    completed: nothing,
  },
  marked_failed: {
    pending: { event: 'marked_failed', to: 'failed' },
    processing: { event: 'marked_failed', to: 'failed' },
    completed: nothing,
    failed: nothing,
  },
};

const ROWS = Object.entries(TABLE).flatMap(([event, row]) =>
  PAYMENT_STATUSES.map((status) => [status, event as keyof typeof EVENTS, row[status]] as const),
);

describe('decide', () => {
  it.each(ROWS)(
    'of a %s payment and event "%s" decides %j',
    (status, name, { event, to, review }) => {
      const payment = aPayment({ status, receipt: status === 'completed' ? 'TDL1' : null });
      const decision = decide(payment, anAttempt(), EVENTS[name], second(60));

      expect(decision.event).toBe(event);
      expect(decision.payment.status).toBe(to);
      expect(decision.payment.reviewReason).toBe(review);
      expect('completedAt' in decision.payment).toBe(to === 'completed');
      expect('packageExpiryTime' in decision.payment).toBe(to === 'completed');
      if (event === null) expect(decision).toEqual({ payment: {}, attempt: {}, event: null });
    },
  );

  it('does not change what it is given', () => {
    const payment = Object.freeze(aPayment());
    const attempt = Object.freeze(anAttempt());
    for (const event of Object.values(EVENTS)) decide(payment, attempt, event, second(60));
    expect(payment).toEqual(aPayment());
    expect(attempt).toEqual(anAttempt());
  });
});
