/** From when to when an entitlement may be used. The end is not part of it. */
export interface Period {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** An entitlement of a chain that was not revoked. */
export interface ChainLink extends Period {
  readonly id: string;
}

/**
 * Extends one link of a chain. Those that follow it start later.
 *
 * @param chain its links in the order of time, without a gap
 * @returns the links that change; null when there is no such link, or it is over
 */
export function extendLink(
  chain: readonly ChainLink[],
  id: string,
  minutes: number,
  now: Date,
): readonly ChainLink[] | null {
  const at = chain.findIndex((link) => link.id === id);
  const link = chain[at];
  if (!link || link.endsAt.getTime() <= now.getTime()) return null;
  const ms = minutes * 60_000;
  return [{ ...link, endsAt: addMs(link.endsAt, ms) }, ...moved(chain.slice(at + 1), ms)];
}

/**
 * The links that change when one is revoked: those that follow it start earlier, and none starts
 * before now.
 *
 * @param chain its links in the order of time, without a gap
 * @returns null when there is no such link, or it is over
 */
export function revokeLink(
  chain: readonly ChainLink[],
  id: string,
  now: Date,
): readonly ChainLink[] | null {
  const at = chain.findIndex((link) => link.id === id);
  const link = chain[at];
  if (!link || link.endsAt.getTime() <= now.getTime()) return null;
  const unusedFrom = Math.max(link.startsAt.getTime(), now.getTime());
  return moved(chain.slice(at + 1), unusedFrom - link.endsAt.getTime());
}

const moved = (links: readonly ChainLink[], ms: number): readonly ChainLink[] =>
  links.map((link) => ({
    ...link,
    startsAt: addMs(link.startsAt, ms),
    endsAt: addMs(link.endsAt, ms),
  }));

const addMs = (date: Date, ms: number): Date => new Date(date.getTime() + ms);
