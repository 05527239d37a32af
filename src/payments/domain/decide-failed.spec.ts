import { describe, expect, it } from '@jest/globals';
import {
  aFailure,
  anAttempt,
  aPayment,
  inProgress,
  reported,
  second,
} from '../../../test/support/model-payment.js';
import { type Report } from './payment-event.js';
import { type LockedAttempt, type LockedPayment } from './decision.js';
import { decide } from './decide.js';

const NOW = second(60);
const NOTHING = { payment: {}, attempt: {}, event: null };

const told = (
  report: Report,
  payment: Partial<LockedPayment> = {},
  attempt: Partial<LockedAttempt> = {},
) => decide(aPayment(payment), anAttempt(attempt), reported(report), NOW);

describe('a report of failure', () => {
  it('fails the payment with a message for the customer and keeps the provider’s text for people', () => {
    expect(told(aFailure(), { status: 'processing' })).toEqual({
      payment: { status: 'failed', errorMessage: 'The payment was cancelled.' },
      attempt: {
        invoiceId: 'INV1',
        state: 'FAILED',
        failedReason: 'Cancelled by user',
        failedCode: '-1',
        reportedAt: second(30),
      },
      event: 'failed',
    });
  });

  it('has a message even when the provider sends none', () => {
    const decision = told(aFailure({ failure: null }));
    expect(decision.payment.errorMessage).toBe('The payment was not completed.');
  });

  it('leaves out fields that the provider does not send', () => {
    const failure = { message: 'No.', reason: null, code: null };
    expect(told(aFailure({ failure, at: null })).attempt).toEqual({
      invoiceId: 'INV1',
      state: 'FAILED',
    });
  });

  it('is stored with its attempt while a newer prompt is active', () => {
    const decision = told(aFailure(), { status: 'processing', currentAttempt: 2 });
    expect(decision).toMatchObject({ payment: {}, event: 'attempt_failed' });
  });

  it('is stored once when the payment has failed already', () => {
    const known = { invoiceId: 'INV1', state: 'FAILED', reportedAt: second(30) };
    expect(told(aFailure(), { status: 'failed' })).toMatchObject({
      payment: {},
      event: 'attempt_failed',
    });
    expect(told(aFailure(), { status: 'failed' }, known)).toEqual(NOTHING);
  });
});

describe('a report of failure for a completed payment', () => {
  const completed: Partial<LockedPayment> = { status: 'completed' };
  const paidAt30 = { invoiceId: 'INV1', state: 'COMPLETE', reportedAt: second(30) };

  it('puts it under review and changes nothing else of it', () => {
    const decision = told(aFailure({ at: second(40) }), completed, paidAt30);
    expect(decision.payment).toEqual({
      reviewReason: 'failed_after_complete',
      contradictions: ['failed INV1'],
    });
    expect(decision.event).toBe('contradicted');
  });

  it('is stale when it is older than the success', () => {
    expect(told(aFailure({ at: second(29) }), completed, paidAt30)).toEqual(NOTHING);
  });

  it.each([
    ['has the same time', second(30)],
    ['has no time', null],
  ])('counts when it %s', (_what, at) => {
    const decision = told(aFailure({ at }), completed, paidAt30);
    expect(decision.payment.reviewReason).toBe('failed_after_complete');
  });

  it('is stored once', () => {
    const known = { ...paidAt30, state: 'FAILED' };
    const reviewed = { ...completed, contradictions: ['failed INV1'] };
    expect(told(aFailure({ at: second(40) }), reviewed, known)).toEqual(NOTHING);
  });

  it('is kept in the history when the review has another reason', () => {
    const reviewed = { ...completed, reviewReason: 'double_payment' } as const;
    expect(told(aFailure({ at: second(40) }), reviewed, paidAt30)).toMatchObject({
      payment: { contradictions: ['failed INV1'] },
      attempt: { state: 'FAILED' },
      event: 'contradicted',
    });
  });

  it('of another invoice does not replace the invoice that was paid', () => {
    const other = aFailure({ invoiceId: 'INV2', at: second(40) });
    expect(told(other, completed, paidAt30)).toEqual(NOTHING);
  });

  it('of another attempt is kept with that attempt', () => {
    const other = aFailure({ invoiceId: 'INV2' });
    expect(told(other, { ...completed, currentAttempt: 2 }, { invoiceId: 'INV2' })).toMatchObject({
      payment: {},
      event: 'attempt_failed',
    });
  });

  it('is kept when an operator completed it', () => {
    expect(told(aFailure(), { ...completed, paidInvoiceId: null })).toMatchObject({
      payment: {},
      event: 'attempt_failed',
    });
  });
});

