import { type Request } from 'express';
import ipaddr from 'ipaddr.js';

/** Longer names of browsers are cut. */
const MAX_USER_AGENT_LENGTH = 300;

/** Where a request comes from, for people who read about it later. */
export interface ClientInfo {
  /** The address of the client, as far as `TRUST_PROXY` lets it be known. */
  readonly ip: string | null;
  /** What the client calls itself. Anyone can claim anything here. */
  readonly userAgent: string | null;
}

/** Nobody: a job, or a command. */
export const NO_CLIENT: ClientInfo = { ip: null, userAgent: null };

/** The parts of a request from which {@link ClientInfo} is made. */
export interface RawClientInfo {
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
}

/** The longest text of an IPv6 address, with an IPv4 address at its end. */
const MAX_IP_LENGTH = 45;

/**
 * Reads the parts. It must be called while the connection is open, because Node.js may not know the
 * address of one that is closed, and whoever disconnects early belongs in the security log as well.
 * What it returns may be kept: it is short, however long the headers are.
 */
export const rawClientInfo = (request: Pick<Request, 'ip' | 'get'>): RawClientInfo => ({
  ip: beginningOf(request.ip, MAX_IP_LENGTH + 1),
  userAgent: beginningOf(request.get('user-agent'), MAX_USER_AGENT_LENGTH),
});

/** A copy, because V8 keeps the whole text as long as it has a part of it. Headers are Latin-1. */
const beginningOf = (text: string | undefined, length: number): string | undefined =>
  text && Buffer.from(text.slice(0, length), 'latin1').toString('latin1');

/** Validates the address and trims the name of the browser. An IPv4 address within IPv6 is shown as IPv4. */
export function clientInfo({ ip, ...raw }: RawClientInfo): ClientInfo {
  const userAgent = raw.userAgent?.trim();
  return {
    ip: ip !== undefined && ipaddr.isValid(ip) ? ipaddr.process(ip).toString() : null,
    userAgent: userAgent === undefined || userAgent === '' ? null : userAgent,
  };
}
