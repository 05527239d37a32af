import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AttemptDelivery } from './attempt.js';
import {
  FIRST_QUESTION,
  type ReconciledAttempt,
  nextStep,
  type ReconciliationTimes,
  isTriedAgain,
  LAST_RECHECK,
  nextQuestion,
  type Urgency,
  urgencyOf,
} from './reconciliation.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIMES: ReconciliationTimes = {
  firstDelayMs: 15 * SECOND,
  promptExpiryMs: 15 * MINUTE,
  linkExpiryMs: 24 * HOUR,
  unverifiableExpiryMs: 24 * HOUR,
};
/** Leaves a delay as it is. */
const MIDDLE = 0.5;
const QUIET = { waitMs: 0, hasPendingEvents: false };
const ANSWERED = { ...QUIET, isAnswered: true, chance: MIDDLE };
const UNANSWERED = { ...QUIET, isAnswered: false, chance: MIDDLE };

const attempt = (overrides: Partial<ReconciledAttempt> = {}): ReconciledAttempt => ({
  status: 'processing',
  channel: 'prompt',
  delivery: 'accepted',
  ageMs: 15 * SECOND,
  isCurrent: true,
  isPayer: false,
  canBeAsked: true,
  ...overrides,
});

/** The delays between the questions about an attempt, until there are no more. */
function gapsOf(start: ReconciledAttempt, question: typeof ANSWERED, most = 200): number[] {
  const gaps: number[] = [];
  let ageMs = start.ageMs;
  let state = FIRST_QUESTION;
  while (gaps.length < most) {
    if (nextStep({ ...start, ageMs }, state, TIMES, false).kind === 'done') break;
    const next = nextQuestion({ ...start, ageMs }, state, TIMES, question);
    if (!next) break;
    gaps.push(next.delayMs);
    ({ state } = next);
    ageMs += next.delayMs;
  }
  return gaps;
}

describe('nextStep', () => {
  it.each<AttemptDelivery>(['unsent', 'refused', 'not_sent'])(
    'asks nothing about an attempt that is %s',
    (delivery) => {
      const unknown = attempt({ status: 'failed', delivery });
      expect(nextStep(unknown, FIRST_QUESTION, TIMES, false)).toEqual({ kind: 'done' });
      expect(nextQuestion(unknown, FIRST_QUESTION, TIMES, ANSWERED)).toBeNull();
    },
  );

  it.each<AttemptDelivery>(['sending', 'accepted', 'unknown'])(
    'asks about an attempt that is %s',
    (delivery) => {
      const step = nextStep(attempt({ delivery }), FIRST_QUESTION, TIMES, false);
      expect(step).toEqual({ kind: 'ask', thenExpire: false });
    },
  );

  it.each([
    ['prompt', 15 * MINUTE],
    ['link', 24 * HOUR],
  ] as const)('lets a %s expire at its age and not before', (channel, expiryMs) => {
    const at = (ageMs: number): unknown =>
      nextStep(attempt({ channel, ageMs }), FIRST_QUESTION, TIMES, false);
    expect(at(expiryMs - 1)).toEqual({ kind: 'ask', thenExpire: false });
    expect(at(expiryMs)).toEqual({ kind: 'ask', thenExpire: true });
  });

  it('never lets an attempt expire that a newer one has replaced, or that is over', () => {
    const old = { ageMs: DAY };
    for (const over of [{ isCurrent: false }, { status: 'failed' as const }]) {
      const step = nextStep(attempt({ ...old, ...over }), FIRST_QUESTION, TIMES, false);
      expect(step).toEqual({ kind: 'ask', thenExpire: false });
    }
  });

  it('ends for a prompt that was paid, and continues for a link, which can be paid twice', () => {
    const paid = { status: 'completed', isPayer: true } as const;
    expect(nextStep(attempt(paid), FIRST_QUESTION, TIMES, false).kind).toBe('done');
    expect(nextStep(attempt({ ...paid, channel: 'link' }), FIRST_QUESTION, TIMES, false).kind).toBe(
      'ask',
    );
    const other = attempt({ status: 'completed', isPayer: false });
    expect(nextStep(other, FIRST_QUESTION, TIMES, false).kind).toBe('ask');
  });
});