describe('a report of failure with a receipt, without any report of success', () => {
  const withReceipt = (overrides: Partial<Report> = {}): Report =>
    aFailure({ receipt: 'TDL1RECEIPT', ...overrides });

  it('fails the payment and puts it under review, because its money was taken', () => {
    expect(told(withReceipt(), { status: 'processing' })).toMatchObject({
      payment: {
        status: 'failed',
        errorMessage: 'The payment was cancelled.',
        reviewReason: 'failed_after_complete',
      },
      attempt: { state: 'FAILED', receipt: 'TDL1RECEIPT' },
      event: 'contradicted',
    });
  });

  it('puts a payment under review that has failed already', () => {
    const known = { invoiceId: 'INV1', state: 'FAILED', reportedAt: second(40) };
    expect(told(withReceipt(), { status: 'failed' }, known)).toMatchObject({
      payment: { reviewReason: 'failed_after_complete' },
      event: 'contradicted',
    });
  });

  it('fails nothing when it is stale or about an older attempt, and is kept all the same', () => {
    const review = {
      reviewReason: 'failed_after_complete',
      contradictions: ['failed INV1'],
    };
    const newer = { state: 'PROCESSING', reportedAt: second(31) };
    expect(told(withReceipt(), { status: 'processing' }, newer).payment).toEqual(review);
    const retried = { status: 'processing', currentAttempt: 2 } as const;
    expect(told(withReceipt(), retried).payment).toEqual(review);
  });

  it('is a second payment when another invoice has completed it', () => {
    const decision = told(withReceipt({ invoiceId: 'INV2' }), { status: 'completed' });
    expect(decision).toMatchObject({
      payment: { reviewReason: 'double_payment' },
      event: 'contradicted',
    });
  });

  it('is stored once', () => {
    const known = { invoiceId: 'INV1', state: 'FAILED' };
    const reviewed = { status: 'failed', contradictions: ['failed INV1'] } as const;
    expect(told(withReceipt(), reviewed, known)).toEqual(NOTHING);
  });
});

describe('a report of progress', () => {
  it('says that the customer is being asked', () => {
    expect(told(inProgress(), { status: 'pending' })).toEqual({
      payment: { status: 'processing' },
      attempt: { invoiceId: 'INV1', state: 'PROCESSING', reportedAt: second(30) },
      event: 'in_progress',
    });
  });

  it('stores the provider’s new state meanwhile', () => {
    const asked = { invoiceId: 'INV1', state: 'PENDING' };
    expect(told(inProgress(), { status: 'processing' }, asked)).toMatchObject({
      payment: {},
      attempt: { state: 'PROCESSING' },
      event: 'in_progress',
    });
  });

  it('is no event when the state is the same', () => {
    const asked = { invoiceId: 'INV1', state: 'PROCESSING' };
    expect(told(inProgress(), { status: 'processing' }, asked)).toEqual(NOTHING);
  });

  it('is stale when it was overtaken', () => {
    const asked = { invoiceId: 'INV1', state: 'PROCESSING', reportedAt: second(31) };
    const pending = inProgress({ state: 'PENDING', at: second(30) });
    expect(told(pending, { status: 'processing' }, asked)).toEqual(NOTHING);
  });

  it('of an older attempt is no event while a newer prompt is active', () => {
    expect(told(inProgress(), { status: 'pending', currentAttempt: 2 })).toEqual(NOTHING);
  });
});
