import { describe, expect, it } from '@jest/globals';
import {
  aFailure,
  aModelPayment,
  anAcceptance,
  anAttempt,
  aPayment,
  aReport,
  anOverride,
  eventsOf,
  kes,
  reported,
  retried,
  second,
  applyEvents,
} from '../../../test/support/model-payment.js';
import { addHours } from '../../common/time/instant.js';
import { type PaymentEvent, type ManualOverride } from './payment-event.js';
import { PAYMENT_STATUSES } from './payment-status.js';
import { REVIEW_REASONS } from './review-reason.js';
import { decide } from './decide.js';

const NOW = second(60);
const NOTHING = { payment: {}, attempt: {}, event: null };
const completedBy = (overrides: Partial<ManualOverride> = {}): PaymentEvent => ({
  kind: 'marked_completed',
  override: anOverride(overrides),
});
const COMPLETED = completedBy();
const FAILED: PaymentEvent = {
  kind: 'marked_failed',
  override: anOverride({ reason: 'Never paid' }),
};

const paid = (overrides = {}): PaymentEvent => reported(aReport(overrides));

describe('an operator says that a payment is paid', () => {
  it.each(['pending', 'processing', 'failed'] as const)('which completes a %s one', (status) => {
    expect(decide(aPayment({ status }), anAttempt(), COMPLETED, NOW)).toEqual({
      payment: {
        status: 'completed',
        completedAt: NOW,
        packageExpiryTime: addHours(NOW, 24),
        errorMessage: '',
      },
      attempt: {},
      event: 'marked_completed',
    });
  });

  it('and keeps the receipt of the money when they enter one', () => {
    const decision = decide(aPayment(), anAttempt(), completedBy({ receipt: 'TDL1' }), NOW);
    expect(decision.payment).toMatchObject({ status: 'completed', receipt: 'TDL1' });
  });

  it('which closes the review of an open or failed one', () => {
    for (const status of ['pending', 'processing', 'failed'] as const) {
      const payment = aPayment({ status, reviewReason: 'amount_mismatch' });
      const decision = decide(payment, anAttempt(), COMPLETED, NOW);
      expect(decision.payment).toMatchObject({ status: 'completed', reviewReason: null });
    }
  });

  it.each(REVIEW_REASONS)('which only closes the review of a completed one: %s', (reviewReason) => {
    const payment = aPayment({ status: 'completed', reviewReason });
    expect(decide(payment, anAttempt(), completedBy({ receipt: 'OTHER' }), NOW)).toEqual({
      payment: { reviewReason: null },
      attempt: {},
      event: 'review_closed',
    });
  });

  it('which does nothing for a completed one without a review', () => {
    expect(decide(aPayment({ status: 'completed' }), anAttempt(), COMPLETED, NOW)).toEqual(NOTHING);
  });
});

describe('an operator says that a payment is not paid', () => {
  it.each(['pending', 'processing'] as const)('which fails a %s one', (status) => {
    const payment = aPayment({ status, reviewReason: 'currency_mismatch' });
    expect(decide(payment, anAttempt(), FAILED, NOW)).toEqual({
      payment: {
        status: 'failed',
        errorMessage: 'The seller has closed this payment as not paid.',
        reviewReason: null,
      },
      attempt: {},
      event: 'marked_failed',
    });
  });

  it('which only closes the review of a failed one, and does nothing without a review', () => {
    const reviewed = aPayment({ status: 'failed', reviewReason: 'amount_mismatch' });
    expect(decide(reviewed, anAttempt(), FAILED, NOW)).toEqual({
      payment: { reviewReason: null },
      attempt: {},
      event: 'review_closed',
    });
    expect(decide(aPayment({ status: 'failed' }), anAttempt(), FAILED, NOW)).toEqual(NOTHING);
  });

  it.each([null, ...REVIEW_REASONS])(
    'which has no effect on a completed one: %s',
    (reviewReason) => {
      const payment = aPayment({ status: 'completed', reviewReason });
      expect(decide(payment, anAttempt(), FAILED, NOW)).toEqual(NOTHING);
    },
  );
});

