import { describe, expect, it } from '@jest/globals';
import { Clock } from '../common/clock.js';
import { KeyRing } from '../common/crypto/key-ring.js';
import { Secret } from '../common/crypto/secret.js';
import { type NewSession, type PortalSession, PortalSessions } from './portal-session.js';

const HOUR_MS = 3_600_000;
const START = new Date('2026-03-01T09:00:00Z');

class StoppedClock extends Clock {
  time = START;
  override now(): Date {
    return this.time;
  }
}

const BOUND: NewSession = {
  slug: '0123456789abcdef0123',
  userId: 3,
  routerId: 7,
  macAddress: 'AA:BB:CC:DD:EE:FF',
  ipAddress: '10.5.50.20',
  loginUrl: 'http://10.5.50.1/login',
};
const KEY = KeyRing.generateKey();
const ringOf = (...keys: readonly string[]): KeyRing => KeyRing.parse(new Secret(keys.join(',')));

/** A session with something in each field. */
const full = (session: PortalSession): PortalSession => ({
  ...session,
  phone: '0712345678',
  typedCode: 'TDL4MADEUP',
  typedDigits: '5678',
  sale: {
    paymentId: '0198c0de-0000-7000-8000-000000000001',
    claim: new Secret('5f0c2a6e1b7d4c399e0b0d8a4f1c7b21'),
    begunAt: new Date('2026-03-01T09:00:30Z'),
  },
  earlierClaim: new Secret('00112233445566778899aabbccddeeff'),
  access: { chainId: '0198c0de-0000-7000-8000-000000000002', by: 'seen' },
  problem: { kind: 'too_many_prompts', until: new Date('2026-03-01T09:05:00Z') },
});

/** A session with its secrets as text. */
const plain = (session: PortalSession | null): unknown =>
  session && {
    ...session,
    secret: session.secret.reveal(),
    earlierClaim: session.earlierClaim?.reveal(),
    sale: session.sale && { ...session.sale, claim: session.sale.claim?.reveal() },
  };

describe('a portal session', () => {
  const clock = new StoppedClock();
  const sessions = new PortalSessions(ringOf(KEY), clock);

  it('opens as it was sealed, with and without all that may be missing', () => {
    const bare = sessions.begin({ ...BOUND, macAddress: '', ipAddress: '', loginUrl: null });
    for (const session of [bare, sessions.begin(BOUND), full(sessions.begin(BOUND))]) {
      const sealed = sessions.seal(session);
      expect(plain(sessions.open(sealed, BOUND.slug))).toEqual(plain(session));
    }
  });

  it('is one segment of a URL, short enough for a link in every package', () => {
    const sealed = sessions.seal(full(sessions.begin(BOUND)));
    expect(sealed).toMatch(/^[\w-]+$/);
    expect(sealed.length).toBeLessThan(900);
    expect(sessions.seal(sessions.begin(BOUND)).length).toBeLessThan(450);
  });

  it('does not open at another router', () => {
    const sealed = sessions.seal(sessions.begin(BOUND));
    expect(sessions.open(sealed, '0123456789abcdef0124')).toBeNull();
    expect(sessions.open(sealed, '')).toBeNull();
  });

  it('does not open when a character of it was changed', () => {
    const sealed = sessions.seal(sessions.begin(BOUND));
    for (let place = 0; place < sealed.length; place += 7) {
      const other = sealed[place] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, place) + other + sealed.slice(place + 1);
      expect(sessions.open(changed, BOUND.slug)).toBeNull();
    }
  });

  it.each(['', '=', 'a', '../..', 'é', 'A'.repeat(5_000), '%00'])('is not %j', (text) => {
    expect(sessions.open(text, BOUND.slug)).toBeNull();
  });

  it('is no other value that the server has sealed', () => {
    const ring = ringOf(KEY);
    for (const other of ['text', '1', 'null', '[]', '{}', '{"v":"portal-session-2","s":"x"}']) {
      expect(sessions.open(ring.seal(new Secret(other)), BOUND.slug)).toBeNull();
    }
  });

  it('opens after the keys were rotated, as long as the older one is there', () => {
    const sealed = sessions.seal(sessions.begin(BOUND));
    const newer = KeyRing.generateKey();
    const rotated = new PortalSessions(ringOf(newer, KEY), clock);
    const without = new PortalSessions(ringOf(newer), clock);
    expect(rotated.open(sealed, BOUND.slug)).not.toBeNull();
    expect(without.open(sealed, BOUND.slug)).toBeNull();
  });

  it('is over after a day, or after a month with something in it', () => {
    const [bare, sold] = [sessions.begin(BOUND), full(sessions.begin(BOUND))].map((session) =>
      sessions.seal(session),
    );
    const opensAfter = (sealed: string | undefined, hours: number): boolean => {
      clock.time = new Date(START.getTime() + hours * HOUR_MS);
      const opened = sessions.open(sealed ?? '', BOUND.slug);
      clock.time = START;
      return opened !== null;
    };
    expect([opensAfter(bare, 23), opensAfter(bare, 25)]).toEqual([true, false]);
    expect([opensAfter(sold, 31 * 24), opensAfter(sold, 33 * 24)]).toEqual([true, false]);
  });
});
