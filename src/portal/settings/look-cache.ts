import { type Clock } from '../../common/clock.js';
import { type PortalLook } from './portal-look.js';

/** How long another process may show the look from before a change, in ms. */
export const LOOK_CACHE_TTL_MS = 2_000;
/** The most looks that are kept, at up to 5 kB each. The oldest is removed first. */
const LOOK_CACHE_SIZE = 1_000;

type Find = (userId: number, routerId: number) => Promise<PortalLook | null>;

interface Entry {
  readonly look: Promise<PortalLook | null>;
  readonly queriedAt: number;
}

/** Caches how portals look for two seconds: many customers of a router cause one query. */
export class LookCache {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly query: Find,
    private readonly clock: Clock,
  ) {}

  /** The look of the portal of a router; null when the operator has no such router. */
  find(userId: number, routerId: number): Promise<PortalLook | null> {
    const key = `${userId}/${routerId}`;
    const now = this.clock.now().getTime();
    const entry = this.entries.get(key);
    if (entry && isFresh(entry, now)) return entry.look;

    const look = this.query(userId, routerId);
    this.store(key, { look, queriedAt: now });
    look.catch(() => {
      if (this.entries.get(key)?.look === look) this.entries.delete(key);
    });
    return look;
  }

  /** Removes all entries, because settings have changed. */
  clear(): void {
    this.entries.clear();
  }

  private store(key: string, entry: Entry): void {
    // The old entry is deleted first, so that the map stays ordered by age.
    this.entries.delete(key);
    const [oldest] = this.entries.keys();
    if (this.entries.size >= LOOK_CACHE_SIZE && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, entry);
  }
}

/** An entry from the future is stale: the machine's clock was set back. */
const isFresh = ({ queriedAt }: Entry, now: number): boolean =>
  now >= queriedAt && now - queriedAt < LOOK_CACHE_TTL_MS;
