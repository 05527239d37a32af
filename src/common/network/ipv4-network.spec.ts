import { describe, expect, it } from '@jest/globals';
import { Ipv4Network } from './ipv4-network.js';

describe('a network', () => {
  it('begins at its first address, whatever address it is written with', () => {
    const network = Ipv4Network.parse('10.77.3.4/16');
    expect(network.toString()).toBe('10.77.0.0/16');
    expect(network.size).toBe(65_536);
    expect([0, 1, 256, 65_535].map((distance) => network.at(distance))).toEqual([
      '10.77.0.0',
      '10.77.0.1',
      '10.77.1.0',
      '10.77.255.255',
    ]);
  });

  it.each([
    ['10.77.0.0', true],
    ['10.77.255.255', true],
    ['10.76.255.255', false],
    ['10.78.0.0', false],
    ['192.168.1.1', false],
  ])('10.77.0.0/16 and %s: %s', (address, isInside) => {
    expect(Ipv4Network.parse('10.77.0.0/16').contains(address)).toBe(isInside);
  });

  it('may be the upper half of all addresses', () => {
    const upper = Ipv4Network.parse('128.0.0.0/1');
    expect(upper.contains('255.255.255.255')).toBe(true);
    expect(upper.contains('127.255.255.255')).toBe(false);
    expect(upper.at(upper.size - 1)).toBe('255.255.255.255');
  });

  it.each(['', '10.77.0.0', '10.77.0.0/33', '::/8', 'tunnel'])('is not %j', (text) => {
    expect(() => Ipv4Network.parse(text)).toThrow();
  });
});
