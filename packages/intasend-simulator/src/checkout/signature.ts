import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Secret } from 'simulator-core';

/** The validity of a checkout signature in seconds: `exp - iat` in both published samples. */
const LIFE_SECONDS = 3600;
const HEADER = encode({ typ: 'JWT', alg: 'HS256' });

/** The claims of a checkout signature, with the names of the published samples. */
export interface SignatureClaims {
  readonly scope: 'express-checkout';
  readonly iss: 'IntaSend Solutions Limited';
  readonly aud: readonly string[];
  readonly iat: number;
  readonly exp: number;
  readonly accountID: string;
  readonly reference: string;
}

/** The result of checking a signature. */
export type SignatureCheck = 'good' | 'expired' | 'bad';

/** Creates the signature of a checkout: a JWT (RFC 7519) with HS256. */
export function signCheckout(
  checkoutId: string,
  accountId: string,
  nowMs: number,
  secret: Secret,
): string {
  const iat = Math.floor(nowMs / 1000);
  const claims: SignatureClaims = {
    scope: 'express-checkout',
    iss: 'IntaSend Solutions Limited',
    aud: [checkoutId],
    iat,
    exp: iat + LIFE_SECONDS,
    accountID: accountId,
    reference: checkoutId,
  };
  const content = `${HEADER}.${encode(claims)}`;
  return `${content}.${mac(content, secret)}`;
}

/**
 * Checks that `token` was created by {@link signCheckout} for this checkout and has not expired.
 */
export function checkSignature(
  token: string,
  checkoutId: string,
  nowMs: number,
  secret: Secret,
): SignatureCheck {
  const [header = '', payload = '', given = ''] = token.split('.');
  const expected = Buffer.from(mac(`${header}.${payload}`, secret));
  const received = Buffer.from(given);
  if (expected.length !== received.length || !timingSafeEqual(expected, received)) return 'bad';
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as SignatureClaims;
  if (!claims.aud.includes(checkoutId)) return 'bad';
  return nowMs < claims.exp * 1000 ? 'good' : 'expired';
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function mac(content: string, secret: Secret): string {
  return createHmac('sha256', secret.reveal()).update(content).digest('base64url');
}
