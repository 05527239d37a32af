import { describe, expect, it } from '@jest/globals';
import { type AddressKind, addressKind, canonicalAddress } from './address-kind.js';
import { RouterAddressPolicy } from './address-policy.js';

/** Addresses by kind. */
const ADDRESSES: Readonly<Record<AddressKind, readonly string[]>> = {
  public: ['8.8.8.8', '198.51.99.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'],
  private: [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.254',
    '192.168.88.1',
    '100.64.0.1',
    'fd12:3456::1',
    '::ffff:192.168.88.1',
    '2002:c0a8:5801::1',
  ],
  off_limits: [
    '127.0.0.1',
    '127.255.255.254',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:0:127.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    '0.0.0.0',
    '0',
    '::',
    '169.254.169.254',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    'fe80::1',
    'fe80::1%eth0',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd20:ce::254',
    '192.0.0.192',
    '224.0.0.1',
    'ff02::1',
    '240.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '2001:db8::1',
    '4000::1',
    'router.example.com',
    '',
    '1.2.3.4.5',
  ],
};

describe('where an address leads', () => {
  const cases = Object.entries(ADDRESSES).flatMap(([kind, addresses]) =>
    addresses.map((address) => [address, kind] as const),
  );

  it.each(cases)('%j: %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it('has one spelling', () => {
    for (const spelling of ['10.0.0.1', '167772161', '0xa000001', '::ffff:10.0.0.1']) {
      expect(canonicalAddress(spelling)).toBe('10.0.0.1');
    }
    expect(canonicalAddress('2606:4700:0::1')).toBe(canonicalAddress('2606:4700::0:1'));
    expect(canonicalAddress('nowhere')).toBeNull();
  });
});

describe('the policy of addresses of routers', () => {
  const own = (): string[] => ['127.0.0.1', '10.0.0.5', '198.51.99.7'];

  it('allows private addresses by the setting only', () => {
    for (const address of ADDRESSES.private) {
      expect(new RouterAddressPolicy(true, own).refusalOf(address)).toBeNull();
      expect(new RouterAddressPolicy(false, own).refusalOf(address)).toMatch(
        /^This server does not connect to private addresses\./,
      );
    }
  });

  it.each([true, false])('refuses what is off limits, private networks %s', (isPrivate) => {
    for (const address of ADDRESSES.off_limits) {
      expect(new RouterAddressPolicy(isPrivate, own).refusalOf(address)).toMatch(/leads to/);
    }
    for (const address of ADDRESSES.public) {
      expect(new RouterAddressPolicy(isPrivate, own).refusalOf(address)).toBeNull();
    }
  });

  it('refuses the addresses of this machine, private or public, in every spelling', () => {
    const policy = new RouterAddressPolicy(true, own);
    for (const address of ['10.0.0.5', '::ffff:10.0.0.5', '167772165', '198.51.99.7']) {
      expect(policy.refusalOf(address)).toMatch(/leads to this server/);
    }
    expect(policy.refusalOf('10.0.0.6')).toBeNull();
  });

  it('knows the addresses of this machine by itself', () => {
    expect(new RouterAddressPolicy(true).refusalOf('127.0.0.1')).not.toBeNull();
  });
});
