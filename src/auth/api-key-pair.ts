import { constantTimeEqual, sha256Hex } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';
import { randomHex } from '../common/crypto/tokens.js';
import { type StoredApiKey } from './api-keys.repository.js';

const PUBLIC_KEY_BYTES = 16;
const PRIVATE_KEY_BYTES = 32;

/** The formats of both keys, as they are stored. */
export const PUBLIC_KEY_FORM = /^[0-9a-f]{32}$/;
export const PRIVATE_KEY_FORM = /^[0-9a-f]{64}$/;

/** A pair of API keys, and what is stored of it. */
export interface ApiKeyPair {
  readonly publicKey: string;
  readonly privateKey: Secret;
  readonly stored: StoredApiKey;
}

/** Makes a key pair: 32 hex characters public, 64 private. */
export const makeApiKeyPair = (): ApiKeyPair =>
  apiKeyPair(randomHex(PUBLIC_KEY_BYTES), new Secret(randomHex(PRIVATE_KEY_BYTES)));

/**
 * Makes a pair of two given keys, in upper or lower case. A plain SHA-256 is enough for the private
 * key, because 256 random bits cannot be guessed. Operators are responsible for the randomness of
 * their own keys.
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

/** Normalises a key: hex in lower case, without surrounding blanks. */
export const normaliseKey = (key: string): string => key.trim().toLowerCase();

const DUMMY_HASH = sha256Hex('a private key that nobody has');

/**
 * Compares a private key with the stored hash, in constant time, also when there is no hash. An
 * imported hash may be of the key in upper case.
 */
export function privateKeyMatches(given: Secret, storedHash: string | undefined): boolean {
  const isHash = (key: string): boolean =>
    constantTimeEqual(sha256Hex(key), storedHash ?? DUMMY_HASH);
  const matchesNormalised = isHash(normaliseKey(given.reveal()));
  const matchesAsTyped = isHash(given.reveal().trim());
  return (matchesNormalised || matchesAsTyped) && storedHash !== undefined;
}
