import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { isWireguardKey } from './wireguard-key.js';

const key = (length: number): string => randomBytes(length).toString('base64');

describe('a public key of WireGuard', () => {
  it('has 32 bytes in base64', () => {
    expect(isWireguardKey(key(32))).toBe(true);
  });

  it.each([
    ['', 'empty text'],
    [key(31), 'too few bytes'],
    [key(33), 'too many bytes'],
    [` ${key(32)}`, 'a blank'],
    [`${key(32)}\n`, 'the end of a line'],
    [key(32).replace(/.=$/, '='), 'a lost character'],
    [Buffer.alloc(32).toString('base64'), 'zeros, which mean no key'],
    [`${'A'.repeat(42)}B=`, 'another spelling of the same bytes'],
    [randomBytes(32).toString('hex'), 'hexadecimal digits'],
    ['"\n[Peer]\nAllowedIPs = 0.0.0.0/0', 'lines of a configuration'],
  ])('is not %j: %s', (text) => {
    expect(isWireguardKey(text)).toBe(false);
  });
});
