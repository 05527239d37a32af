import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accessState, type AccessStateFacts, type EntitlementFacts } from './access-state.js';

const NOW = new Date('2026-03-01T10:00:00.000Z');
const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

const RUNNING: EntitlementFacts = {
  startsAt: at(-5),
  endsAt: at(55),
  revokedAt: null,
  isCapUsedUp: false,
  onlineSince: null,
};
const state = (entitlement: Partial<EntitlementFacts>, facts: Partial<AccessStateFacts> = {}) =>
  accessState({
    now: NOW,
    accessMethod: 'radius',
    isRouterArchived: false,
    routerUnreachable: false,
    entitlement: { ...RUNNING, ...entitlement },
    ...facts,
  });

describe('the state of access', () => {
  it.each<[string, string | null, ReturnType<typeof state>]>([
    ['waiting', null, state({})],
    ['online', null, state({ onlineSince: at(-1) })],
    ['not_started', null, state({ startsAt: at(1) })],
    ['not_started', null, state({ startsAt: null, endsAt: null })],
    ['ended', 'expired', state({ endsAt: NOW })],
    ['ended', 'revoked', state({ revokedAt: at(-1) })],
    ['ended', 'cap', state({ isCapUsedUp: true, onlineSince: at(-1) })],
    ['ended', 'router', state({}, { isRouterArchived: true })],
    ['unreachable', 'router_unreachable', state({}, { routerUnreachable: true })],
    ['none', 'not_delivered', state({}, { accessMethod: 'none' })],
    ['none', 'no_entitlement', state({}, { entitlement: null })],
  ])('is %s with the reason %s', (expected, reason, decided) => {
    expect(decided).toEqual({ state: expected, reason });
  });

  it('starts at its first moment, and ends at its last one', () => {
    expect(state({ startsAt: NOW }).state).toBe('waiting');
    expect(state({ endsAt: at(0.001) }).state).toBe('waiting');
  });

  it('is online at a router that cannot be reached, while a session is reported', () => {
    expect(state({ onlineSince: at(-1) }, { routerUnreachable: true }).state).toBe('online');
  });

  const minutes = fc.integer({ min: -100, max: 100 }).map(at);
  const entitlements = fc.record<EntitlementFacts>({
    startsAt: fc.option(minutes),
    endsAt: fc.option(minutes),
    revokedAt: fc.option(minutes),
    isCapUsedUp: fc.boolean(),
    onlineSince: fc.option(minutes),
  });
  const facts = fc.record<AccessStateFacts>({
    now: fc.constant(NOW),
    accessMethod: fc.constantFrom('none', 'radius', 'routeros_api'),
    isRouterArchived: fc.boolean(),
    routerUnreachable: fc.boolean(),
    entitlement: fc.option(entitlements),
  });

  it('promises access only while it runs, is not revoked and has data left', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const decided = accessState(given);
        if (!['waiting', 'online', 'unreachable'].includes(decided.state)) return;
        const { entitlement } = given;
        expect(given).toMatchObject({
          isRouterArchived: false,
          entitlement: { revokedAt: null, isCapUsedUp: false },
        });
        expect(given.accessMethod).not.toBe('none');
        expect(entitlement?.startsAt?.getTime()).toBeLessThanOrEqual(NOW.getTime());
        expect(entitlement?.endsAt?.getTime() ?? Infinity).toBeGreaterThan(NOW.getTime());
        expect(decided.state === 'online').toBe(entitlement?.onlineSince !== null);
      }),
    );
  });

  it('gives a reason exactly when there is none, it is over, or the router is away', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { state: name, reason } = accessState(given);
        expect(reason !== null).toBe(['none', 'ended', 'unreachable'].includes(name));
      }),
    );
  });

  it('does not change while nothing but the time of an end that is over does', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 1000 }), (given, later) => {
        const decided = accessState(given);
        if (decided.reason !== 'expired' && decided.reason !== 'revoked') return;
        expect(accessState({ ...given, now: at(later) })).toEqual(decided);
      }),
    );
  });
});
