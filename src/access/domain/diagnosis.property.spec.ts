import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diagnose } from './diagnosis.js';
import { type DiagnosisFacts, FINDINGS } from './diagnosis-facts.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

describe('a diagnosis of anything', () => {
  const time = fc.option(fc.integer({ min: 0, max: 10_000 }).map(ago));
  const anything: fc.Arbitrary<DiagnosisFacts> = fc.record({
    now: fc.constant(NOW),
    askedFor: fc.constantFrom('code', 'phone', 'mac', 'mpesa_reference', 'entitlement'),
    payment: fc.option(
      fc.record({
        status: fc.constantFrom('pending', 'processing', 'completed', 'failed'),
        isUnderReview: fc.boolean(),
        errorMessage: fc.string(),
        createdAt: fc.integer({ min: 0, max: 10_000 }).map(ago),
        hasEntitlement: fc.boolean(),
      }),
    ),
    chain: fc.option(
      fc.record({
        createdAt: fc.integer({ min: 0, max: 10_000 }).map(ago),
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
          reason: fc.constantFrom('unknown', 'expired', 'devices', 'cap', 'overflow', 'new'),
          at: fc.integer({ min: 0, max: 10_000 }).map(ago),
          count: fc.integer({ min: 1, max: 5 }),
        }),
      ),
      wrongPasswordAt: time,
      reportedAt: time,
    }),
  });

  it('says each thing once, in the order of the list, and what to do about each', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const found = diagnose(given);
        const places = found.map(({ code }) => FINDINGS.indexOf(code));
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        for (const { problem, action } of found) {
          expect(problem).toMatch(/\S/);
          expect(action).toMatch(/\.$/);
        }
      }),
    );
  });

  it('looks at no router for whoever has nothing to use', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const codes = diagnose(given).map(({ code }) => code);
        const isOver = codes.some((code) => code === 'no_entitlement' || code === 'expired');
        if (isOver) expect(codes.slice(-1)).toEqual([expect.stringMatching(/^(no_ent|expired)/)]);
      }),
    );
  });
});
