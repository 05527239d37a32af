import { type AttemptChannel, type AttemptDelivery } from './attempt.js';
import { isOpen, type PaymentStatus } from './payment-status.js';

/** When an attempt is asked about again, and for how long. All times in ms. */
export interface ReconciliationTimes {
  readonly firstDelayMs: number;
  readonly promptExpiryMs: number;
  readonly linkExpiryMs: number;
}

/** What decides about the next question. */
export interface ReconciledAttempt {
  readonly status: PaymentStatus;
  readonly channel: AttemptChannel;
  readonly delivery: AttemptDelivery;
  /** How long ago the attempt was made. */
  readonly ageMs: number;
  /** Whether no newer attempt has taken its place. */
  readonly isCurrent: boolean;
  /** Whether it was this attempt's money that completed the payment. */
  readonly isPayer: boolean;
}

/** How far the questions about an attempt have got; travels with the job. */
export interface ReconciliationState {
  /** Questions asked while the payment was open. */
  readonly asked: number;
  /** Answered rechecks after that. */
  readonly secondLooks: number;
}

/** How a question has gone. */
export interface Question {
  /** Whether the provider has said something: that it knows of nothing is an answer too. */
  readonly isAnswered: boolean;
  /** How long the provider wants to be left alone, in ms; 0 when it did not say. */
  readonly waitMs: number;
  /** Whether somebody has reported something about the attempt that is not answered yet. */
  readonly hasPendingEvents: boolean;
  /** Between 0 and 1: spreads questions that would otherwise fall together. */
  readonly chance: number;
}

/** What to do now about an attempt, when the time for a question has come. */
export type ReconciliationStep =
  { readonly kind: 'ask'; readonly thenExpire: boolean } | { readonly kind: 'done' };

/**
 * How urgent a question is. Customers with a prompt on their phones are waiting for it; somebody with
 * a link may be; nobody is waiting for a recheck of an attempt that is over.
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

/** A prompt is answered within a minute or not at all; a link may lie about for hours. */
const MAX_DELAY_MS: Readonly<Record<AttemptChannel, number>> = {
  prompt: 2 * MINUTE_MS,
  link: 30 * MINUTE_MS,
};

/**
 * A failure is not always the end: FAILED followed by COMPLETE has been seen, and an expired
 * prompt may have been paid while nobody could ask. So attempts that are over are rechecked,
 * this long after each other.
 */
const RECHECKS_MS: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  6 * HOUR_MS,
  24 * HOUR_MS,
];

/** All rechecks but the last are done: one question, and no further one. */
export const LAST_RECHECK: ReconciliationState = { asked: 0, secondLooks: RECHECKS_MS.length };

/** An attempt that nobody could be asked about for so long is left to people. */
const MAX_WITHOUT_ANSWER_MS = 7 * 24 * HOUR_MS;

/** More than all rechecks take together, and the longest gap before them. */
const ALL_RECHECKS_MS = 48 * HOUR_MS;

/** How often a question is tried that fails for a reason of our own: over 85 s with the worker's gaps. */
const SPOILT_TRIES = 5;

/** Whether the provider may know of an attempt, so that there is something to ask about. */
const mayBeKnown = (delivery: AttemptDelivery): boolean =>
  delivery === 'sending' || delivery === 'accepted' || delivery === 'unknown';

/**
 * Whether no more money can come in for an attempt: a prompt is paid once. A link can be paid
 * twice, and an older prompt beside a newer one: both must show up as double payments.
 */
const isSettled = ({ status, channel, isPayer }: ReconciledAttempt): boolean =>
  status === 'completed' && isPayer && channel === 'prompt';

/** How urgent the next question about an attempt is. */
export const urgencyOf = ({ status, isCurrent, channel }: ReconciledAttempt): Urgency =>
  isOpen(status) && isCurrent ? channel : 'recheck';

/**
 * What to do about an attempt now.
 *
 * @param hasPendingEvents whether something new was reported about it: then it is asked about even
 *   when it would be over otherwise
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
    return { kind: 'ask', thenExpire: attempt.ageMs >= expiryMs(attempt.channel, times) };
  }
  return hasPendingEvents || state.secondLooks <= RECHECKS_MS.length
    ? { kind: 'ask', thenExpire: false }
    : { kind: 'done' };
}

/**
 * When to ask again, counted from now; null when there is nothing to wait for any more.
 *
 * @param after the attempt as the question has left it
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
    // A question that an event has led to comes beside the planned ones and uses none of them up.
    const asked = hasPendingEvents ? state.asked : state.asked + 1;
    const backoff = isEventUnanswered
      ? eventRetryMs(times)
      : Math.min(times.firstDelayMs * 2 ** asked, MAX_DELAY_MS[after.channel]);
    const untilExpiry = Math.max(expiryMs(after.channel, times) - after.ageMs, 0);
    return {
      // However long the provider wants to be left alone, the payment expires in time.
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

/** An event that says money came is asked about again sooner than a payment nobody has reported on. */
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

/** The age at which no attempt is asked about any more, whatever has become of it; in ms. */
export const lastRecheckMs = ({
  promptExpiryMs,
  linkExpiryMs,
}: Pick<ReconciliationTimes, 'promptExpiryMs' | 'linkExpiryMs'>): number =>
  Math.max(promptExpiryMs, linkExpiryMs, MAX_WITHOUT_ANSWER_MS) + ALL_RECHECKS_MS;

/**
 * Whether a question is tried again that failed for a reason of our own, such as the database. What
 * could not be recorded may have been a success, so nothing expires because of it;
 * trouble that stays must not keep a payment open for ever either.
 *
 * @param tries how often this question has been tried, the last time included
 */
export const isTriedAgain = (tries: number): boolean => tries < SPOILT_TRIES;

/**
 * A recheck without an answer does not count: an outage must not use them up. The gaps grow with the
 * attempt's age, so that the money is found soon after an outage, whether short or long.
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

/** Where prompts expire sooner than usual, as in tests, rechecks come sooner too. */
function scaled(delayMs: number, times: ReconciliationTimes): number {
  const usualPromptExpiryMs = 15 * MINUTE_MS;
  return delayMs * Math.min(1, times.promptExpiryMs / usualPromptExpiryMs);
}

const expiryMs = (channel: AttemptChannel, times: ReconciliationTimes): number =>
  channel === 'prompt' ? times.promptExpiryMs : times.linkExpiryMs;

/** Give or take a tenth. */
const jittered = (ms: number, chance: number): number => Math.round(ms * (0.9 + 0.2 * chance));
