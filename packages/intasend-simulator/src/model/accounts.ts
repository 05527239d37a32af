import { type Ids } from '../engine/ids.js';
import { Account } from './account.js';
import { type Key } from './keys.js';
import { type Store } from './store.js';

/** The two keys name two different accounts. */
export class KeysOfTwoAccountsError extends Error {
  constructor() {
    super('The publishable key and the secret key belong to two different accounts.');
  }
}

/**
 * Who holds which key. A key nobody has used before makes an account; a pair is held
 * together by an equal suffix, or by having come together in one request, which is how
 * real pairs (their suffixes differ) find each other.
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
   * The account that the keys of one request name, made or completed when need be.
   * Throws {@link KeysOfTwoAccountsError} when they name two.
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
   * Makes two keys the pair of one account, which is how a merchant changes a key: what
   * the account had in that place is no longer its own. Throws
   * {@link KeysOfTwoAccountsError} when each key has an account already.
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

  /** Makes every request that shows this key fail with 401. */
  refuse(key: string): void {
    this.#refused.add(key);
  }

  /** Takes {@link refuse} back. */
  accept(key: string): void {
    this.#refused.delete(key);
  }

  /** Whether the key was refused by a control call. */
  isRefused(key: string): boolean {
    return this.#refused.has(key);
  }

  /** Forgets every account and every refusal. */
  clear(): void {
    for (const known of [this.#byKey, this.#bySuffix, this.#refused]) known.clear();
  }

  #find(key: Key): Account | undefined {
    const holder = this.#byKey.get(key.text);
    if (holder !== undefined) return holder;
    const sibling = this.#bySuffix.get(suffixOf(key));
    return sibling?.hasRoomFor(key) === true ? sibling : undefined;
  }

  /** Two accounts become one only while each of them lacks just what the other has. */
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