describe('an attempt that an event has reported on', () => {
  const over = [{ status: 'completed', isPayer: true } as const, { status: 'failed' } as const];

  it('is asked about even when it would be over otherwise', () => {
    for (const overrides of over) {
      expect(nextStep(attempt(overrides), LAST_RECHECK, TIMES, true)).toEqual({
        kind: 'ask',
        thenExpire: false,
      });
    }
  });

  it('is asked about once when it is over, and not repeatedly', () => {
    for (const overrides of over) {
      const next = nextQuestion(attempt(overrides), LAST_RECHECK, TIMES, ANSWERED);
      expect(next).toBeNull();
    }
  });

  it('is asked about again within seconds while the provider gives no answer', () => {
    const question = { ...UNANSWERED, hasPendingEvents: true };
    const next = nextQuestion(attempt(), { asked: 4, secondLooks: 0 }, TIMES, question);
    expect(next).toEqual({
      delayMs: 5 * SECOND,
      state: { asked: 4, secondLooks: 0 },
      urgency: 'prompt',
    });
  });
});

describe('a question because of an event', () => {
  const afterEvent = { ...ANSWERED, hasPendingEvents: true };

  it('uses up no planned question, however many events come', () => {
    for (const state of [{ asked: 2, secondLooks: 0 }, FIRST_QUESTION]) {
      const next = nextQuestion(attempt(), state, TIMES, afterEvent);
      expect(next?.state).toEqual(state);
    }
    const over = attempt({ status: 'failed' });
    for (const secondLooks of [1, 2, 3, 4]) {
      const state = { asked: 1, secondLooks };
      const planned = nextQuestion(
        over,
        { asked: 1, secondLooks: secondLooks - 1 },
        TIMES,
        ANSWERED,
      );
      const next = nextQuestion(over, state, TIMES, afterEvent);
      expect(next).toEqual({ delayMs: planned?.delayMs, state, urgency: 'recheck' });
    }
  });

  it('begins the rechecks of a payment that it has failed', () => {
    const next = nextQuestion(attempt({ status: 'failed' }), FIRST_QUESTION, TIMES, afterEvent);
    expect(next?.state.secondLooks).toBe(1);
  });
});

describe('the pause that a provider asks for', () => {
  it('delays a question, but never beyond the expiry of the payment', () => {
    const at = (ageMs: number): number | undefined =>
      nextQuestion(attempt({ ageMs }), FIRST_QUESTION, TIMES, {
        ...{ ...UNANSWERED, waitMs: HOUR },
      })?.delayMs;
    expect(at(0)).toBe(15 * MINUTE);
    expect(at(10 * MINUTE)).toBe(5 * MINUTE);
    const over = attempt({ status: 'failed', ageMs: 16 * MINUTE });
    const question = { ...UNANSWERED, waitMs: HOUR };
    expect(nextQuestion(over, FIRST_QUESTION, TIMES, question)?.delayMs).toBe(HOUR);
  });
});

describe('urgencyOf', () => {
  it.each<[Partial<ReconciledAttempt>, Urgency]>([
    [{}, 'prompt'],
    [{ channel: 'link', status: 'pending' }, 'link'],
    [{ status: 'failed' }, 'recheck'],
    [{ status: 'completed' }, 'recheck'],
    [{ isCurrent: false }, 'recheck'],
  ])('of an attempt that is %j is %s', (overrides, urgency) => {
    expect(urgencyOf(attempt(overrides))).toBe(urgency);
  });
});

