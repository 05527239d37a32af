import { describe, expect, it } from '@jest/globals';
import { Secret } from 'simulator-core';
import { checkSignature, signCheckout } from './signature.js';

const KEY = new Secret('signing key');
const ISSUED_MS = Date.parse('2024-02-13T16:20:55Z');
const token = signCheckout('checkout-1', '9QJ9KGY', ISSUED_MS, KEY);

const part = (at: number): unknown =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString());

describe('signCheckout', () => {
  it('makes a JWT with the claims of the published samples and an hour to live', () => {
    const iat = ISSUED_MS / 1000;
    expect(part(0)).toEqual({ typ: 'JWT', alg: 'HS256' });
    expect(part(1)).toEqual({
      scope: 'express-checkout',
      iss: 'IntaSend Solutions Limited',
      aud: ['checkout-1'],
      iat,
      exp: iat + 3600,
      accountID: '9QJ9KGY',
      reference: 'checkout-1',
    });
  });
});

describe('checkSignature', () => {
  it('accepts a signature until its hour is over', () => {
    expect(checkSignature(token, 'checkout-1', ISSUED_MS + 3_599_999, KEY)).toBe('good');
    expect(checkSignature(token, 'checkout-1', ISSUED_MS + 3_600_000, KEY)).toBe('expired');
  });

  it('refuses a signature of another checkout', () => {
    expect(checkSignature(token, 'checkout-2', ISSUED_MS, KEY)).toBe('bad');
  });

  it('refuses a signature by another key, a changed one and nonsense', () => {
    const [header = '', , mac = ''] = token.split('.');
    const claims = Buffer.from('{"aud":["checkout-1"],"exp":9999999999}').toString('base64url');
    expect(checkSignature(token, 'checkout-1', ISSUED_MS, new Secret('other'))).toBe('bad');
    expect(checkSignature(`${header}.${claims}.${mac}`, 'checkout-1', ISSUED_MS, KEY)).toBe('bad');
    for (const nonsense of ['', 'a', 'a.b', 'a.b.c', '..']) {
      expect(checkSignature(nonsense, 'checkout-1', ISSUED_MS, KEY)).toBe('bad');
    }
  });
});
