import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseIp } from './ip-address.js';

describe('normaliseIp', () => {
  it.each([
    ['192.168.88.254', '192.168.88.254'],
    [' 10.5.50.1 ', '10.5.50.1'],
    ['::1', '::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8:0000:0001:0001:0001:0001:0001', '2001:db8:0:1:1:1:1:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::FFFF:192.168.1.1', '::ffff:192.168.1.1'],
    ['::ffff:c0a8:101', '::ffff:192.168.1.1'],
  ])('reads %j as %s', (text, address) => {
    expect(normaliseIp(text)).toBe(address);
  });

  it.each(['', '  '])('keeps %j, no address, empty', (text) => {
    expect(normaliseIp(text)).toBe('');
  });

  it.each([
    '192.168.1',
    '192.168.1.256',
    '192.168.01.1',
    '192.168.1.1/24',
    '192.168.1.1:80',
    '3232235777',
    '0xc0.0xa8.1.1',
    'fe80::1%eth0',
    'fe80::1%',
    '[::1]',
    '::1::',
    '2001:db8::g',
    'localhost',
    '$(ip)',
  ])('refuses %j', (text) => {
    expect(normaliseIp(text)).toBeNull();
  });

  it('leaves an address it has normalised as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const canonical = normaliseIp(address);
        expect(canonical).not.toBeNull();
        expect(normaliseIp(canonical ?? '')).toBe(canonical);
      }),
    );
  });
});
