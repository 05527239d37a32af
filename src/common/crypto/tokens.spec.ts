import { describe, expect, it } from '@jest/globals';
import { randomHex, randomToken } from './tokens.js';

describe('randomHex', () => {
  it('gives two lower-case hex characters a byte', () => {
    expect(randomHex(16)).toMatch(/^[0-9a-f]{32}$/);
    expect(randomHex(32)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('randomToken', () => {
  it('gives base64url of that many bytes', () => {
    const token = randomToken(32);
    expect(token).toMatch(/^[0-9A-Za-z_-]{43}$/);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });
});

describe.each([
  ['randomHex', randomHex],
  ['randomToken', randomToken],
])('%s', (_name, random) => {
  it('never repeats itself', () => {
    expect(new Set(Array.from({ length: 1000 }, () => random(16))).size).toBe(1000);
  });

  it.each([0, -1, 1.5, NaN])('refuses %d bytes', (bytes) => {
    expect(() => random(bytes)).toThrow(RangeError);
  });
});
