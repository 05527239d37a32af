import { beforeEach, describe, expect, it } from '@jest/globals';
import { CryptoRandom, Ids } from 'simulator-core';
import { Accounts, KeysOfTwoAccountsError } from './accounts.js';
import { type Key, parseKey } from './keys.js';
import { type PaymentLink } from './records.js';
import { Store } from './store.js';

const publishable = (suffix: string): Key => keyOf('publishable', `ISPubKey_test_${suffix}`);
const secret = (suffix: string): Key => keyOf('secret', `ISSecretKey_test_${suffix}`);

function keyOf(kind: Key['kind'], text: string): Key {
  const key = parseKey(kind, text);
  if (key === null) throw new Error(`${text} is no key`);
  return key;
}

describe('parseKey', () => {
  it('knows the present and the older spellings of publishable keys', () => {
    for (const prefix of ['ISPubKey', 'ISPublicKey', 'TPPublicKey']) {
      expect(parseKey('publishable', `${prefix}_live_x`)?.environment).toBe('live');
    }
  });

  it.each(['ISPubKey_test_', 'ISPubKey_prod_x', 'pk_test_x', '', 'ISSecretKey_test_x'])(
    'does not take %p for a publishable key',
    (text) => {
      expect(parseKey('publishable', text)).toBeNull();
    },
  );

  it('does not take a publishable key for a secret one', () => {
    expect(parseKey('secret', 'ISPubKey_test_x')).toBeNull();
  });
});

describe('Accounts', () => {
  let store: Store;
  let accounts: Accounts;

  beforeEach(() => {
    const ids = new Ids(new CryptoRandom());
    store = new Store();
    accounts = new Accounts(ids, store);
  });

  it('open one account for two keys with the same suffix, whichever comes first', () => {
    const account = accounts.identify([publishable('a')]);
    expect(accounts.identify([secret('a')])).toBe(account);
    expect(accounts.identify([secret('b')])).not.toBe(accounts.identify([publishable('a')]));
  });

  it('keep the same suffix in the two environments apart', () => {
    const live = keyOf('secret', 'ISSecretKey_live_a');
    expect(accounts.identify([secret('a')])).not.toBe(accounts.identify([live]));
  });

  it('make a pair of two keys that come together, as real pairs have different suffixes', () => {
    const account = accounts.identify([secret('one'), publishable('two')]);
    expect(accounts.identify([secret('one')])).toBe(account);
    expect(accounts.identify([publishable('two')])).toBe(account);
  });

  it('join two halves that were used apart before, with all their records', () => {
    const half = accounts.identify([publishable('two')]);
    const link = { id: 'link', account: half } as PaymentLink;
    store.links.set(link.id, link);
    accounts.identify([secret('one')]);

    const whole = accounts.identify([secret('one'), publishable('two')]);

    expect(link.account).toBe(whole);
    expect(accounts.identify([publishable('two')])).toBe(whole);
    expect(accounts.identify([secret('one')])).toBe(whole);
  });

  it('refuse keys of two different accounts', () => {
    accounts.identify([secret('a'), publishable('a')]);
    accounts.identify([secret('b'), publishable('b')]);
    expect(() => accounts.identify([secret('a'), publishable('b')])).toThrow(
      KeysOfTwoAccountsError,
    );
  });

  it('refuse a second publishable key for an account that has one', () => {
    accounts.identify([secret('a'), publishable('a')]);
    expect(() => accounts.identify([secret('a'), publishable('new')])).toThrow(
      KeysOfTwoAccountsError,
    );
  });

  it('give an account a new key on demand, and then know the old one no more', () => {
    const account = accounts.identify([secret('a'), publishable('a')]);
    expect(accounts.pair(publishable('a'), secret('new'))).toBe(account);
    expect(accounts.identify([secret('new'), publishable('a')])).toBe(account);
    expect(accounts.identify([secret('a')])).not.toBe(account);
    expect(() => accounts.identify([secret('a'), publishable('a')])).toThrow(
      KeysOfTwoAccountsError,
    );
  });

  it('do not take a key from the account that holds it to pair it with another', () => {
    accounts.identify([secret('a'), publishable('a')]);
    accounts.identify([secret('b'), publishable('b')]);
    expect(() => accounts.pair(publishable('a'), secret('b'))).toThrow(KeysOfTwoAccountsError);
  });

  it('do not pair a key with a stranger when its own sibling is known', () => {
    accounts.identify([publishable('a')]);
    accounts.identify([publishable('b')]);
    expect(() => accounts.identify([secret('a'), publishable('b')])).toThrow(
      KeysOfTwoAccountsError,
    );
  });
});
