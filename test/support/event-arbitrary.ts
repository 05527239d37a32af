import fc from 'fast-check';
import { Money } from '../../src/common/money/money.js';
import { type PaymentEvent, type Report } from '../../src/payments/domain/payment-event.js';
import {
  aFailure,
  anAcceptance,
  aReport,
  ASKED,
  anOverride,
  inProgress,
  kes,
  second,
  type ModelPayment,
  retried,
  applyEvent,
} from './model-payment.js';

/** A step in the history of a payment: an event about one of its attempts, or another attempt. */
export type Step =
  | { readonly kind: 'event'; readonly attempt: number; readonly event: PaymentEvent }
  | { kind: 'retry' };

export const MAX_ATTEMPTS = 3;
const INVOICES_OF_AN_ATTEMPT = 3;

/**
 * The id of an invoice, which belongs to one attempt. The first invoice of an attempt, from its
 * acceptance, is the most frequent.
 *
 * @param payment distinguishes the invoices of several payments
 */
export const invoiceOf = (payment: string, attempt: number, number: number): string =>
  `${payment}-${attempt}-${number}`;

const amounts = fc.oneof(
  { weight: 4, arbitrary: fc.constant(ASKED) },
  fc.constantFrom(kes(0), kes(4_999), kes(5_001), Money.fromMinor(5_000, 'USD'), null),
);
const moments = fc.option(
  fc.integer({ min: 0, max: 5 }).map((number) => second(number)),
  { freq: 8 },
);

const reports = (invoiceId: string): fc.Arbitrary<Report> =>
  fc
    .tuple(
      fc.constantFrom('paid', 'part_paid', 'failed', 'open'),
      amounts,
      moments,
      fc.option(fc.constantFrom('RECEIPT1', 'RECEIPT2')),
      fc.constantFrom('PENDING', 'PROCESSING', 'RETRY'),
    )
    .map(([outcome, amount, at, receipt, word]) => {
      const facts = { invoiceId, amount, at };
      if (outcome === 'paid') return aReport({ ...facts, receipt });
      if (outcome === 'part_paid') return aReport({ ...facts, outcome, state: 'PARTIAL', receipt });
      return outcome === 'failed'
        ? aFailure({ ...facts, receipt })
        : inProgress({ ...facts, state: word });
    });

const eventAbout = (payment: string, attempt: number): fc.Arbitrary<PaymentEvent> => {
  const first = invoiceOf(payment, attempt, 1);
  const invoices = fc
    .integer({ min: 1, max: INVOICES_OF_AN_ATTEMPT })
    .map((number) => invoiceOf(payment, attempt, number));
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .oneof({ weight: 3, arbitrary: fc.constant(first) }, invoices)
        .chain(reports)
        .map((report): PaymentEvent => ({ kind: 'report', report })),
    },
    fc.constant<PaymentEvent>({ kind: 'accepted', acceptance: anAcceptance({ invoiceId: first }) }),
    {
      weight: 2,
      arbitrary: fc.constantFrom<PaymentEvent>(
        { kind: 'refused', reason: 'no' },
        { kind: 'not_sent', reason: 'no connection' },
        { kind: 'outcome_unknown', reason: 'cut' },
        { kind: 'expired' },
      ),
    },
    fc.constantFrom<PaymentEvent>(
      { kind: 'marked_completed', override: anOverride() },
      { kind: 'marked_completed', override: anOverride({ receipt: 'RECEIPT1' }) },
      { kind: 'marked_failed', override: anOverride() },
      {
        kind: 'review_resolved',
        resolution: { operator: 'wanjiru', note: 'Looked at it', resolution: 'accepted' },
        about: null,
      },
    ),
  );
};

/** Steps of a payment in any order. Steps about an attempt that does not exist have no effect. */
export const stepsOf = (payment: string, maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .integer({ min: 1, max: MAX_ATTEMPTS })
          .chain((attempt) =>
            eventAbout(payment, attempt).map((event): Step => ({ kind: 'event', attempt, event })),
          ),
      },
      { weight: 1, arbitrary: fc.constant<Step>({ kind: 'retry' }) },
    ),
    { maxLength },
  );

/** Applies a step to the model by the rules alone. */
export function take(model: ModelPayment, step: Step, now: Date): ModelPayment {
  if (step.kind === 'retry') {
    return model.payment.currentAttempt < MAX_ATTEMPTS ? retried(model) : model;
  }
  return step.attempt > model.attempts.length
    ? model
    : applyEvent(model, step.attempt, step.event, now);
}

/** Whether the event is a success that completes an open payment. */
export const isFullSuccess = (event: PaymentEvent): boolean =>
  event.kind === 'report' &&
  event.report.outcome === 'paid' &&
  event.report.amount?.currency === ASKED.currency &&
  !event.report.amount.isLessThan(ASKED);
