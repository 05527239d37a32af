import { sha256Hex } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';
import { randomHex } from '../common/crypto/tokens.js';
import { type StoredApiKey } from './auth.repository.js';

const PUBLIC_KEY_BYTES = 16;
const PRIVATE_KEY_BYTES = 32;

/** A fresh pair: what the operator is shown once, and what is kept of it. */
export interface ApiKeyPair {
  readonly publicKey: string;
  readonly privateKey: Secret;
  readonly stored: StoredApiKey;
}

/**
 * Makes a key pair: 32 hex characters public, 64 private. A plain SHA-256 is enough for the
 * private half, because 256 random bits cannot be guessed.
 */
export function makeApiKeyPair(): ApiKeyPair {
  const publicKey = randomHex(PUBLIC_KEY_BYTES);
  const privateKey = new Secret(randomHex(PRIVATE_KEY_BYTES));
  return {
    publicKey,
    privateKey,
    stored: { publicKey, privateKeyHash: sha256Hex(privateKey.reveal()) },
  };
}
