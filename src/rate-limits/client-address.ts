import { type Request } from 'express';
import ipaddr from 'ipaddr.js';
import { isIPv4 } from 'node:net';

/** A provider gives a customer a network of this size at least; its owner picks addresses freely. */
const IPV6_NETWORK_BITS = 64;
const UNKNOWN = 'unknown';

/**
 * Who is calling, as far as addresses tell: the IPv4 address, or the network of the IPv6 address.
 * `request.ip` has believed the proxies of `TRUST_PROXY` and nobody else.
 */
export function clientAddress({ ip }: Pick<Request, 'ip'>): string {
  // Nearly everybody, on every request.
  if (ip !== undefined && isIPv4(ip)) return ip;
  if (ip === undefined || !ipaddr.isValid(ip)) return UNKNOWN;
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return ipaddr.IPv6.networkAddressFromCIDR(
    `${address.toString()}/${IPV6_NETWORK_BITS}`,
  ).toString();
}
