import { type AttemptChannel, type AttemptDelivery } from './attempt.js';
import { isOpen, type PaymentStatus } from './payment-status.js';

/** When and for how long an attempt is reconciled. All times are in ms. */
export interface ReconciliationTimes {
  readonly firstDelayMs: number;
  readonly promptExpiryMs: number;
  readonly linkExpiryMs: number;
  /** When an attempt expires that the provider cannot be asked about. */
  readonly unverifiableExpiryMs: number;
}

/** The facts that decide about the next question. */
export interface ReconciledAttempt {
  readonly status: PaymentStatus;
  readonly channel: AttemptChannel;
  readonly delivery: AttemptDelivery;
  /** The time since the attempt was created. */
  readonly ageMs: number;
  /** Whether it is the newest attempt of its payment. */
  readonly isCurrent: boolean;
  /** Whether the money of this attempt completed the payment. */
  readonly isPayer: boolean;
  /**
   * Whether the provider can be asked about it: its invoice is known, or the provider finds it by
   * our reference. Otherwise only a webhook tells.
   */
  readonly canBeAsked: boolean;
}

/** The progress of the questions about an attempt, stored in the job. */
export interface ReconciliationState {
  /** The number of questions while the payment was open. */
  readonly asked: number;
  /** The number of answered rechecks. */
  readonly secondLooks: number;
}

/** The result of a question. */
export interface Question {
  /** Whether the provider has answered. That it does not know the attempt is an answer too. */
  readonly isAnswered: boolean;
  /** The pause that the provider asked for, in ms; 0 when it did not. */
  readonly waitMs: number;
  /** Whether there are reported events that no question has covered yet. */
  readonly hasPendingEvents: boolean;
  /** A random number between 0 and 1, which spreads questions that would run at the same time. */
  readonly chance: number;
}

/** The step to take when a question about an attempt is due. */
export type ReconciliationStep =
  { readonly kind: 'ask'; readonly thenExpire: boolean } | { readonly kind: 'done' };

/**
 * The urgency of a question. A customer with a prompt is waiting for it, somebody with a link may
 * be, and nobody waits for a recheck.
 */
export const URGENCIES = ['prompt', 'link', 'recheck'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** The next question about an attempt. */
export interface NextQuestion {
  readonly delayMs: number;
  readonly state: ReconciliationState;
  readonly urgency: Urgency;
}

export const FIRST_QUESTION: ReconciliationState = { asked: 0, secondLooks: 0 };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A prompt is answered within a minute or not at all; a link may be paid hours later. */
const MAX_DELAY_MS: Readonly<Record<AttemptChannel, number>> = {
  prompt: 2 * MINUTE_MS,
  link: 30 * MINUTE_MS,
};

/**
 * Between the looks at an attempt that cannot be asked about: they ask nobody, and notice its expiry.
 * The sweep takes an open payment without a look for more than an hour for one without a job.
 */
const MAX_DELAY_UNASKED_MS = 30 * MINUTE_MS;

/**
 * The delays between the rechecks of attempts that are over. A failure is not always final:
 * COMPLETE after FAILED has been observed, and an expired prompt may have been paid during an
 * outage.
 */
const RECHECKS_MS: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  6 * HOUR_MS,
  24 * HOUR_MS,
];

/** The state in which only the last recheck remains. */
export const LAST_RECHECK: ReconciliationState = { asked: 0, secondLooks: RECHECKS_MS.length };

/** After this time without an answer an attempt is left to people. */
const MAX_WITHOUT_ANSWER_MS = 7 * 24 * HOUR_MS;

/** Longer than all rechecks together, including the longest delay before them. */
const ALL_RECHECKS_MS = 48 * HOUR_MS;

/**
 * How often a question that fails because of our own error is tried: over 85 s with the delays of
 * the worker.
 */
const SPOILT_TRIES = 5;

/** Whether the provider may know the attempt, so that it can be asked about. */
const mayBeKnown = (delivery: AttemptDelivery): boolean =>
  delivery === 'sending' || delivery === 'accepted' || delivery === 'unknown';

/**
 * Whether no more money can arrive for an attempt: a prompt is paid only once. A link can be paid
 * twice, and an older prompt in addition to a newer one; both must be found as double payments.
 */
const isSettled = ({ status, channel, isPayer }: ReconciledAttempt): boolean =>
  status === 'completed' && isPayer && channel === 'prompt';

/** The urgency of the next question about an attempt. */
export const urgencyOf = ({ status, isCurrent, channel }: ReconciledAttempt): Urgency =>
  isOpen(status) && isCurrent ? channel : 'recheck';

/**
 * Decides what to do about an attempt now.
 *
 * @param hasPendingEvents whether there are new events about it: then it is asked about even if it
 * is over
 */
export function nextStep(
  attempt: ReconciledAttempt,
  state: ReconciliationState,
  times: ReconciliationTimes,
  hasPendingEvents: boolean,
): ReconciliationStep {
  if (!mayBeKnown(attempt.delivery)) return { kind: 'done' };
  if (isSettled(attempt) && !hasPendingEvents) return { kind: 'done' };
  if (isOpen(attempt.status) && attempt.isCurrent) {
    return { kind: 'ask', thenExpire: attempt.ageMs >= expiryMs(attempt, times) };
  }
  return hasPendingEvents || state.secondLooks <= RECHECKS_MS.length
    ? { kind: 'ask', thenExpire: false }
    : { kind: 'done' };
}

