import { describe, expect, it } from '@jest/globals';
import {
  aFailure,
  aModelPayment,
  aPayment,
  anAttempt,
  applyEvents,
  aReport,
  reported,
  second,
} from '../../../test/support/model-payment.js';
import { decide } from './decide.js';
import { type PaymentEvent } from './payment-event.js';
import { PAYMENT_STATUSES } from './payment-status.js';
import { resolutionRefusal, type ReviewResolution } from './resolve-review.js';
import { REVIEW_REASONS, type ReviewReason } from './review-reason.js';

const BY = { operator: 'wanjiru', note: 'Looked at it' };
const RESOLUTIONS: readonly ReviewResolution[] = [
  { ...BY, resolution: 'accepted' },
  { ...BY, resolution: 'access_extended', hours: 24 },
  { ...BY, resolution: 'refunded_outside', reference: 'TDL9REFUND' },
];
const [ACCEPTED] = RESOLUTIONS;
const resolved = (
  resolution: ReviewResolution,
  about: ReviewReason | null = null,
): PaymentEvent => ({ kind: 'review_resolved', resolution, about });
const EACH = REVIEW_REASONS.flatMap((reason) =>
  PAYMENT_STATUSES.flatMap((status) =>
    RESOLUTIONS.map((resolution) => [resolution.resolution, status, reason, resolution] as const),
  ),
);

describe('a review that an operator resolves', () => {
  it.each(EACH)(
    'as %s of a payment that is %s, for %s',
    (kind, status, reviewReason, resolution) => {
      const payment = aPayment({ status, reviewReason });
      const {
        payment: change,
        attempt,
        event,
      } = decide(payment, anAttempt(), resolved(resolution), second(60));
      const isRefused = kind === 'access_extended' && status !== 'completed';
      expect(resolutionRefusal(payment, resolution, null)).toBe(isRefused ? 'not_completed' : null);
      expect(attempt).toEqual({});
      expect(event).toBe(isRefused ? null : 'review_closed');
      expect(change).toEqual(isRefused ? {} : { reviewReason: null });
    },
  );

  it.each(RESOLUTIONS)('is no event without a review: %o', (resolution) => {
    for (const status of PAYMENT_STATUSES) {
      const payment = aPayment({ status });
      expect(decide(payment, anAttempt(), resolved(resolution), second(60)).event).toBeNull();
      expect(resolutionRefusal(payment, resolution, 'reversed')).toBe('not_under_review');
    }
  });

  it('is the one that the operator has looked at, or none is resolved', () => {
    for (const resolution of RESOLUTIONS) {
      for (const about of REVIEW_REASONS) {
        const payment = aPayment({ status: 'completed', reviewReason: 'failed_after_complete' });
        const isIt = about === 'failed_after_complete';
        expect(resolutionRefusal(payment, resolution, about)).toBe(isIt ? null : 'another_reason');
        const { event } = decide(payment, anAttempt(), resolved(resolution, about), second(60));
        expect(event).toBe(isIt ? 'review_closed' : null);
      }
    }
  });

  it('opens again for another reason, and not for what it was about', () => {
    const paid = (invoiceId: string) =>
      reported(aReport({ invoiceId, receipt: `RECEIPT${invoiceId}`, at: null }));
    const twice = applyEvents(aModelPayment('link'), [1, paid('INV1')], [1, paid('INV2')]);
    expect(twice.payment.reviewReason).toBe('double_payment');
    if (!ACCEPTED) throw new Error('There is no resolution');
    const closed = applyEvents(twice, [1, resolved(ACCEPTED)], [1, paid('INV2')]);
    expect(closed.payment.reviewReason).toBeNull();
    const failure = reported(aFailure({ invoiceId: 'INV1', at: null }));
    const again = applyEvents(closed, [1, failure]);
    expect(again.payment.reviewReason).toBe('failed_after_complete');
    expect(applyEvents(again, [1, resolved(ACCEPTED)]).payment.reviewReason).toBeNull();
  });
});
