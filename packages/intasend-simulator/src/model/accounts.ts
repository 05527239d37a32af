import { type Ids } from 'simulator-core';
import { Account } from './account.js';
import { type Key } from './keys.js';
import { type Store } from './store.js';

/** The two keys belong to different accounts. */
export class KeysOfTwoAccountsError extends Error {
  constructor() {
    super('The publishable key and the secret key belong to two different accounts.');
  }
}

/**
 * The accounts by key. An unknown key creates an account. Two keys are a pair if they have the same
 * suffix, or if they came in one request, which is how real pairs (with different suffixes) are
 * found.
 */
export class Accounts {
  readonly #ids: Ids;
  readonly #store: Store;
  readonly #byKey = new Map<string, Account>();
  readonly #bySuffix = new Map<string, Account>();
  readonly #refused = new Set<string>();

  constructor(ids: Ids, store: Store) {
    this.#ids = ids;
    this.#store = store;
  }

  /**
   * Returns the account of the keys in one request, and creates or completes it if needed. Throws
   * {@link KeysOfTwoAccountsError} when they belong to two accounts.
   */
  identify(keys: readonly [Key, ...Key[]]): Account {
    const [first, second] = keys;
    const known = this.#find(first);
    const other = second === undefined ? undefined : this.#find(second);
    if (known !== undefined && other !== undefined && known !== other) {
      this.#join(known, other, keys);
    }
    const account = known ?? other ?? new Account(this.#ids.short(), first.environment);
    if (!keys.every((key) => account.hasRoomFor(key))) throw new KeysOfTwoAccountsError();
    for (const key of keys) this.#hold(account, key);
    return account;
  }

  /**
   * Makes two keys the pair of one account. A merchant changes a key this way: the old key no
   * longer belongs to the account. Throws {@link KeysOfTwoAccountsError} when each key already has
   * an account.
   */
  pair(publishable: Key, secret: Key): Account {
    const account = this.#find(publishable) ?? this.#find(secret);
    const other = this.#byKey.get(secret.text);
    if (account === undefined || (other !== undefined && other !== account)) {
      return this.identify([secret, publishable]);
    }
    for (const held of [account.publishableKey, account.secretKey?.reveal()]) {
      if (held !== undefined && held !== null) this.#byKey.delete(held);
    }
    for (const key of [publishable, secret]) this.#hold(account, key);
    return account;
  }

  /** Makes every request with this key fail with 401. */
  refuse(key: string): void {
    this.#refused.add(key);
  }

  /** Reverses {@link refuse}. */
  accept(key: string): void {
    this.#refused.delete(key);
  }

  /** Whether the key was refused by a control call. */
  isRefused(key: string): boolean {
    return this.#refused.has(key);
  }

  /** Removes all accounts and refusals. */
  clear(): void {
    for (const known of [this.#byKey, this.#bySuffix, this.#refused]) known.clear();
  }

  #find(key: Key): Account | undefined {
    const holder = this.#byKey.get(key.text);
    if (holder !== undefined) return holder;
    const sibling = this.#bySuffix.get(suffixOf(key));
    return sibling?.hasRoomFor(key) === true ? sibling : undefined;
  }

  /** Two accounts are merged only if each has exactly the key that the other one lacks. */
  #join(kept: Account, gone: Account, keys: readonly Key[]): void {
    const fit = keys.every((key) => kept.hasRoomFor(key) && gone.hasRoomFor(key));
    if (!kept.isHalf || !gone.isHalf || !fit) throw new KeysOfTwoAccountsError();
    if (kept.webhook === undefined) kept.webhook = gone.webhook;
    this.#store.reassign(gone, kept);
    for (const known of [this.#byKey, this.#bySuffix]) {
      for (const [key, account] of known) if (account === gone) known.set(key, kept);
    }
  }

  #hold(account: Account, key: Key): void {
    account.hold(key);
    this.#byKey.set(key.text, account);
    const suffix = suffixOf(key);
    if (!this.#bySuffix.has(suffix)) this.#bySuffix.set(suffix, account);
  }
}

function suffixOf(key: Key): string {
  return `${key.environment} ${key.suffix}`;
}
