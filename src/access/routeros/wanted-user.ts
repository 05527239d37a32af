import { formatPeriod, parsePeriod } from './period.js';

/** A row of the router: every value is text. */
export type RouterRow = Readonly<Record<string, string | undefined>>;

/** What the customers of a chain may use at the moment. */
export interface Allowance {
  readonly chainId: string;
  /** Name and password. */
  readonly code: string;
  /** To the end of the chain. */
  readonly secondsLeft: number;
  readonly uploadMbps: number;
  readonly downloadMbps: number;
  readonly deviceLimit: number;
  /** Null: no cap. */
  readonly octetsLeft: number | null;
}

/** What the sessions of a user have used that the router has not yet added to the user. */
export interface RunningUse {
  readonly seconds: number;
  readonly octets: number;
}

/** The limit of time is a backstop for a server that is away, so it must not come first. */
const SPARE_SECONDS = 60;
/**
 * A limit that is higher by no more than this is left: the time that a customer is not online would
 * else be written to the router's flash memory again and again.
 */
const TOLERATED_SECONDS = 6 * 3_600;
const TOLERATED_OCTETS = 10_000_000;

/** What a field is that the router leaves out. */
const ABSENT: RouterRow = { 'limit-bytes-total': '0' };

const TAG = /^lipafi:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The comment of everything that the server writes for a chain. */
export const tagOf = (chainId: string): string => `lipafi:${chainId}`;

/** The chain of a comment; null for rows of others, which are never touched. */
export const chainOfTag = (comment: string | undefined): string | null =>
  TAG.exec(comment ?? '')?.[1] ?? null;

/** Whether a user name is a login ticket. */
export const isTicket = (name: string | undefined): boolean => /^lt-[0-9a-f]{32}$/.test(name ?? '');

/** The profile of a user, named by what it holds and shared by all such users. */
export function profileOf({ uploadMbps, downloadMbps, deviceLimit }: Allowance): RouterRow & {
  readonly name: string;
} {
  const speeds = [uploadMbps, downloadMbps].map((mbps) => `${mbps}M`);
  return {
    name: `lipafi-${speeds.join('-')}-${deviceLimit}`,
    // Upload first: RouterOS counts from its own side.
    'rate-limit': speeds.join('/'),
    'shared-users': `${deviceLimit}`,
    'add-mac-cookie': 'true',
    'mac-cookie-timeout': '3d',
  };
}

/**
 * What must be written to the router for a user.
 *
 * @param row the user as the router has it; null when it has none
 * @returns null when nothing must be written
 */
export function wantedUser(
  allowance: Allowance,
  name: string,
  row: RouterRow | null,
  running: RunningUse,
): RouterRow | null {
  const wanted: Record<string, string> = {
    name,
    password: name,
    profile: profileOf(allowance).name,
    comment: tagOf(allowance.chainId),
    'limit-uptime': formatPeriod(uptimeLimit(allowance, row, running)),
    'limit-bytes-total': `${octetsLimit(allowance, row, running)}`,
  };
  const changed = Object.entries(wanted).filter(
    ([field, value]) => (row?.[field] ?? ABSENT[field]) !== value,
  );
  if (row?.['disabled'] === 'true') changed.push(['disabled', 'false']);
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

/** In seconds of all sessions together; the limit that the router has, when it is near enough. */
function uptimeLimit(
  { secondsLeft, deviceLimit }: Allowance,
  row: RouterRow | null,
  running: RunningUse,
): number {
  const used = (parsePeriod(row?.['uptime'] ?? '') ?? 0) + running.seconds;
  const needed = used + secondsLeft * deviceLimit;
  const now = parsePeriod(row?.['limit-uptime'] ?? '') ?? 0;
  const isNear = now >= needed && now <= needed + TOLERATED_SECONDS * deviceLimit;
  return isNear ? now : needed + SPARE_SECONDS;
}

/** In octets of all sessions together; 0: no limit. */
function octetsLimit(
  { octetsLeft }: Allowance,
  row: RouterRow | null,
  running: RunningUse,
): number {
  if (octetsLeft === null) return 0;
  const used = Number(row?.['bytes-in'] ?? 0) + Number(row?.['bytes-out'] ?? 0) + running.octets;
  const needed = used + Math.max(1, octetsLeft);
  const now = Number(row?.['limit-bytes-total'] ?? 0);
  return now > 0 && Math.abs(now - needed) <= TOLERATED_OCTETS ? now : needed;
}
