import { Money } from '../../src/common/money/money.js';
import { type HistoryEvent } from '../../src/payments/domain/history.js';
import {
  type Acceptance,
  type PaymentEvent,
  type ManualOverride,
  type Report,
} from '../../src/payments/domain/payment-event.js';
import { mayMove, type PaymentStatus } from '../../src/payments/domain/payment-status.js';
import {
  type Decision,
  type LockedAttempt,
  type LockedPayment,
} from '../../src/payments/domain/decision.js';
import { decide } from '../../src/payments/domain/decide.js';

export const kes = (minor: number): Money => Money.fromMinor(minor, 'KES');
export const ASKED = kes(5_000);
export const DURATION_HOURS = 24;

/** A time, this many seconds after an arbitrary start. */
export const second = (number: number): Date => new Date(Date.UTC(2026, 0, 1, 12) + number * 1_000);

/** A payment of 50 shillings for the rules. A completed one was paid by invoice `INV1`. */
export const aPayment = (overrides: Partial<LockedPayment> = {}): LockedPayment => ({
  status: 'pending',
  asked: ASKED,
  durationHours: DURATION_HOURS,
  currentAttempt: 1,
  receipt: null,
  reviewReason: null,
  contradictions: [],
  ...(overrides.status === 'completed'
    ? { completedAt: second(0), paidInvoiceId: 'INV1' }
    : { completedAt: null, paidInvoiceId: null }),
  ...overrides,
});

/** The first attempt, a prompt whose call is running. */
export const anAttempt = (overrides: Partial<LockedAttempt> = {}): LockedAttempt => ({
  number: 1,
  channel: 'prompt',
  delivery: 'sending',
  invoiceId: null,
  state: '',
  reportedAt: null,
  ...overrides,
});

/** A report that invoice `INV1` is paid in full. */
export const aReport = (overrides: Partial<Report> = {}): Report => ({
  outcome: 'paid',
  state: 'COMPLETE',
  invoiceId: 'INV1',
  amount: ASKED,
  receipt: 'TDL1RECEIPT',
  failure: null,
  at: second(30),
  ...overrides,
});

/** A report that invoice `INV1` was cancelled on the phone. */
export const aFailure = (overrides: Partial<Report> = {}): Report =>
  aReport({
    outcome: 'failed',
    state: 'FAILED',
    receipt: null,
    failure: { message: 'The payment was cancelled.', reason: 'Cancelled by user', code: '-1' },
    ...overrides,
  });

/** A report that the customer is being asked. */
export const inProgress = (overrides: Partial<Report> = {}): Report =>
  aReport({ outcome: 'open', state: 'PROCESSING', receipt: null, ...overrides });

export const reported = (report: Report): PaymentEvent => ({ kind: 'report', report });

/** An acceptance of the prompt with invoice `INV1`. */
export const anAcceptance = (overrides: Partial<Acceptance> = {}): Acceptance => ({
  providerPaymentId: 'session-1',
  invoiceId: 'INV1',
  state: 'PENDING',
  paymentUrl: null,
  linkSignatureSealed: null,
  ...overrides,
});

/** A manual override of a payment. */
export const anOverride = (overrides: Partial<ManualOverride> = {}): ManualOverride => ({
  operator: 'wanjiru',
  reason: 'Paid in cash',
  receipt: null,
  ...overrides,
});

/** A payment with all its attempts in memory: what the database stores, by the rules alone. */
export interface ModelPayment {
  readonly payment: LockedPayment;
  readonly packageExpiryTime: Date | null;
  readonly errorMessage: string;
  readonly attempts: readonly LockedAttempt[];
  readonly history: readonly ModelLine[];
}

export interface ModelLine {
  readonly event: HistoryEvent;
  readonly attempt: number;
  readonly from: PaymentStatus;
  readonly to: PaymentStatus;
}

/** A payment whose first attempt was just committed. */
export const aModelPayment = (channel: LockedAttempt['channel'] = 'prompt'): ModelPayment => ({
  payment: aPayment(),
  packageExpiryTime: null,
  errorMessage: '',
  attempts: [anAttempt({ channel })],
  history: [],
});

/** Applies an event about one of the attempts to the model, as the settlement service does. */
export function applyEvent(
  model: ModelPayment,
  number: number,
  event: PaymentEvent,
  now: Date,
): ModelPayment {
  const attempt = model.attempts.find((each) => each.number === number);
  if (!attempt) throw new Error(`The model has no attempt ${number}`);
  const decision = decide(model.payment, attempt, event, now);
  return decision.event === null
    ? model
    : applied(model, attempt, { ...decision, event: decision.event });
}

/** Applies several events, each about the attempt of this number, one per second. */
export const applyEvents = (
  model: ModelPayment,
  ...events: readonly (readonly [number, PaymentEvent])[]
): ModelPayment =>
  events.reduce(
    (known, [attempt, event], index) => applyEvent(known, attempt, event, second(60 + index)),
    model,
  );

/** The events in the history of the model. */
export const eventsOf = ({ history }: ModelPayment): string[] => history.map(({ event }) => event);

/** Adds an attempt to a failed payment; does nothing otherwise. */
export function retried(model: ModelPayment): ModelPayment {
  if (model.payment.status !== 'failed' || !mayMove('failed', 'pending')) return model;
  const number = model.payment.currentAttempt + 1;
  return {
    ...model,
    payment: { ...model.payment, status: 'pending', currentAttempt: number },
    errorMessage: '',
    attempts: [...model.attempts, anAttempt({ number })],
  };
}

function applied(
  model: ModelPayment,
  attempt: LockedAttempt,
  { payment: change, attempt: attemptChange, event }: Decision & { readonly event: HistoryEvent },
): ModelPayment {
  const { packageExpiryTime, errorMessage, ...paymentChange } = change;
  const payment = { ...model.payment, ...paymentChange };
  return {
    payment,
    packageExpiryTime: packageExpiryTime ?? model.packageExpiryTime,
    errorMessage: errorMessage ?? model.errorMessage,
    attempts: model.attempts.map((each) =>
      each === attempt ? { ...attempt, ...seenByTheRules(attemptChange) } : each,
    ),
    history: [
      ...model.history,
      { event, attempt: attempt.number, from: model.payment.status, to: payment.status },
    ],
  };
}

const seenByTheRules = ({
  delivery,
  invoiceId,
  state,
  reportedAt,
}: Decision['attempt']): Partial<LockedAttempt> => ({
  ...(delivery === undefined ? {} : { delivery }),
  ...(invoiceId === undefined ? {} : { invoiceId }),
  ...(state === undefined ? {} : { state }),
  ...(reportedAt === undefined ? {} : { reportedAt }),
});
