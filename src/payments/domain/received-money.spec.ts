import { describe, expect, it } from '@jest/globals';
import { anAttempt, aPayment, aReport, kes, second } from '../../../test/support/model-payment.js';
import { addHours } from '../../common/time/instant.js';
import { decide } from './decide.js';
import { publishedBy } from './published-event.js';
import { PAYMENT_STATUSES } from './payment-status.js';
import { type PaymentEvent } from './payment-event.js';

const NOW = second(60);
const NOTHING = { payment: {}, attempt: {}, event: null };
const received = (amount = aPayment().asked, receipt = 'TDL4MADEUP'): PaymentEvent => ({
  kind: 'received',
  money: { receipt, amount, by: 'phone_and_price' },
});
const open = {
  status: 'processing',
  completedAt: null,
  paidInvoiceId: null,
  receipt: null,
} as const;

describe('money that came without a prompt', () => {
  it.each(['pending', 'processing', 'failed'] as const)('completes a %s payment', (status) => {
    const payment = aPayment({ ...open, status });
    expect(decide(payment, anAttempt(), received(), NOW)).toEqual({
      payment: {
        status: 'completed',
        completedAt: NOW,
        packageExpiryTime: addHours(NOW, payment.durationHours),
        receipt: 'TDL4MADEUP',
        errorMessage: '',
      },
      attempt: {},
      event: status === 'failed' ? 'late_success' : 'completed',
    });
  });

  it('has no effect on a completed payment, whose money it is not', () => {
    const payment = aPayment({ status: 'completed', completedAt: NOW });
    expect(decide(payment, anAttempt(), received(), NOW)).toEqual(NOTHING);
  });

  it('has no effect when it is less than the price', () => {
    expect(decide(aPayment(open), anAttempt(), received(kes(100)), NOW)).toEqual(NOTHING);
  });

  it('completes, and opens a review, when it is more than the price', () => {
    const { payment } = decide(aPayment(open), anAttempt(), received(kes(900_000)), NOW);
    expect(payment).toMatchObject({ status: 'completed', reviewReason: 'amount_mismatch' });
  });

  it('closes the review of a payment that could not be verified', () => {
    const payment = aPayment({ ...open, status: 'failed', reviewReason: 'cannot_verify' });
    expect(decide(payment, anAttempt(), received(), NOW).payment.reviewReason).toBeNull();
  });
});

describe('a report whose receipt was counted for another payment', () => {
  const taken: PaymentEvent = {
    kind: 'receipt_taken',
    report: aReport({ receipt: 'TDL4MADEUP' }),
  };

  it.each(PAYMENT_STATUSES)('completes nothing and is for a person, once: %s', (status) => {
    const payment = aPayment({ ...open, status });
    const decision = decide(payment, anAttempt(), taken, NOW);
    expect(decision).toEqual({
      payment: { reviewReason: 'cannot_verify', contradictions: ['receipt TDL4MADEUP taken'] },
      attempt: {},
      event: 'contradicted',
    });
    const { contradictions = [] } = decision.payment;
    expect(decide({ ...payment, contradictions }, anAttempt(), taken, NOW)).toEqual(NOTHING);
  });
});

describe('money that was taken back', () => {
  const reversed: PaymentEvent = { kind: 'reversed', receipt: 'TDL4MADEUP' };

  it('opens a review once, and changes no status', () => {
    const payment = aPayment({ status: 'completed', completedAt: NOW, receipt: 'TDL4MADEUP' });
    const decision = decide(payment, anAttempt(), reversed, NOW);
    expect(decision).toEqual({
      payment: { reviewReason: 'reversed', contradictions: ['reversed TDL4MADEUP'] },
      attempt: {},
      event: 'reversed',
    });
    const { contradictions = [] } = decision.payment;
    expect(decide({ ...payment, contradictions }, anAttempt(), reversed, NOW)).toEqual(NOTHING);
  });

  it.each([
    ['TDL4MADEUP', true],
    ['TDL4OTHER', false],
  ])('is published if it had completed the payment: %s', (receipt, isPublished) => {
    const payment = aPayment({ status: 'completed', completedAt: NOW, receipt });
    const decision = decide(payment, anAttempt(), reversed, NOW);
    const kinds = publishedBy(payment, anAttempt(), decision).map(({ kind }) => kind);
    expect(kinds.includes('payment_reversed')).toBe(isPublished);
  });
});
