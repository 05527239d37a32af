import { isIPv4, isIPv6 } from 'node:net';

const MAX_NAME_LENGTH = 253;
/** Labels of letters, digits and hyphens, and underscores, which some home networks use. */
const NAME = /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?)*$/i;
const BRACKETED = /^\[(.*)\]$/;
/** A zone such as `%eth0` refers to an interface of this server, so it is refused. */
const ZONE = '%';
/** The unspecified addresses, as URLs write them: they name no host. */
const UNSPECIFIED: ReadonlySet<string> = new Set(['0.0.0.0', '[::]', '[::ffff:0:0]']);

/**
 * Whether a text is a host name, an IPv4 address, or an IPv6 address with or without brackets, that
 * can be the host of a router. The unspecified address and other spellings of IPv4, such as
 * `10.0.0` or `0x7f.1`, are refused.
 */
export function isRouterHost(text: string): boolean {
  if (!canBeHost(text)) return false;
  const host = URL.parse(`http://${isIPv6(text) ? `[${text}]` : text}/`)?.hostname ?? '';
  return !UNSPECIFIED.has(host) && (!isIPv4(host) || host === text);
}

/** Whether a URL can hold a text as its host, for hosts that were stored by a looser rule. */
export function canBeHost(text: string): boolean {
  if (text.includes(ZONE)) return false;
  const inBrackets = BRACKETED.exec(text)?.[1];
  if (inBrackets !== undefined || text.includes(':')) return isIPv6(inBrackets ?? text);
  // Clients parse a name that ends in a number as an IPv4 address, so it must be a valid one.
  return text.length <= MAX_NAME_LENGTH && NAME.test(text) && URL.canParse(`http://${text}/`);
}
