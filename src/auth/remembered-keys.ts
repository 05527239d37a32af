import { type Clock } from '../common/clock.js';
import { type KeyHolder, type KnownUser } from './auth.repository.js';

/**
 * Longest life of an entry, in ms. Changes are announced and end it sooner; this is for a connection
 * that has died without a word, and for rows changed with the triggers off.
 */
export const LONGEST_MEMORY_MS = 5_000;

/** Bounds the memory: a few hundred bytes each. The oldest goes first. */
export const MOST_REMEMBERED = 10_000;

interface Entry {
  readonly user: KnownUser;
  /** When the database was asked; it may have changed since. */
  readonly askedAt: number;
}

/**
 * Whose a public key is, remembered for a few seconds, but only while changes of keys and operators
 * are announced to this process. Any change empties it: changes are rare, and an entry is asked for
 * again soon in any case. Keys that nobody has are not remembered, because they may be made any
 * moment; neither are those that retire, whose end the database's clock decides, nor those of
 * disabled operators. See docs/adr/0023.
 */
export class RememberedKeys {
  private readonly entries = new Map<string, Entry>();
  private isTold = false;
  /** Counts what has been announced: an answer from before the last change is not kept. */
  private changes = 0;

  constructor(
    private readonly ask: (publicKey: string) => Promise<KeyHolder | null>,
    private readonly clock: Clock,
  ) {}

  /** Whose public key this is; a retired one counts until its time is up. */
  async find(publicKey: string): Promise<KnownUser | null> {
    const askedAt = this.clock.now().getTime();
    const entry = this.entries.get(publicKey);
    if (entry && isFresh(entry, askedAt)) return entry.user;

    const { changes } = this;
    const found = await this.ask(publicKey);
    const isLasting = found?.isActive === true && !found.isRetiring;
    if (isLasting && this.isTold && changes === this.changes) {
      this.keep(publicKey, { user: found, askedAt });
    }
    return found;
  }

  /** From now on `forget` is called after every change, whoever makes it. */
  begin(): void {
    this.forget();
    this.isTold = true;
  }

  /** From now on changes are missed, so nothing is remembered. */
  end(): void {
    this.isTold = false;
    this.forget();
  }

  /** A key or an operator has changed. */
  forget(): void {
    this.changes += 1;
    this.entries.clear();
  }

  private keep(publicKey: string, entry: Entry): void {
    // Taken out first, so that the entries stand in the order of their age.
    this.entries.delete(publicKey);
    const [oldest] = this.entries.keys();
    if (this.entries.size >= MOST_REMEMBERED && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(publicKey, entry);
  }
}

/** One from the future is not: the machine's clock was set back. */
const isFresh = ({ askedAt }: Entry, now: number): boolean =>
  now >= askedAt && now - askedAt < LONGEST_MEMORY_MS;
