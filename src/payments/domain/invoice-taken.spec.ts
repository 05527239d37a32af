import { describe, expect, it } from '@jest/globals';
import {
  anAcceptance,
  anAttempt,
  aPayment,
  aReport,
  second,
} from '../../../test/support/model-payment.js';
import { takenInvoiceOf } from './invoice-taken.js';
import { PAYMENT_STATUSES } from './payment-status.js';
import { decide } from './decide.js';

const NOW = second(60);
const REPORTED = { kind: 'invoice_taken', event: { kind: 'report', report: aReport() } } as const;
const ACCEPTED = {
  kind: 'invoice_taken',
  event: { kind: 'accepted', acceptance: anAcceptance({ invoiceId: 'INV1' }) },
} as const;

describe('an invoice of another attempt of the operator', () => {
  it.each(PAYMENT_STATUSES)(
    'grants nothing to a payment that is %s, and is for review',
    (status) => {
      expect(decide(aPayment({ status }), anAttempt(), REPORTED, NOW)).toEqual({
        payment: { reviewReason: 'cannot_verify', contradictions: [takenInvoiceOf('INV1')] },
        attempt: {},
        event: 'contradicted',
      });
    },
  );

  it('is recorded once', () => {
    const told = aPayment({ contradictions: [takenInvoiceOf('INV1')] });
    expect(decide(told, anAttempt(), REPORTED, NOW).event).toBeNull();
  });

  it('leaves the reason of a review that is open', () => {
    const payment = aPayment({ reviewReason: 'double_payment' });
    const decision = decide(payment, anAttempt(), REPORTED, NOW);
    expect(decision.payment).not.toHaveProperty('reviewReason');
  });

  it('keeps everything of the acceptance but the invoice', () => {
    const decision = decide(aPayment(), anAttempt(), ACCEPTED, NOW);
    expect(decision).toMatchObject({
      payment: { status: 'processing', reviewReason: 'cannot_verify' },
      attempt: { delivery: 'accepted' },
      event: 'accepted',
    });
    expect(decision.attempt).not.toHaveProperty('invoiceId');
  });

  it('does nothing for an acceptance that was recorded before', () => {
    const attempt = anAttempt({ delivery: 'accepted' });
    expect(decide(aPayment(), attempt, ACCEPTED, NOW).event).toBeNull();
  });
});
