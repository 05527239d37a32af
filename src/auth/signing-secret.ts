import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { type Secret } from '../common/crypto/secret.js';

/**
 * Finds the secret that an access token was signed with, for the rotation of secrets. Returns the
 * newest when none matches, and the verification fails.
 */
export function signingSecret(
  token: string,
  [newest, ...older]: readonly [Secret, ...Secret[]],
): Secret {
  const end = token.lastIndexOf('.');
  const signed = token.slice(0, end);
  const signature = token.slice(end + 1);
  return (
    older.find((secret) => constantTimeEqual(signatureOf(signed, secret), signature)) ?? newest
  );
}

/**
 * The secret as a Node key object, to be created once: from a string, the library creates one for
 * each token.
 */
export const signingKey = (secret: Secret): KeyObject => createSecretKey(secret.reveal(), 'utf8');

/** HS256, the only algorithm that we use. */
const signatureOf = (text: string, secret: Secret): string =>
  createHmac('sha256', secret.reveal()).update(text).digest('base64url');
