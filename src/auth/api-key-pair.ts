import { constantTimeEqual, sha256Hex } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';
import { randomHex } from '../common/crypto/tokens.js';
import { type StoredApiKey } from './api-keys.repository.js';

const PUBLIC_KEY_BYTES = 16;
const PRIVATE_KEY_BYTES = 32;

/** The forms of both halves, as they are stored. */
export const PUBLIC_KEY_FORM = /^[0-9a-f]{32}$/;
export const PRIVATE_KEY_FORM = /^[0-9a-f]{64}$/;

/** A pair of keys: what the operator holds, and what is kept of it. */
export interface ApiKeyPair {
  readonly publicKey: string;
  readonly privateKey: Secret;
  readonly stored: StoredApiKey;
}

/** Makes a key pair: 32 hex characters public, 64 private. */
export const makeApiKeyPair = (): ApiKeyPair =>
  apiKeyPair(randomHex(PUBLIC_KEY_BYTES), new Secret(randomHex(PRIVATE_KEY_BYTES)));

/**
 * A pair of these two halves, in whatever case they were written. A plain SHA-256 is enough for
 * the private half, because 256 random bits cannot be guessed; whoever brings a pair of their own
 * answers for its randomness.
 */
export function apiKeyPair(publicHalf: string, privateHalf: Secret): ApiKeyPair {
  const publicKey = normaliseKey(publicHalf);
  const privateKey = new Secret(normaliseKey(privateHalf.reveal()));
  return {
    publicKey,
    privateKey,
    stored: { publicKey, privateKeyHash: sha256Hex(privateKey.reveal()) },
  };
}

/** A key as it is stored: hex in lower case, without the blanks that come with pasting. */
export const normaliseKey = (key: string): string => key.trim().toLowerCase();

const NOBODYS_HASH = sha256Hex('a private key that nobody has');

/**
 * Whether the private key belongs to the stored hash, in a time that does not tell how near a
 * guess was, nor whether there was a hash at all. An imported hash may be of the key in capitals.
 */
export function privateKeyMatches(given: Secret, storedHash: string | undefined): boolean {
  const isHash = (key: string): boolean =>
    constantTimeEqual(sha256Hex(key), storedHash ?? NOBODYS_HASH);
  const asOurs = isHash(normaliseKey(given.reveal()));
  const asWritten = isHash(given.reveal().trim());
  return (asOurs || asWritten) && storedHash !== undefined;
}
