import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findingSentence } from '../packages/dashboard/src/texts/finding-sentences.js';
import { diagnose } from '../src/access/domain/diagnosis.js';
import { type DiagnosisFacts } from '../src/access/domain/diagnosis-facts.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const REASONS = [
  ...['unknown', 'not_started', 'expired', 'revoked', 'devices', 'cap', 'router', 'limited'],
  'overflow',
];

describe('the sentences of a diagnosis', () => {
  const past = fc.integer({ min: 0, max: 10_000 }).map((minutes) => {
    return new Date(NOW.getTime() - minutes * 60_000);
  });
  const time = fc.option(past);
  const anything: fc.Arbitrary<DiagnosisFacts> = fc.record({
    now: fc.constant(NOW),
    askedFor: fc.constantFrom('code', 'phone', 'mac', 'mpesa_reference', 'entitlement'),
    payment: fc.option(
      fc.record({
        status: fc.constantFrom('pending', 'processing', 'completed', 'failed'),
        isUnderReview: fc.boolean(),
        errorMessage: fc.string(),
        createdAt: past,
        hasEntitlement: fc.boolean(),
      }),
    ),
    chain: fc.option(
      fc.record({
        createdAt: past,
        startsAt: time,
        endsAt: time,
        revokedAt: time,
        revokeReason: fc.option(fc.string()),
        blocked: fc.option(fc.constantFrom('expired', 'revoked', 'not_started', 'cap')),
        deviceLimit: fc.integer({ min: 1, max: 20 }),
        devices: fc.nat(20),
        hasRoom: fc.option(fc.boolean()),
      }),
    ),
    router: fc.option(
      fc.record({
        accessMethod: fc.constantFrom('radius', 'routeros_api', 'none'),
        isArchived: fc.boolean(),
        unreachableSince: time,
        hasAddress: fc.boolean(),
        firstPacketAt: time,
        lastPacketAt: time,
        secretChangedAt: time,
      }),
    ),
    logins: fc.record({
      acceptedAt: time,
      rejected: fc.option(
        fc.record({
          reason: fc.constantFrom(...REASONS),
          at: past,
          count: fc.integer({ min: 1, max: 5 }),
        }),
      ),
      wrongPasswordAt: time,
      reportedAt: time,
    }),
  });

  it('are all there in Swahili', () => {
    fc.assert(
      fc.property(anything, (facts) => {
        for (const { problem, action } of diagnose(facts)) {
          expect(findingSentence(problem, 'sw')).not.toBe(problem);
          expect(findingSentence(action, 'sw')).not.toBe(action);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('keep what an operator or a provider has written', () => {
    expect(findingSentence('The access was revoked (Paid twice).', 'sw')).toBe(
      'Ufikiaji ulibatilishwa (Paid twice).',
    );
    const full = 'As many devices as were sold are attached: 2 of 3.';
    expect(findingSentence(full, 'sw')).toContain('2 kati ya 3');
    expect(findingSentence(full, 'en')).toBe(full);
  });
});
