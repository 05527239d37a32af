import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { constantTimeEqual, sha256Hex } from './hash.js';

describe('sha256Hex', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['é', '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
  ])('is the standard digest of the UTF-8 text %j', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest);
  });
});

describe('constantTimeEqual', () => {
  const anyText = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units));

  it('agrees with === on all texts', () => {
    fc.assert(fc.property(anyText, anyText, (a, b) => constantTimeEqual(a, b) === (a === b)));
    fc.assert(fc.property(anyText, (a) => constantTimeEqual(a, a.split('').join(''))));
  });

  it.each([
    ['challenge', 'challengf'],
    ['challenge', 'challenge '],
    ['challenge', 'Challenge'],
    ['', 'a'],
    ['\ud800', '\udc00'],
    ['\ud800', '\ufffd'],
    ['\u00e9', 'e\u0301'],
  ])('distinguishes %j and %j', (a, b) => {
    expect(constantTimeEqual(a, b)).toBe(false);
    expect(constantTimeEqual(b, a)).toBe(false);
  });
});
