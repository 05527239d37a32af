import { describe, expect, it } from '@jest/globals';
import { mayMove, PAYMENT_STATUSES } from './payment-status.js';
import { MAX_RETRIES, retryRefusal } from './retry.js';
import { REVIEW_REASONS } from './review-reason.js';

const failed = { status: 'failed', retryCount: 0, reviewReason: null } as const;

describe('prompting again', () => {
  it.each([0, 1, 2])('is allowed for a failed payment after %s retries', (retryCount) => {
    expect(retryRefusal({ ...failed, retryCount })).toBeNull();
  });

  it.each([3, 4])('is over after %s retries', (retryCount) => {
    expect(retryRefusal({ ...failed, retryCount })).toBe('none_left');
  });

  it.each(PAYMENT_STATUSES.filter((status) => status !== 'failed'))(
    'is for no payment that is %s',
    (status) => {
      expect(retryRefusal({ ...failed, status })).toBe('not_failed');
      expect(retryRefusal({ ...failed, status, retryCount: MAX_RETRIES })).toBe('not_failed');
    },
  );

  it.each(REVIEW_REASONS)('has to wait for the review: %s', (reviewReason) => {
    const why = reviewReason === 'cannot_verify' ? 'not_verified' : 'under_review';
    expect(retryRefusal({ ...failed, reviewReason })).toBe(why);
  });

  it('is a step that the state machine allows', () => {
    expect(mayMove('failed', 'pending')).toBe(true);
  });
});