describe('a provider report after a manual override', () => {
  const byHand = applyEvents(
    aModelPayment(),
    [1, { kind: 'accepted', acceptance: anAcceptance() }],
    [1, COMPLETED],
  );

  it('is a double payment when money arrives, because the operator may have taken cash', () => {
    const twice = applyEvents(byHand, [1, paid()]);
    expect(twice.payment).toMatchObject({
      status: 'completed',
      reviewReason: 'double_payment',
      paidInvoiceId: 'INV1',
      receipt: 'TDL1RECEIPT',
    });
    expect(twice.packageExpiryTime).toEqual(byHand.packageExpiryTime);
    expect(applyEvents(twice, [1, paid()])).toBe(twice);
  });

  it('is the same money when it has the receipt that the operator has given', () => {
    const seen = applyEvents(
      aModelPayment(),
      [1, completedBy({ receipt: 'TDL1RECEIPT' })],
      [1, paid()],
    );
    expect(seen.payment).toMatchObject({ paidInvoiceId: 'INV1', reviewReason: null });
    expect(eventsOf(seen)).toEqual(['marked_completed', 'receipt_learned']);
    expect(
      applyEvents(seen, [1, paid({ invoiceId: 'INV2', receipt: 'TDL1RECEIPT' })]).payment,
    ).toMatchObject({
      reviewReason: 'double_payment',
      paidInvoiceId: 'INV1',
    });
  });

  it('is the same money when the operator has accepted less than was asked', () => {
    const short = paid({ amount: kes(4_000) });
    const accepted = applyEvents(aModelPayment(), [1, short], [1, COMPLETED], [1, short]);
    expect(accepted.payment).toMatchObject({
      status: 'completed',
      paidInvoiceId: 'INV1',
      receipt: 'TDL1RECEIPT',
      reviewReason: null,
    });
    expect(eventsOf(accepted)).toEqual(['contradicted', 'marked_completed', 'receipt_learned']);
    const more = applyEvents(accepted, [1, short], [1, paid({ invoiceId: 'INV2' })]);
    expect(more.payment.reviewReason).toBe('double_payment');
  });

  it('still completes what the operator has closed as failed', () => {
    const late = applyEvents(aModelPayment(), [1, FAILED], [1, paid()]);
    expect(late.payment).toMatchObject({ status: 'completed', paidInvoiceId: 'INV1' });
    expect(late.errorMessage).toBe('');
    expect(eventsOf(late)).toEqual(['marked_failed', 'late_success']);
  });

  it('does not reopen a review that the operator has closed, however often it is repeated', () => {
    const event: readonly (readonly [number, PaymentEvent])[] = [
      [1, paid()],
      [1, paid({ invoiceId: 'INV2' })],
      [1, reported(aFailure({ at: second(40) }))],
    ];
    const closed = applyEvents(aModelPayment('link'), ...event, [1, COMPLETED]);
    expect(closed.payment.reviewReason).toBeNull();
    const told = applyEvents(closed, ...event, ...event);
    expect(told.payment).toEqual(closed.payment);
    expect(told.history).toEqual(closed.history);
    expect(applyEvents(told, [1, paid({ invoiceId: 'INV3' })]).payment.reviewReason).toBe(
      'double_payment',
    );
  });

  it('about a failed payment under review is no event after the operator has closed it', () => {
    const short = paid({ amount: kes(4_000) });
    const closed = applyEvents(aModelPayment(), [1, short], [1, { kind: 'expired' }], [1, FAILED]);
    expect(closed.payment).toMatchObject({ status: 'failed', reviewReason: null });
    expect(applyEvents(closed, [1, short])).toBe(closed);
  });

  it('changes nothing when it is a refused or unanswered call, an expiry or a failure', () => {
    const event: readonly PaymentEvent[] = [
      { kind: 'refused', reason: 'no' },
      { kind: 'not_sent', reason: 'no connection' },
      { kind: 'outcome_unknown', reason: 'cut' },
      { kind: 'expired' },
      reported(aFailure()),
    ];
    const overridden = applyEvents(aModelPayment(), [1, COMPLETED]);
    for (const each of event)
      expect(applyEvents(overridden, [1, each]).payment).toEqual(overridden.payment);
  });

  it('counts for whichever attempt the money is', () => {
    const second = retried(applyEvents(aModelPayment(), [1, reported(aFailure())]));
    const both = applyEvents(second, [2, COMPLETED], [1, paid()], [2, paid({ invoiceId: 'INV2' })]);
    expect(both.payment).toMatchObject({
      paidInvoiceId: 'INV1',
      reviewReason: 'double_payment',
      contradictions: ['paid INV1', 'paid INV2'],
    });
  });
});

it('does not change what it is given', () => {
  for (const status of PAYMENT_STATUSES) {
    const payment = Object.freeze(aPayment({ status, reviewReason: 'amount_mismatch' }));
    for (const event of [COMPLETED, FAILED]) decide(payment, anAttempt(), event, NOW);
  }
});