describe('nextQuestion', () => {
  it('doubles the delays up to two minutes, and asks when the prompt expires', () => {
    const gaps: number[] = [];
    let state = FIRST_QUESTION;
    let ageMs = 15 * SECOND;
    while (ageMs < TIMES.promptExpiryMs) {
      const next = nextQuestion(attempt({ ageMs }), state, TIMES, ANSWERED);
      gaps.push(next?.delayMs ?? 0);
      ageMs += next?.delayMs ?? 0;
      state = next?.state ?? state;
    }
    expect(gaps.slice(0, 4)).toEqual([30 * SECOND, MINUTE, 2 * MINUTE, 2 * MINUTE]);
    expect(ageMs).toBe(TIMES.promptExpiryMs);
  });

  it('never lets more than half an hour pass for a link', () => {
    const gaps = gapsOf(attempt({ channel: 'link' }), ANSWERED, 60);
    expect(Math.max(...gaps)).toBe(30 * MINUTE);
  });

  it('rechecks an attempt five times after it is over', () => {
    const gaps = gapsOf(attempt({ status: 'failed' }), ANSWERED);
    expect(gaps).toEqual([MINUTE, 5 * MINUTE, 30 * MINUTE, 6 * HOUR, 24 * HOUR]);
  });

  it('does not count unanswered rechecks, and gives up after a week of them', () => {
    const over = attempt({ status: 'failed', ageMs: 15 * MINUTE });
    const gaps = gapsOf(over, UNANSWERED);
    expect(gaps[0]).toBe((15 * MINUTE) / 4);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(6 * HOUR);
    expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeGreaterThan(7 * DAY - 6 * HOUR);
    expect(gaps.length).toBeLessThan(60);
  });

  it('has all rechecks left after an outage, however long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 15 * MINUTE, max: 6 * DAY }), (outageMs) => {
        let state = FIRST_QUESTION;
        let ageMs = 15 * MINUTE;
        while (ageMs < outageMs) {
          const over = attempt({ status: 'failed', ageMs });
          const next = nextQuestion(over, state, TIMES, UNANSWERED);
          ({ state } = next ?? { state });
          ageMs += next?.delayMs ?? Number.NaN;
        }
        // The first question after the outage comes within a third of its duration.
        expect(ageMs - outageMs).toBeLessThanOrEqual(Math.max(outageMs / 3, 6 * MINUTE));
        expect(state.secondLooks).toBe(0);
      }),
    );
  });

  it('spreads its rechecks by a tenth to either side', () => {
    const at = (chance: number): number | undefined =>
      nextQuestion(attempt(), FIRST_QUESTION, TIMES, { ...ANSWERED, chance })?.delayMs;
    expect([at(0), at(MIDDLE), at(1)]).toEqual([27 * SECOND, 30 * SECOND, 33 * SECOND]);
  });

  it('always ends, and never asks twice at once', () => {
    const attempts = fc.record<ReconciledAttempt>({
      status: fc.constantFrom('pending', 'processing', 'failed', 'completed'),
      channel: fc.constantFrom('prompt', 'link'),
      delivery: fc.constantFrom('sending', 'accepted', 'unknown', 'refused', 'not_sent', 'unsent'),
      ageMs: fc.integer({ min: 0, max: 8 * DAY }),
      isCurrent: fc.boolean(),
      isPayer: fc.boolean(),
      canBeAsked: fc.boolean(),
    });
    const questions = fc.record({
      isAnswered: fc.boolean(),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
      waitMs: fc.constantFrom(0, 0, 0, HOUR),
      hasPendingEvents: fc.boolean(),
    });
    fc.assert(
      fc.property(
        attempts,
        fc.array(questions, { minLength: 100, maxLength: 100 }),
        (at, asked) => {
          let state = FIRST_QUESTION;
          let ageMs = at.ageMs;
          let looks = 0;
          for (const question of asked) {
            const isOver = ageMs >= TIMES.linkExpiryMs;
            const now = { ...at, ageMs, ...(isOver ? { status: 'failed' as const } : {}) };
            const next = nextQuestion(now, state, TIMES, question);
            if (!next) break;
            looks += 1;
            ({ state } = next);
            ageMs += Math.max(next.delayMs, SECOND);
            if (isOver) expect(next.delayMs).toBeGreaterThan(30 * SECOND);
          }
          const isEndless = at.channel === 'prompt' && ageMs < TIMES.linkExpiryMs;
          if (!isEndless) expect(looks).toBeLessThan(asked.length);
        },
      ),
    );
  });
});

describe('isTriedAgain', () => {
  it('repeats a question that our own error has spoilt, but not for ever', () => {
    expect([1, 2, 3, 4, 5, 6].map(isTriedAgain)).toEqual([true, true, true, true, false, false]);
  });
});
