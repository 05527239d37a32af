import { describe, expect, it } from '@jest/globals';
import {
  aFailure,
  anAttempt,
  aPayment,
  aReport,
  reported,
  second,
} from '../../../test/support/model-payment.js';
import { PAYMENT_STATUSES } from './payment-status.js';
import { decide } from './decide.js';

const EXPIRED = { kind: 'expired', unverifiable: 'keys_refused' } as const;

describe('a payment that the provider cannot be asked about', () => {
  it.each(PAYMENT_STATUSES)('fails and is for review when its time is over, if %s', (status) => {
    const decision = decide(aPayment({ status }), anAttempt(), EXPIRED, second(60));
    const isOpen = status === 'pending' || status === 'processing';
    expect(decision.event).toBe(isOpen ? 'expired' : null);
    expect(decision.payment.reviewReason).toBe(isOpen ? 'cannot_verify' : undefined);
  });

  it('is not put under review for an older attempt', () => {
    const payment = aPayment({ status: 'processing', currentAttempt: 2 });
    expect(decide(payment, anAttempt(), EXPIRED, second(60)).event).toBeNull();
  });

  it('keeps the reason of a review that is open already', () => {
    const payment = aPayment({ status: 'processing', reviewReason: 'amount_mismatch' });
    const decision = decide(payment, anAttempt(), EXPIRED, second(60));
    expect(decision.payment).not.toHaveProperty('reviewReason');
  });

  it.each(PAYMENT_STATUSES)('is for review when something is reported of it, if %s', (status) => {
    const event = { kind: 'unverifiable', why: 'no_keys' } as const;
    const decision = decide(aPayment({ status }), anAttempt(), event, second(60));
    expect(decision.event).toBe(status === 'failed' ? 'unverifiable' : null);
    expect(decision.payment).toEqual(status === 'failed' ? { reviewReason: 'cannot_verify' } : {});
  });

  it('keeps the reason of an open review when something is reported about it', () => {
    const payment = aPayment({ status: 'failed', reviewReason: 'amount_mismatch' });
    const event = { kind: 'unverifiable', why: 'no_keys' } as const;
    expect(decide(payment, anAttempt(), event, second(60)).event).toBeNull();
  });

  it('leaves the review when it turns out to be paid', () => {
    const payment = aPayment({ status: 'failed', reviewReason: 'cannot_verify' });
    const decision = decide(payment, anAttempt(), reported(aReport()), second(60));
    expect(decision).toMatchObject({ event: 'late_success', payment: { reviewReason: null } });
  });

  it('stays under review when it is paid and has another contradiction', () => {
    const payment = aPayment({
      status: 'failed',
      reviewReason: 'cannot_verify',
      contradictions: ['failed INV2'],
    });
    const decision = decide(payment, anAttempt(), reported(aReport()), second(60));
    expect(decision.event).toBe('late_success');
    expect(decision.payment).not.toHaveProperty('reviewReason');
  });

  it('is under review for the stronger reason once there is one', () => {
    const payment = aPayment({ status: 'failed', reviewReason: 'cannot_verify' });
    const report = reported(aFailure({ receipt: 'TDL1RECEIPT' }));
    const decision = decide(payment, anAttempt(), report, second(60));
    expect(decision.payment.reviewReason).toBe('failed_after_complete');
  });
});
