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

/** Reads where a request comes from. An IPv4 address within IPv6 is shown as IPv4. */
export function clientInfo(request: Pick<Request, 'ip' | 'get'>): ClientInfo {
  const { ip } = request;
  const userAgent = request.get('user-agent')?.trim().slice(0, MAX_USER_AGENT_LENGTH);
  return {
    ip: ip !== undefined && ipaddr.isValid(ip) ? ipaddr.process(ip).toString() : null,
    userAgent: userAgent === undefined || userAgent === '' ? null : userAgent,
  };
}
