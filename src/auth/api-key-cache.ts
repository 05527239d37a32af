import { type Clock } from '../common/clock.js';
import { type AuthUser, type PublicKeyOwner } from './auth.repository.js';

/**
 * Longest life of an entry, in ms. A notification normally removes it sooner. The limit covers a
 * connection that died unnoticed, and rows that were changed with the triggers off.
 */
export const API_KEY_CACHE_TTL_MS = 5_000;

/** The maximum number of entries, at a few hundred bytes each. The oldest is evicted first. */
export const API_KEY_CACHE_SIZE = 10_000;

interface Entry {
  readonly user: AuthUser;
  /** When the query was sent. The row may have changed since. */
  readonly queriedAt: number;
}

/**
 * Caches the operators of public API keys for a few seconds, but only while the database notifies
 * this process of changes. Any change clears the whole cache, because changes are rare. Unknown
 * keys are not cached, because they may be created at any moment. Neither are keys with a set end,
 * which the database's clock decides, nor keys of disabled operators. See docs/adr/0023.
 */
export class ApiKeyCache {
  private readonly entries = new Map<string, Entry>();
  private isEnabled = false;
  /** Counts the notifications, so that a result from before the newest one is not cached. */
  private changes = 0;

  constructor(
    private readonly query: (publicKey: string) => Promise<PublicKeyOwner | null>,
    private readonly clock: Clock,
  ) {}

  /** Finds the operator of a public key. A replaced key works until its grace period ends. */
  async find(publicKey: string): Promise<AuthUser | null> {
    const queriedAt = this.clock.now().getTime();
    const entry = this.entries.get(publicKey);
    if (entry && isFresh(entry, queriedAt)) return entry.user;

    const { changes } = this;
    const found = await this.query(publicKey);
    const isCacheable = found?.isActive === true && !found.isRetiring;
    if (isCacheable && this.isEnabled && changes === this.changes) {
      this.store(publicKey, { user: found, queriedAt });
    }
    return found;
  }

  /** Starts caching: from now on `clear` is called after every change, whoever makes it. */
  enable(): void {
    this.clear();
    this.isEnabled = true;
  }

  /** Stops caching: from now on changes are missed. */
  disable(): void {
    this.isEnabled = false;
    this.clear();
  }

  /** Removes all entries, because a key or an operator has changed. */
  clear(): void {
    this.changes += 1;
    this.entries.clear();
  }

  private store(publicKey: string, entry: Entry): void {
    // The old entry is deleted first, so that the map stays ordered by age.
    this.entries.delete(publicKey);
    const [oldest] = this.entries.keys();
    if (this.entries.size >= API_KEY_CACHE_SIZE && oldest !== undefined) {
      this.entries.delete(oldest);
    }
    this.entries.set(publicKey, entry);
  }
}

/** An entry from the future is stale: the machine's clock was set back. */
const isFresh = ({ queriedAt }: Entry, now: number): boolean =>
  now >= queriedAt && now - queriedAt < API_KEY_CACHE_TTL_MS;
