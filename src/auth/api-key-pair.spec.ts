import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';
import { apiKeyPair, makeApiKeyPair, privateKeyMatches } from './api-key-pair.js';

const PUBLIC_KEY = 'c1eb9fed9dabc57f61d56c26ef3870ae';
const PRIVATE_KEY = '0123456789abcdef'.repeat(4);

describe('a pair of API keys', () => {
  it('has 32 hex characters to show and 64 to hide', () => {
    const { publicKey, privateKey } = makeApiKeyPair();
    expect(publicKey).toMatch(/^[0-9a-f]{32}$/);
    expect(privateKey.reveal()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another one every time', () => {
    const pairs = Array.from({ length: 20 }, makeApiKeyPair);
    expect(new Set(pairs.map(({ publicKey }) => publicKey)).size).toBe(20);
    expect(new Set(pairs.map(({ privateKey }) => privateKey.reveal())).size).toBe(20);
  });

  it('is kept without its private half, of which only the SHA-256 stays', () => {
    const { publicKey, privateKey, stored } = makeApiKeyPair();
    expect(stored).toEqual({ publicKey, privateKeyHash: sha256Hex(privateKey.reveal()) });
    expect(JSON.stringify(stored)).not.toContain(privateKey.reveal());
  });

  it('does not show its private half when it is printed', () => {
    const pair = makeApiKeyPair();
    expect(JSON.stringify(pair)).not.toContain(pair.privateKey.reveal());
  });

  it('may be chosen, in whatever case and with the blanks of pasting', () => {
    const pair = apiKeyPair(
      ` ${PUBLIC_KEY.toUpperCase()}\n`,
      new Secret(PRIVATE_KEY.toUpperCase()),
    );
    expect(pair.stored).toEqual({ publicKey: PUBLIC_KEY, privateKeyHash: sha256Hex(PRIVATE_KEY) });
  });
});

describe('privateKeyMatches', () => {
  const hash = sha256Hex(PRIVATE_KEY);

  it.each([PRIVATE_KEY, PRIVATE_KEY.toUpperCase(), ` ${PRIVATE_KEY} `])('takes %j', (given) => {
    expect(privateKeyMatches(new Secret(given), hash)).toBe(true);
  });

  it.each(['', PRIVATE_KEY.slice(1), `${PRIVATE_KEY}0`, hash])('refuses %j', (given) => {
    expect(privateKeyMatches(new Secret(given), hash)).toBe(false);
  });

  it('refuses everything where there is no hash', () => {
    expect(privateKeyMatches(new Secret(PRIVATE_KEY), undefined)).toBe(false);
    expect(privateKeyMatches(new Secret('a private key that nobody has'), undefined)).toBe(false);
  });
});
