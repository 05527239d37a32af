import { describe, expect, it } from '@jest/globals';
import { Secret } from '../common/crypto/secret.js';
import {
  apiKeyPair,
  makeApiKeyPair,
  PRIVATE_KEY_FORM,
  privateKeyMatches,
  PUBLIC_KEY_FORM,
} from './api-key-pair.js';

const PUBLIC = '0123456789abcdef0123456789abcdef';
const PRIVATE = `${PUBLIC}${PUBLIC}`;

describe('a pair of API keys', () => {
  it('is different each time, with 32 hex characters public and 64 private', () => {
    const [one, other] = [makeApiKeyPair(), makeApiKeyPair()];
    expect(one.publicKey).toMatch(PUBLIC_KEY_FORM);
    expect(one.privateKey.reveal()).toMatch(PRIVATE_KEY_FORM);
    expect(one.publicKey).not.toBe(other.publicKey);
    expect(one.privateKey.reveal()).not.toBe(other.privateKey.reveal());
  });

  it('keeps the SHA-256 of the private half, never the half itself', () => {
    const { stored } = apiKeyPair(PUBLIC, new Secret(PRIVATE));
    expect(stored).toEqual({
      publicKey: PUBLIC,
      privateKeyHash: 'a8ae6e6ee929abea3afcfc5258c8ccd6f85273e0d4626d26c7279f3250f77c8e',
    });
  });

  it('is the same pair in upper case and with blanks around', () => {
    const written = apiKeyPair(` ${PUBLIC.toUpperCase()}\n`, new Secret(PRIVATE.toUpperCase()));
    expect(written.stored).toEqual(apiKeyPair(PUBLIC, new Secret(PRIVATE)).stored);
  });
});

describe('comparing a private key', () => {
  const { privateKeyHash } = apiKeyPair(PUBLIC, new Secret(PRIVATE)).stored;

  it('finds the right one, in whatever case', () => {
    expect(privateKeyMatches(new Secret(PRIVATE), privateKeyHash)).toBe(true);
    expect(privateKeyMatches(new Secret(PRIVATE.toUpperCase()), privateKeyHash)).toBe(true);
  });

  it('refuses another one', () => {
    const near = new Secret(`${PRIVATE.slice(0, -1)}0`);
    expect(privateKeyMatches(near, privateKeyHash)).toBe(false);
  });

  it('refuses every key when nothing is stored, even the placeholder', () => {
    expect(privateKeyMatches(new Secret('a private key that nobody has'), undefined)).toBe(false);
  });
});
