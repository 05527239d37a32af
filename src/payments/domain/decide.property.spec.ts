import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aModelPayment,
  DURATION_HOURS,
  type ModelPayment,
  second,
} from '../../../test/support/model-payment.js';
import { isFullSuccess, type Step, stepsOf, take } from '../../../test/support/event-arbitrary.js';
import { addHours } from '../../common/time/instant.js';
import { mayMove } from './payment-status.js';

interface Taken {
  readonly step: Step;
  readonly now: Date;
  readonly before: ModelPayment;
  readonly after: ModelPayment;
}

const HISTORIES = fc.tuple(fc.constantFrom('prompt', 'link'), stepsOf('P', 25));

/** Runs all steps of a history, and returns the payment before and after each. */
function played(channel: 'prompt' | 'link', steps: readonly Step[]): Taken[] {
  let model = aModelPayment(channel);
  return steps.map((step, index) => {
    const now = second(100 + index);
    const before = model;
    model = take(model, step, now);
    return { step, now, before, after: model };
  });
}

/** Checks each step of many random histories. */
function holds(check: (taken: Taken) => void): void {
  fc.assert(
    fc.property(HISTORIES, ([channel, steps]) => {
      for (const taken of played(channel, steps)) check(taken);
    }),
    { numRuns: 1_000 },
  );
}

const isApplied = ({ step, before }: Taken): boolean =>
  step.kind === 'event' && step.attempt <= before.attempts.length;

const isOverride = (step: Step): boolean =>
  step.kind === 'event' && ['marked_completed', 'marked_failed'].includes(step.event.kind);

const isByOperator = (step: Step): boolean =>
  isOverride(step) || (step.kind === 'event' && step.event.kind === 'review_resolved');