/**
 * Decides when to ask again, from now; null when no further question is needed.
 *
 * @param after the attempt after the question
 */
export function nextQuestion(
  after: ReconciledAttempt,
  state: ReconciliationState,
  times: ReconciliationTimes,
  question: Question,
): NextQuestion | null {
  if (!mayBeKnown(after.delivery) || isSettled(after)) return null;
  const urgency = urgencyOf(after);
  const { isAnswered, chance, waitMs, hasPendingEvents } = question;
  if (urgency !== 'recheck') {
    const isEventUnanswered = hasPendingEvents && !isAnswered;
    // A question because of an event is additional and uses up none of the planned ones.
    const asked = hasPendingEvents ? state.asked : state.asked + 1;
    const backoff = isEventUnanswered
      ? eventRetryMs(times)
      : Math.min(times.firstDelayMs * 2 ** asked, maxDelayMs(after));
    const untilExpiry = Math.max(expiryMs(after, times) - after.ageMs, 0);
    return {
      // The payment expires in time, whatever pause the provider asks for.
      delayMs: Math.min(Math.max(jittered(backoff, chance), waitMs), untilExpiry),
      state: { ...state, asked },
      urgency,
    };
  }
  const next = isAnswered
    ? nextRecheck(state, times, chance, hasPendingEvents)
    : recheckWithoutAnswer(after, state, times, chance);
  return next && { ...next, delayMs: Math.max(next.delayMs, waitMs), urgency };
}

/** An event that reports money is asked about again sooner than a payment without events. */
const eventRetryMs = ({ firstDelayMs }: ReconciliationTimes): number => firstDelayMs / 3;

function nextRecheck(
  state: ReconciliationState,
  times: ReconciliationTimes,
  chance: number,
  isBesidePlanned: boolean,
): Pick<NextQuestion, 'delayMs' | 'state'> | null {
  const isPlanned = state.secondLooks > 0 && state.secondLooks < RECHECKS_MS.length;
  if (isBesidePlanned && isPlanned) {
    const plannedMs = RECHECKS_MS[state.secondLooks - 1] ?? 0;
    return { delayMs: jittered(scaled(plannedMs, times), chance), state };
  }
  const delayMs = RECHECKS_MS[state.secondLooks];
  return delayMs === undefined
    ? null
    : {
        delayMs: jittered(scaled(delayMs, times), chance),
        state: { ...state, secondLooks: state.secondLooks + 1 },
      };
}

/** The age in ms from which no attempt is asked about any more, whatever its state. */
export const lastRecheckMs = ({
  promptExpiryMs,
  linkExpiryMs,
  unverifiableExpiryMs,
}: Omit<ReconciliationTimes, 'firstDelayMs'>): number =>
  Math.max(promptExpiryMs, linkExpiryMs, unverifiableExpiryMs, MAX_WITHOUT_ANSWER_MS) +
  ALL_RECHECKS_MS;

/**
 * Whether a question that failed because of our own error, such as a database failure, is tried
 * again. The answer that was lost may have been a success, so the payment does not expire because
 * of it. But a lasting error must not keep a payment open for ever.
 *
 * @param tries the number of tries so far
 */
export const isTriedAgain = (tries: number): boolean => tries < SPOILT_TRIES;

/**
 * A recheck without an answer does not count, so that an outage does not use them up. The delays
 * grow with the attempt's age, so that the money is found soon after an outage of any length.
 */
function recheckWithoutAnswer(
  { ageMs }: ReconciledAttempt,
  state: ReconciliationState,
  times: ReconciliationTimes,
  chance: number,
): Pick<NextQuestion, 'delayMs' | 'state'> | null {
  if (ageMs >= MAX_WITHOUT_ANSWER_MS) return null;
  const gapMs = Math.min(Math.max(ageMs / 4, scaled(MINUTE_MS, times)), 6 * HOUR_MS);
  return { delayMs: jittered(gapMs, chance), state };
}

/** Where prompts expire sooner, as in tests, rechecks come sooner too. */
function scaled(delayMs: number, times: ReconciliationTimes): number {
  const usualPromptExpiryMs = 15 * MINUTE_MS;
  return delayMs * Math.min(1, times.promptExpiryMs / usualPromptExpiryMs);
}

const maxDelayMs = ({ channel, canBeAsked }: ReconciledAttempt): number =>
  canBeAsked ? MAX_DELAY_MS[channel] : MAX_DELAY_UNASKED_MS;

/**
 * An attempt that cannot be asked about may be paid without anybody knowing, so it stays open for
 * longer: for a webhook that comes late.
 */
function expiryMs({ channel, canBeAsked }: ReconciledAttempt, times: ReconciliationTimes): number {
  const usualMs = channel === 'prompt' ? times.promptExpiryMs : times.linkExpiryMs;
  return canBeAsked ? usualMs : Math.max(usualMs, times.unverifiableExpiryMs);
}

/** Varies a delay by up to a tenth. */
const jittered = (ms: number, chance: number): number => Math.round(ms * (0.9 + 0.2 * chance));
