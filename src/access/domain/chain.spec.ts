import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ChainLink, extendLink, revokeLink } from './chain.js';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 1);

/** A chain of purchases that each take so many minutes, without a gap. */
const chainOf = (minutes: readonly number[]): ChainLink[] => {
  const links: ChainLink[] = [];
  for (const [number, length] of minutes.entries()) {
    const startsAt = links.at(-1)?.endsAt ?? new Date(BEGIN);
    const endsAt = new Date(startsAt.getTime() + length * MINUTE);
    links.push({ id: `${number}`, startsAt, endsAt });
  }
  return links;
};
const lengthOf = ({ startsAt, endsAt }: ChainLink): number =>
  (endsAt.getTime() - startsAt.getTime()) / MINUTE;
const withChanges = (chain: readonly ChainLink[], changes: readonly ChainLink[]): ChainLink[] =>
  chain.map((link) => changes.find(({ id }) => id === link.id) ?? link);
const expectNoGap = (chain: readonly ChainLink[]): void => {
  for (const [number, { startsAt }] of chain.entries()) {
    if (number > 0) expect(startsAt).toEqual(chain[number - 1]?.endsAt);
  }
};

const minutes = fc.array(fc.integer({ min: 1, max: 525_600 }), { minLength: 1, maxLength: 8 });
const cases = fc
  .record({ minutes, pick: fc.nat(), now: fc.integer({ min: 0, max: 600_000 }) })
  .map(({ minutes: lengths, pick, now }) => {
    const chain = chainOf(lengths);
    const id = `${pick % chain.length}`;
    return { chain, id, link: chain[Number(id)], now: new Date(BEGIN + now * MINUTE) };
  });

describe('extending a link of a chain', () => {
  it('moves those that follow, leaves no gap, and takes time from none', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 525_600 }), ({ chain, id, link, now }, more) => {
        const changes = extendLink(chain, id, more, now);
        const isOver = !link || link.endsAt.getTime() <= now.getTime();
        expect(changes === null).toBe(isOver);
        if (changes === null) return;
        const after = withChanges(chain, changes);
        expectNoGap(after);
        for (const [number, before] of chain.entries()) {
          const extended = before.id === id ? more : 0;
          expect(lengthOf(after[number] ?? before)).toBe(lengthOf(before) + extended);
        }
        expect(after[0]?.startsAt).toEqual(chain[0]?.startsAt);
      }),
    );
  });
});

describe('revoking a link of a chain', () => {
  it('lets those that follow start earlier, but not before now, and takes time from none', () => {
    fc.assert(
      fc.property(cases, ({ chain, id, link, now }) => {
        const changes = revokeLink(chain, id, now);
        const isOver = !link || link.endsAt.getTime() <= now.getTime();
        expect(changes === null).toBe(isOver);
        if (changes === null || !link) return;
        const at = Number(id);
        expect(changes.map((change) => change.id)).toEqual(
          chain.slice(at + 1).map((each) => each.id),
        );
        for (const [number, change] of changes.entries()) {
          const before = chain[at + 1 + number];
          expect(lengthOf(change)).toBe(before && lengthOf(before));
        }
        expectNoGap(changes);
        const first = changes[0];
        if (first) {
          const start = Math.max(link.startsAt.getTime(), now.getTime());
          expect(first.startsAt.getTime()).toBe(start);
        }
      }),
    );
  });
});