describe('whatever happens to a payment, in whatever order', () => {
  it('it moves only as the state machine allows', () => {
    holds(({ before, after }) => {
      const [from, to] = [before.payment.status, after.payment.status];
      expect(from === to || mayMove(from, to)).toBe(true);
    });
  });

  it('nothing takes it out of completed', () => {
    holds(({ before, after }) => {
      if (before.payment.status === 'completed') expect(after.payment.status).toBe('completed');
    });
  });

  it('completion and expiry are set together, once, and never move', () => {
    holds(({ now, before, after }) => {
      const { status, completedAt } = after.payment;
      if (before.payment.completedAt !== null) {
        expect(completedAt).toEqual(before.payment.completedAt);
        expect(after.packageExpiryTime).toEqual(before.packageExpiryTime);
        return;
      }
      const isCompleted = status === 'completed';
      expect(completedAt).toEqual(isCompleted ? now : null);
      expect(after.packageExpiryTime).toEqual(isCompleted ? addHours(now, DURATION_HOURS) : null);
    });
  });

  it('only the full amount in the right currency or an operator completes it, and always does', () => {
    holds((taken) => {
      const { step, before, after } = taken;
      if (before.payment.status === 'completed') return;
      const isPaid =
        step.kind === 'event' &&
        isApplied(taken) &&
        (isFullSuccess(step.event) || step.event.kind === 'marked_completed');
      expect(after.payment.status === 'completed').toBe(isPaid);
    });
  });

  it('every report of money is about its completion, or contradicts it', () => {
    holds((taken) => {
      const { step, after } = taken;
      if (step.kind !== 'event' || !isApplied(taken)) return;
      if (step.event.kind !== 'report' || step.event.report.outcome !== 'paid') return;
      const { invoiceId } = step.event.report;
      const isTheMoney = after.payment.paidInvoiceId === invoiceId;
      expect(isTheMoney || after.payment.contradictions.includes(`paid ${invoiceId}`)).toBe(true);
    });
  });

  it('money that completes it and differs from the requested amount opens a review', () => {
    holds((taken) => {
      const { step, before, after } = taken;
      if (before.payment.status === 'completed' || after.payment.status !== 'completed') return;
      if (step.kind !== 'event' || step.event.kind !== 'report') return;
      const isExact = step.event.report.amount?.equals(after.payment.asked) ?? false;
      const reason = before.payment.reviewReason ?? (isExact ? null : 'amount_mismatch');
      expect(after.payment.reviewReason).toBe(reason);
    });
  });

  it('a contradiction opens a review once', () => {
    holds(({ before, after }) => {
      const [known, all] = [before.payment.contradictions, after.payment.contradictions];
      expect(all.slice(0, known.length)).toEqual(known);
      expect(new Set(all).size).toBe(all.length);
      if (all.length > known.length) expect(after.payment.reviewReason).not.toBeNull();
      if (all.length === known.length && before.payment.reviewReason === null) {
        expect(after.payment.reviewReason).toBeNull();
      }
    });
  });

  it('a review keeps its first reason until an operator closes it', () => {
    holds(({ step, before, after }) => {
      const [first, now] = [before.payment.reviewReason, after.payment.reviewReason];
      if (first === null) return;
      if (isByOperator(step)) expect([first, null]).toContain(now);
      else expect(now).toBe(first);
    });
  });

  it('a manual override changes it or finds nothing to do, and leaves no review open', () => {
    holds((taken) => {
      const { step, before, after } = taken;
      if (step.kind !== 'event' || !isApplied(taken) || !isOverride(step)) return;
      const { status } = before.payment;
      if (step.event.kind === 'marked_failed' && status === 'completed') {
        expect(after).toBe(before);
        return;
      }
      expect(after.payment.reviewReason).toBeNull();
      const said = step.event.kind === 'marked_completed' ? 'completed' : 'failed';
      expect(after.payment.status).toBe(said);
      if (status === said && before.payment.reviewReason === null) expect(after).toBe(before);
    });
  });

  it('the invoice and the receipt of its money, once known, stay', () => {
    holds(({ before, after }) => {
      for (const fact of ['paidInvoiceId', 'receipt'] as const) {
        if (before.payment[fact] !== null) {
          expect(after.payment[fact]).toBe(before.payment[fact]);
        }
      }
    });
  });

  it('the same event twice is the same as once, down to the history', () => {
    holds(({ step, now, after }) => {
      if (step.kind === 'event') expect(take(after, step, now)).toEqual(after);
    });
  });

  it('no failure of an older attempt fails it while a newer one is active', () => {
    holds(({ step, before, after }) => {
      if (step.kind !== 'event' || step.attempt >= before.payment.currentAttempt) return;
      if (isOverride(step)) return;
      if (before.payment.status !== 'failed') expect(after.payment.status).not.toBe('failed');
    });
  });

  it('every change of it has a history entry', () => {
    holds(({ step, before, after }) => {
      if (step.kind === 'retry' || before === after) return;
      expect(after.history.slice(0, -1)).toEqual(before.history);
      expect(after.history.at(-1)).toMatchObject({
        attempt: step.attempt,
        from: before.payment.status,
        to: after.payment.status,
      });
    });
  });

  it('a failure has a message for the customer, and a success has none', () => {
    holds(({ after: { payment, errorMessage } }) => {
      if (payment.status === 'failed') expect(errorMessage).not.toBe('');
      if (payment.status === 'completed') expect(errorMessage).toBe('');
    });
  });
});

describe('the order of the reports about an attempt', () => {
  it('does not decide whether the payment is completed', () => {
    const orders = stepsOf('P', 12).chain((steps) =>
      fc.tuple(
        fc.constant(steps),
        fc.shuffledSubarray(steps, { minLength: steps.length, maxLength: steps.length }),
      ),
    );
    const isCompleted = (steps: readonly Step[]): boolean => {
      const reports = steps.filter((step) => step.kind === 'event' && step.attempt === 1);
      return played('prompt', reports).at(-1)?.after.payment.status === 'completed';
    };
    fc.assert(
      fc.property(orders, ([steps, shuffled]) => {
        expect(isCompleted(shuffled)).toBe(isCompleted(steps));
      }),
      { numRuns: 300 },
    );
  });
});
