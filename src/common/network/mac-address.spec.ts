import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseMac } from './mac-address.js';

describe('normaliseMac', () => {
  it.each([
    'aa:bb:cc:dd:ee:ff',
    'AA:BB:CC:DD:EE:FF',
    'AA-BB-CC-DD-EE-FF',
    'aabb.ccdd.eeff',
    'aabbccddeeff',
    'aabb-ccdd-eeff',
    'AABBCC-DDEEFF',
    'aa.bb.cc.dd.ee.ff',
    'aabb:ccdd:eeff',
    'aa bb cc dd ee ff',
    'AA%3ABB%3aCC%3ADD%3AEE%3AFF',
    ' aa:BB:cc:DD:ee:FF ',
  ])('reads %j', (text) => {
    expect(normaliseMac(text)).toBe('AA:BB:CC:DD:EE:FF');
  });

  it.each(['', '  '])('keeps %j, no address, empty', (text) => {
    expect(normaliseMac(text)).toBe('');
  });

  it.each([
    'aa:bb:cc:dd:ee',
    'aa:bb:cc:dd:ee:ff:00',
    'aa:bb-cc:dd-ee:ff',
    'aabb:ccdd-eeff',
    'aabbcc.ddeeff.',
    'aabbccddeef',
    'aabbccddeeff0',
    'gg:bb:cc:dd:ee:ff',
    'a:b:c:d:e:f',
    ':aa:bb:cc:dd:ee:ff',
    'aa:bb:cc:dd:ee:ff\nx',
    '$(mac)',
    '0xaabbccddeeff',
  ])('refuses %j', (text) => {
    expect(normaliseMac(text)).toBeNull();
  });

  it('reads all notations of one address alike', () => {
    const octets = fc.uint8Array({ minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(octets, fc.boolean(), (bytes, upper) => {
        const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
        const digits = pairs.join('');
        const notations = [
          pairs.join(':'),
          pairs.join('-'),
          digits,
          digits.replace(/.{4}(?=.)/g, '$&.'),
          digits.replace(/.{4}(?=.)/g, '$&-'),
          digits.replace(/.{6}(?=.)/g, '$&-'),
        ];
        for (const notation of notations) {
          expect(normaliseMac(upper ? notation.toUpperCase() : notation)).toBe(
            pairs.join(':').toUpperCase(),
          );
        }
      }),
    );
  });
});
