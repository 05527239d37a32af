import { describe, expect, it } from '@jest/globals';
import { auditAccess } from './access-audit.js';
import { type AccessBooks } from './access-books.js';

const BEGAN = new Date('2026-05-01T10:00:00.000Z');
const ENDS = new Date('2026-05-02T10:00:00.000Z');
const LATER = new Date('2026-05-01T10:00:05.000Z');
const EARLIER = new Date('2026-05-01T09:59:59.000Z');
const MAC = '02:00:00:00:00:01';
const PAYMENT = { id: 'p', mac: MAC, status: 'completed', durationHours: 24, completedAt: BEGAN };
const ENTITLEMENT = { chainId: 'c', paymentId: 'p', startsAt: BEGAN, endsAt: ENDS };
const SIGHTING = { mac: MAC, hasPaid: true, answer: 'accepted', reason: null, at: LATER } as const;
const ACCEPTED = { chainId: 'c', mac: MAC, at: LATER };
const FINAL = { mac: MAC, chainId: 'c', secondsLeft: 3_600, sessionSeconds: 3_601, reason: null };
const END = { mac: MAC, cause: 'Session-Timeout', lateS: 0.4, reason: 'expired' };

/** A customer who has paid, was online, and is offline after the end. */
const GOOD: AccessBooks = {
  payments: [PAYMENT],
  entitlements: [ENTITLEMENT],
  accepted: [ACCEPTED],
  sightings: [SIGHTING],
  finals: [FINAL],
  ends: [END],
};
const UNPAID = { ...PAYMENT, status: 'failed', completedAt: null };

const differences = (changes: Partial<AccessBooks>): string[] =>
  auditAccess({ ...GOOD, ...changes });

describe('the audit of access', () => {
  it('finds nothing where everyone who paid was let in, and nobody else', () => {
    expect(differences({})).toEqual([]);
    const rejected = {
      ...SIGHTING,
      hasPaid: false,
      answer: 'rejected',
      reason: 'unknown',
    } as const;
    expect(
      auditAccess({
        payments: [UNPAID],
        entitlements: [],
        accepted: [],
        sightings: [rejected],
        finals: [{ ...FINAL, chainId: null, secondsLeft: null, sessionSeconds: null }],
        ends: [],
      }),
    ).toEqual([]);
  });

  it.each<[string, Partial<AccessBooks>]>([
    ['has 0 entitlements', { entitlements: [] }],
    ['has 2 entitlements', { entitlements: [ENTITLEMENT, ENTITLEMENT] }],
    ['has 1 entitlements', { payments: [UNPAID] }],
    ['without a payment', { entitlements: [ENTITLEMENT, { ...ENTITLEMENT, paymentId: null }] }],
    ['gives access for', { entitlements: [{ ...ENTITLEMENT, endsAt: LATER }] }],
    [
      'before it was completed',
      {
        entitlements: [
          { ...ENTITLEMENT, startsAt: EARLIER, endsAt: new Date(ENDS.getTime() - 1_000) },
        ],
      },
    ],
    [
      'has paid, and got unknown',
      { sightings: [{ ...SIGHTING, answer: 'rejected', reason: 'unknown' }] },
    ],
    ['has paid, and got silence', { sightings: [{ ...SIGHTING, answer: 'silence' }] }],
    ['has not paid, and was accepted', { sightings: [{ ...SIGHTING, at: EARLIER }] }],
    ['without an entitlement', { accepted: [{ ...ACCEPTED, at: EARLIER }] }],
    ['without an entitlement', { accepted: [{ ...ACCEPTED, chainId: null }] }],
    ['in the end', { finals: [{ ...FINAL, sessionSeconds: null, reason: 'unknown' }] }],
    ['was given 7200 s', { finals: [{ ...FINAL, sessionSeconds: 7_200 }] }],
    ['may not log in', { finals: [{ ...FINAL, secondsLeft: null }] }],
    ['went offline by nothing', { ends: [{ ...END, cause: null, lateS: null }] }],
    ['60 s after its end', { ends: [{ ...END, lateS: 60 }] }],
    ['after its end', { ends: [{ ...END, reason: null }] }],
  ])('reports "%s" for such books', (words, changes) => {
    expect(differences(changes).join('\n')).toContain(words);
  });

  it('excuses nobody who has bought again by the same phone with another device', () => {
    const other = { ...PAYMENT, id: 'q', mac: '02:00:00:00:00:02' };
    const sightings = [
      SIGHTING,
      { ...SIGHTING, mac: other.mac, answer: 'rejected', reason: 'devices' } as const,
    ];
    expect(
      differences({
        payments: [PAYMENT, other],
        entitlements: [ENTITLEMENT, { ...ENTITLEMENT, paymentId: 'q' }],
        sightings,
      }),
    ).toEqual([`${other.mac} has paid, and got devices`]);
  });
});
