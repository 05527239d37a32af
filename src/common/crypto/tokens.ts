import { randomBytes } from 'node:crypto';

/**
 * Generates `bytes` random bytes as `2 × bytes` lower-case hex characters.
 *
 * @throws {RangeError} when `bytes` is not a whole number above zero.
 */
export function randomHex(bytes: number): string {
  return unguessable(bytes).toString('hex');
}

/**
 * Generates `bytes` random bytes as base64url without padding, for a URL or a header.
 *
 * @throws {RangeError} when `bytes` is not a whole number above zero.
 */
export function randomToken(bytes: number): string {
  return unguessable(bytes).toString('base64url');
}

/** Asked for zero bytes, node:crypto returns none, and anybody can guess an empty token. */
function unguessable(bytes: number): Buffer {
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new RangeError('A random token has a whole number of bytes, at least one.');
  }
  return randomBytes(bytes);
}
