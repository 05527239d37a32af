import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { type Secret } from '../common/crypto/secret.js';

/**
 * The secret that an access token was signed with, so that it is verified with that one while the
 * secrets are being changed; the newest when none fits, which then refuses it.
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
 * The secret as a key of Node's, to be made once: given text, the library makes one for each token,
 * after trying other kinds of key.
 */
export const signingKey = (secret: Secret): KeyObject => createSecretKey(secret.reveal(), 'utf8');

/** HS256, the one algorithm that we sign with. */
const signatureOf = (text: string, secret: Secret): string =>
  createHmac('sha256', secret.reveal()).update(text).digest('base64url');
