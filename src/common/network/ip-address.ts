import { isIP, SocketAddress } from 'node:net';

/**
 * Returns an IPv4 or IPv6 address in canonical form (IPv6 compressed and in lower case). Blank
 * text, meaning no address, gives `''`; anything else gives null, including an address with a zone
 * id (`fe80::1%eth0`), which has a meaning on one machine only.
 */
export function normaliseIp(input: string): string | null {
  const text = input.trim();
  if (text === '') return '';

  const version = isIP(text);
  if (version === 4) return text;
  if (version === 0 || text.includes('%')) return null;
  return new SocketAddress({ address: text, family: 'ipv6' }).address;
}
