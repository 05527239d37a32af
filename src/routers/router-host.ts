import { isIPv6 } from 'node:net';

const LONGEST_NAME = 253;
/** Labels of letters, digits and hyphens, and underscores, which some home networks use. */
const NAME = /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?)*$/i;
const BRACKETED = /^\[(.*)\]$/;
/** A zone such as `%eth0` refers to an interface of this server, so it is refused. */
const ZONE = '%';

/** Whether a text is a host name, an IPv4 address, or an IPv6 address with or without brackets. */
export function isRouterHost(text: string): boolean {
  if (text.includes(ZONE)) return false;
  const inBrackets = BRACKETED.exec(text)?.[1];
  if (inBrackets !== undefined || text.includes(':')) return isIPv6(inBrackets ?? text);
  // Clients parse a name that ends in a number as an IPv4 address, so it must be a valid one.
  return text.length <= LONGEST_NAME && NAME.test(text) && URL.canParse(`http://${text}/`);
}
