import ipaddr from 'ipaddr.js';

/** The kind of an address, which decides whether the server may connect to it. */
export type AddressKind = 'public' | 'private' | 'off_limits';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** The library's names for RFC 1918, RFC 6598 (carrier-grade NAT) and RFC 4193 (unique local). */
const PRIVATE_RANGES: ReadonlySet<string> = new Set(['private', 'carrierGradeNat', 'uniqueLocal']);

/** The global unicast range that IANA has assigned so far; the rest of IPv6 is refused. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Cloud services at addresses that look public or private, by the documentation of the clouds.
 * Link-local addresses are refused anyway.
 */
const CLOUD_SERVICES: readonly Range[] = [
  ipaddr.parseCIDR('100.100.100.200/32'), // Alibaba Cloud: metadata
  ipaddr.parseCIDR('168.63.129.16/32'), // Azure: agents, DNS
  ipaddr.parseCIDR('fd00:ec2::/32'), // AWS: metadata, DNS, time
  ipaddr.parseCIDR('fd20:ce::254/128'), // Google Cloud: metadata
];

/** IPv6 ranges that embed an IPv4 address, and its first byte. */
const CARRIERS_OF_IPV4: readonly { readonly range: Range; readonly at: number }[] = [
  { range: ipaddr.parseCIDR('::ffff:0:0/96'), at: 12 }, // IPv4-mapped, RFC 4291
  { range: ipaddr.parseCIDR('::ffff:0:0:0/96'), at: 12 }, // IPv4-translated, RFC 2765
  { range: ipaddr.parseCIDR('64:ff9b::/96'), at: 12 }, // NAT64, RFC 6052
  { range: ipaddr.parseCIDR('2002::/16'), at: 2 }, // 6to4, RFC 3056
];

/** Classifies an address in any notation. Anything else is off limits. */
export function addressKind(text: string): AddressKind {
  const address = target(text);
  if (address === null || CLOUD_SERVICES.some((range) => isIn(address, range))) return 'off_limits';
  const range = address.range();
  if (PRIVATE_RANGES.has(range)) return 'private';
  const isGlobal = address.kind() === 'ipv4' || isIn(address, GLOBAL_IPV6);
  return range === 'unicast' && isGlobal ? 'public' : 'off_limits';
}

/** The canonical notation, of the embedded IPv4 address if any; null for no address. */
export const canonicalAddress = (text: string): string | null =>
  target(text)?.toNormalizedString() ?? null;

function target(text: string): Address | null {
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.parse(text);
  const carrier = CARRIERS_OF_IPV4.find(({ range }) => isIn(address, range));
  if (!carrier) return withoutZone(address);
  return ipaddr.fromByteArray(address.toByteArray().slice(carrier.at, carrier.at + 4));
}

const withoutZone = (address: Address): Address => ipaddr.fromByteArray(address.toByteArray());

const isIn = (address: Address, range: Range): boolean =>
  address.kind() === range[0].kind() && address.match(range);
