import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addOutage, type LinkInOutage, type Outage } from './outage.js';

const MINUTE = 60_000;
const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1) + minute * MINUTE);
const ms = (from: Date, to: Date): number => to.getTime() - from.getTime();

/** A chain of links of so many minutes each, without a gap. */
const chainOf = (
  start: number,
  links: readonly { minutes: number; isDelivered: boolean }[],
): LinkInOutage[] => {
  let startsAt = start;
  return links.map(({ minutes, isDelivered }, number) => {
    const link = {
      id: `${number}`,
      startsAt: at(startsAt),
      endsAt: at(startsAt + minutes),
      isDelivered,
      addedMs: 0,
    };
    startsAt += minutes;
    return link;
  });
};

/** The chain after an outage, with what was added so far. */
function after(chain: readonly LinkInOutage[], outage: Outage): LinkInOutage[] {
  const changes = addOutage(chain, outage);
  return chain.map((link) => {
    const change = changes.find(({ id }) => id === link.id);
    return change ? { ...link, ...change, addedMs: link.addedMs + change.addedMs } : link;
  });
}

const links = fc.array(
  fc.record({ minutes: fc.integer({ min: 1, max: 2_000 }), isDelivered: fc.boolean() }),
  { minLength: 1, maxLength: 6 },
);
const cases = fc.record({
  chain: fc
    .tuple(fc.integer({ min: -3_000, max: 3_000 }), links)
    .map(([start, of]) => chainOf(start, of)),
  outage: fc
    .tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 0, max: 3_000 }))
    .map(([from, length]) => ({ from: at(from), to: at(from + length) })),
});

describe('the time that an outage adds', () => {
  it('gives a customer who waited all of what was bought, from the end of the outage', () => {
    const chain = chainOf(10, [{ minutes: 60, isDelivered: false }]);
    expect(addOutage(chain, { from: at(0), to: at(25) })).toEqual([
      { id: '0', startsAt: at(10), endsAt: at(85), addedMs: 15 * MINUTE },
    ]);
  });

  it('is given for access that ended during the outage, too', () => {
    const chain = chainOf(0, [{ minutes: 60, isDelivered: false }]);
    expect(addOutage(chain, { from: at(-5), to: at(180) })[0]?.endsAt).toEqual(at(240));
  });

  it('leaves out what was over before, and whoever was connected', () => {
    const outage = { from: at(100), to: at(200) };
    expect(addOutage(chainOf(0, [{ minutes: 60, isDelivered: false }]), outage)).toEqual([]);
    expect(addOutage(chainOf(90, [{ minutes: 60, isDelivered: true }]), outage)).toEqual([]);
  });

  it('is never longer than the outage, and leaves no gap and no one with less', () => {
    fc.assert(
      fc.property(cases, ({ chain, outage }) => {
        const changed = after(chain, outage);
        for (const [number, link] of changed.entries()) {
          const before = chain[number] as LinkInOutage;
          expect(link.addedMs).toBeLessThanOrEqual(ms(outage.from, outage.to));
          expect(ms(link.startsAt, link.endsAt)).toBe(
            ms(before.startsAt, before.endsAt) + link.addedMs,
          );
          expect(link.startsAt.getTime()).toBeGreaterThanOrEqual(before.startsAt.getTime());
          if (before.isDelivered) expect(link.addedMs).toBe(0);
          if (number > 0) expect(link.startsAt).toEqual(changed[number - 1]?.endsAt);
        }
      }),
    );
  });

  it('restores what was left of a chain that never reached the router', () => {
    fc.assert(
      fc.property(cases, ({ chain, outage }) => {
        const waiting = chain.map((link) => ({ ...link, isDelivered: false }));
        const begin = Math.max(
          outage.from.getTime(),
          (waiting[0] as LinkInOutage).startsAt.getTime(),
        );
        const end = (waiting.at(-1) as LinkInOutage).endsAt.getTime();
        if (end <= begin || begin >= outage.to.getTime()) return;
        const last = after(waiting, outage).at(-1) as LinkInOutage;
        expect(last.endsAt.getTime() - outage.to.getTime()).toBe(end - begin);
      }),
    );
  });

  it('is added once for one outage, however often and however early it was looked at', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (given, looks) => {
        const { chain, outage } = given;
        const length = ms(outage.from, outage.to);
        const steps = [...looks.toSorted((a, b) => a - b), 1, 1].map((part) => ({
          from: outage.from,
          to: new Date(outage.from.getTime() + Math.round(part * length)),
        }));
        expect(steps.reduce(after, chain)).toEqual(after(chain, outage));
      }),
    );
  });
});
