import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aFailure,
  anAcceptance,
  anAttempt,
  aModelPayment,
  aPayment,
  aReport,
  DURATION_HOURS,
  inProgress,
  kes,
  type ModelPayment,
  reported,
  retried,
  second,
  tell,
} from '../../../test/support/model-payment.js';
import { isFullSuccess, type Step, stepsOf } from '../../../test/support/news-arbitrary.js';
import { Money } from '../../common/money/money.js';
import { settle } from './settle.js';

const NOW = second(60);
const HOUR_MS = 3_600_000;
const completed = aPayment({ status: 'completed', receipt: 'TDL1RECEIPT' });
const paidAttempt = anAttempt({
  delivery: 'accepted',
  invoiceId: 'INV1',
  state: 'COMPLETE',
  reportedAt: second(30),
});

describe('settling a payment', () => {
  it('completes it with a time and an expiry when it is paid', () => {
    const { payment, event } = settle(aPayment(), anAttempt(), reported(aReport()), NOW);
    expect(event).toBe('completed');
    expect(payment).toMatchObject({ status: 'completed', completedAt: NOW, paidInvoiceId: 'INV1' });
    expect(payment.packageExpiryTime?.getTime()).toBe(NOW.getTime() + DURATION_HOURS * HOUR_MS);
  });

  it('lets a late success turn a failure around', () => {
    const failed = aPayment({ status: 'failed' });
    const decision = settle(failed, anAttempt(), reported(aReport()), NOW);
    expect(decision).toMatchObject({ event: 'late_success', payment: { status: 'completed' } });
  });

  it('asks for review instead of granting when too little, nothing readable or other money came', () => {
    const cases = [
      [kes(4_999), 'amount_mismatch'],
      [null, 'amount_mismatch'],
      [Money.fromMinor(5_000, 'USD'), 'currency_mismatch'],
    ] as const;
    for (const [amount, reason] of cases) {
      const decision = settle(aPayment(), anAttempt(), reported(aReport({ amount })), NOW);
      expect(decision).toMatchObject({ event: 'contradicted', payment: { reviewReason: reason } });
      expect(decision.payment.status).toBeUndefined();
    }
  });

  it('takes more than was asked: some tariffs add the fee', () => {
    const more = reported(aReport({ amount: kes(5_200) }));
    expect(settle(aPayment(), anAttempt(), more, NOW).payment.status).toBe('completed');
  });

  it('changes nothing when the same success is told again', () => {
    expect(settle(completed, paidAttempt, reported(aReport()), NOW).event).toBeNull();
  });

  it('asks for review when another invoice of a completed payment is paid too', () => {
    const second = reported(aReport({ invoiceId: 'INV2' }));
    expect(settle(completed, anAttempt({ number: 2 }), second, NOW)).toMatchObject({
      event: 'contradicted',
      payment: { reviewReason: 'double_payment' },
    });
  });

  it('asks for review when a failure follows the success, and not when it is older news', () => {
    const later = reported(aFailure({ at: second(40) }));
    expect(settle(completed, paidAttempt, later, NOW).payment.reviewReason).toBe(
      'failed_after_complete',
    );
    const earlier = reported(aFailure({ at: second(20) }));
    expect(settle(completed, paidAttempt, earlier, NOW).event).toBeNull();
  });

  it('does not fail a payment over an attempt that a newer one has replaced', () => {
    const retriedPayment = aPayment({ status: 'processing', currentAttempt: 2 });
    const decision = settle(retriedPayment, anAttempt({ number: 1 }), reported(aFailure()), NOW);
    expect(decision).toMatchObject({ event: 'attempt_failed', payment: {} });
  });

  it('keeps what a webhook said when the answer to the call comes after it', () => {
    const known = anAttempt({ invoiceId: 'INV1', state: 'COMPLETE' });
    const { payment, attempt } = settle(
      completed,
      known,
      { kind: 'accepted', acceptance: anAcceptance({ state: 'PENDING' }) },
      NOW,
    );
    expect(payment).toEqual({});
    expect(attempt.state).toBeUndefined();
  });

  it('learns a receipt that comes after the success', () => {
    const without = aPayment({ status: 'completed', receipt: null });
    expect(settle(without, paidAttempt, reported(aReport()), NOW)).toMatchObject({
      event: 'receipt_learned',
      payment: { receipt: 'TDL1RECEIPT' },
    });
  });

  it('moves a pending payment on when the customer is being asked', () => {
    const decision = settle(aPayment(), anAttempt(), reported(inProgress()), NOW);
    expect(decision).toMatchObject({ event: 'in_progress', payment: { status: 'processing' } });
  });
});

/** Tells a model everything, one step after the other; gives all it was on the way. */
function lived(steps: readonly Step[]): ModelPayment[] {
  const lives = [aModelPayment()];
  steps.forEach((step, index) => {
    const model = lives.at(-1) ?? aModelPayment();
    if (step.kind === 'retry') lives.push(retried(model));
    else if (model.attempts.some(({ number }) => number === step.attempt)) {
      lives.push(tell(model, step.attempt, step.news, second(60 + index)));
    }
  });
  return lives;
}

describe('whatever is told about a payment, in whatever order', () => {
  const steps = stepsOf('P', 25);

  it('never takes it out of completed, and never moves its expiry', () => {
    fc.assert(
      fc.property(steps, (told) => {
        const done = lived(told).filter(({ payment }) => payment.status === 'completed');
        const times = new Set(
          done.map(({ payment, packageExpiryTime }) =>
            [payment.completedAt?.getTime(), packageExpiryTime?.getTime()].join(),
          ),
        );
        expect(times.size).toBeLessThanOrEqual(1);
        if (done.length > 0) expect(lived(told).at(-1)?.payment.status).toBe('completed');
      }),
    );
  });

  it('completes it only by enough money of the right currency', () => {
    fc.assert(
      fc.property(steps, (told) => {
        const isPaid = told.some((step) => step.kind === 'news' && isFullSuccess(step.news));
        if (!isPaid) expect(lived(told).at(-1)?.payment.status).not.toBe('completed');
      }),
    );
  });

  it('lets no paid invoice vanish: each completes it or opens a review', () => {
    fc.assert(
      fc.property(steps, (told) => {
        const end = lived(told).at(-1)?.payment;
        const paid = new Set<string>();
        let attempts = 1;
        let model = aModelPayment();
        for (const step of told) {
          if (step.kind === 'retry') model = retried(model);
          else if (step.attempt <= model.payment.currentAttempt) {
            model = tell(model, step.attempt, step.news, NOW);
            if (step.news.kind === 'report' && step.news.report.outcome === 'paid') {
              paid.add(step.news.report.invoiceId);
            }
          }
          attempts = model.payment.currentAttempt;
        }
        expect(attempts).toBeGreaterThan(0);
        const others = [...paid].filter((invoice) => invoice !== end?.paidInvoiceId);
        if (others.length > 0) expect(end?.reviewReason).not.toBeNull();
        if (paid.size > 0 && end?.status !== 'completed') expect(end?.reviewReason).not.toBeNull();
      }),
    );
  });

  it('changes nothing more when the last news is told twice', () => {
    fc.assert(
      fc.property(steps, (told) => {
        const last = told.at(-1);
        const once = lived(told).at(-1);
        if (last === undefined || last.kind === 'retry') return;
        expect(lived([...told, last]).at(-1)?.payment.status).toBe(once?.payment.status);
      }),
    );
  });
});
