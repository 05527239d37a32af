export const ENTITLEMENT_STATES = ['unused', 'not_started', 'running', 'ended', 'revoked'] as const;
/** The state of an entitlement at a moment; `unused` is a voucher that nobody has logged in with. */
export type EntitlementState = (typeof ENTITLEMENT_STATES)[number];

/** What decides the state of an entitlement. */
export interface EntitlementPeriod {
  /** Null, as `endsAt`, for a voucher that was not used yet. */
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly revokedAt: Date | null;
}

/** The state of an entitlement at `now`. The end is not part of its period. */
export function entitlementState(
  { startsAt, endsAt, revokedAt }: EntitlementPeriod,
  now: Date,
): EntitlementState {
  if (revokedAt) return 'revoked';
  if (!startsAt || !endsAt) return 'unused';
  if (endsAt <= now) return 'ended';
  return startsAt <= now ? 'running' : 'not_started';
}
