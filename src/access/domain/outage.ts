import { type ChainLink } from './chain.js';

/** A time during which a router could not be reached. */
export interface Outage {
  readonly from: Date;
  readonly to: Date;
}

/** A link of a chain, and what an outage means for it. */
export interface LinkInOutage extends ChainLink {
  /** Whether its user was at the router when it was last reached. Then the customer lost nothing. */
  readonly isDelivered: boolean;
  /** What this outage has already added to it, in ms. */
  readonly addedMs: number;
}

/** A link after an outage. */
export interface LinkAfterOutage extends ChainLink {
  /** What was added to it now, in ms; 0 when it was only moved. */
  readonly addedMs: number;
}

/**
 * Gives back the time that customers could not use because of an outage. A link whose user did not
 * reach the router gets the time from its start, or from the beginning of the outage, to the end of
 * the outage: never more than the outage. Those that follow move, so that no gap comes. Called
 * again for the same outage, it adds only what is missing.
 *
 * @param chain its links that were not revoked, in the order of time, without a gap
 * @returns the links that change
 */
export function addOutage(
  chain: readonly LinkInOutage[],
  { from, to }: Outage,
): readonly LinkAfterOutage[] {
  const changed: LinkAfterOutage[] = [];
  let shift = 0;
  for (const { id, startsAt, endsAt, isDelivered, addedMs } of chain) {
    const start = startsAt.getTime() + shift;
    const end = endsAt.getTime() + shift;
    const lost = to.getTime() - Math.max(from.getTime(), start);
    const wasOver = end - addedMs <= from.getTime();
    const added = isDelivered || wasOver ? 0 : Math.max(0, lost - addedMs);
    if (shift > 0 || added > 0) {
      changed.push({
        id,
        startsAt: new Date(start),
        endsAt: new Date(end + added),
        addedMs: added,
      });
    }
    shift += added;
  }
  return changed;
}
