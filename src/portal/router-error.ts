import { type Problem } from '#portal';

const MAX_LENGTH = 200;
/** When a device that has tried too many codes may try again, in ms. */
const LIMITED_MS = 600_000;

/** The reasons of this server's RADIUS functions, and texts of RouterOS, in lower case. */
const KNOWN: readonly (readonly [pattern: RegExp, problem: Problem])[] = [
  [/^unknown$|invalid (?:user ?name|password)/, { kind: 'code_wrong' }],
  [/^not_started$/, { kind: 'not_started', startsAt: null }],
  [/^expired$|uptime limit/, { kind: 'expired', endedAt: null }],
  [/^revoked$/, { kind: 'revoked' }],
  [/^devices$|no more sessions/, { kind: 'devices_in_use' }],
  [/^cap$|traffic limit/, { kind: 'data_used_up' }],
  [/^router$/, { kind: 'other_place' }],
  [/radius server is not responding|radius timeout/, { kind: 'router_away' }],
];

/**
 * Why a router has refused a login. The text is what somebody has put into the address, so it is shown
 * as text at most.
 */
export function problemOfRouter(text: string, now: Date): Problem {
  const lower = text.toLowerCase();
  if (lower === 'limited') {
    return { kind: 'too_many_tries', until: new Date(now.getTime() + LIMITED_MS) };
  }
  const known = KNOWN.find(([pattern]) => pattern.test(lower));
  return known?.[1] ?? { kind: 'router_refused', text: text.slice(0, MAX_LENGTH) };
}
