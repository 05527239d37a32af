import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

const MAX_LENGTH = 200;
/** The page of a hotspot that takes logins has this path, on every router. */
const PATH = '/login';
/** The last labels of names that no public DNS has, by RFC 2606, RFC 6762, RFC 8375 and custom. */
const PRIVATE_SUFFIX =
  /(?:^|\.)(?:lan|local|localdomain|internal|intranet|home|home\.arpa|corp|private|hotspot|wifi|test)$/;
const LOCALHOST = /(?:^|\.)localhost$/;

/**
 * Reads the address at which a router takes logins, which came with the customer: anybody can write
 * another one into a link. So it is accepted only if it can be the login page of a hotspot, in the
 * network of the customer: a private IPv4 address or a name that public DNS does not have.
 *
 * @param routerHost the address of the router as its operator has set it, which is accepted too
 * @returns null for everything else
 */
export function parseLoginUrl(text: string, routerHost: string): string | null {
  if (text.length > MAX_LENGTH || !/^https?:\/\//i.test(text) || /[\s\\]/.test(text)) return null;
  const url = URL.parse(text);
  if (url === null || url.pathname !== PATH) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return null;
  }
  const host = url.hostname.toLowerCase();
  return isNearby(host) || host === routerHost.toLowerCase() ? `${url.origin}${PATH}` : null;
}

/** The address of the router's login page, with a login ticket for it to use. */
export const withTicket = (loginUrl: string, ticket: string): string =>
  `${loginUrl}?var=${encodeURIComponent(ticket)}`;

function isNearby(host: string): boolean {
  if (isIP(host) === 4) {
    return ['private', 'carrierGradeNat'].includes(ipaddr.IPv4.parse(host).range());
  }
  if (host.includes(':') || host.startsWith('[') || LOCALHOST.test(host)) return false;
  return !host.includes('.') || PRIVATE_SUFFIX.test(host);
}
