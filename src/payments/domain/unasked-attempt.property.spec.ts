import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AttemptDelivery } from './attempt.js';
import { nextQuestion, nextStep, type ReconciliationTimes } from './reconciliation.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIMES: ReconciliationTimes = {
  firstDelayMs: 15_000,
  promptExpiryMs: 15 * MINUTE,
  linkExpiryMs: DAY,
  unverifiableExpiryMs: DAY,
};

describe('an attempt that the provider cannot be asked about', () => {
  const DELIVERIES = fc.constantFrom<AttemptDelivery>('sending', 'accepted', 'unknown');
  const lost = fc.record({
    status: fc.constantFrom('pending', 'processing'),
    channel: fc.constant('prompt'),
    delivery: DELIVERIES,
    ageMs: fc.integer({ min: 0, max: 3 * DAY }),
    isCurrent: fc.constant(true),
    isPayer: fc.constant(false),
    canBeAsked: fc.constant(false),
  } as const);
  const questions = fc.record({
    isAnswered: fc.boolean(),
    chance: fc.double({ min: 0, max: 1, noNaN: true }),
    waitMs: fc.constantFrom(0, HOUR),
    hasPendingEvents: fc.boolean(),
  });
  const states = fc.record({ asked: fc.nat({ max: 100 }), secondLooks: fc.nat({ max: 5 }) });

  it('stays open for a day and expires then, whatever was asked and reported', () => {
    fc.assert(
      fc.property(lost, states, fc.boolean(), (at, state, hasPendingEvents) => {
        const step = nextStep(at, state, TIMES, hasPendingEvents);
        expect(step).toEqual({ kind: 'ask', thenExpire: at.ageMs >= 24 * HOUR });
      }),
    );
  });

  it('is looked at within the hour that the sweep allows, and never after its expiry', () => {
    fc.assert(
      fc.property(lost, states, questions, (at, state, question) => {
        const next = nextQuestion(at, state, TIMES, question);
        const leftMs = Math.max(24 * HOUR - at.ageMs, 0);
        expect(next?.delayMs).toBeLessThanOrEqual(Math.min(leftMs, 70 * MINUTE));
      }),
    );
  });

  it('expires like any other once its invoice is known', () => {
    fc.assert(
      fc.property(lost, states, (at, state) => {
        const known = { ...at, canBeAsked: true };
        const step = nextStep(known, state, TIMES, false);
        expect(step).toEqual({ kind: 'ask', thenExpire: at.ageMs >= TIMES.promptExpiryMs });
      }),
    );
  });

  it('stays open as long as any prompt where prompts are given more than a day', () => {
    const times = { ...TIMES, promptExpiryMs: 30 * HOUR };
    fc.assert(
      fc.property(lost, states, (at, state) => {
        const step = nextStep(at, state, times, false);
        expect(step).toEqual({ kind: 'ask', thenExpire: at.ageMs >= 30 * HOUR });
      }),
    );
  });
});
