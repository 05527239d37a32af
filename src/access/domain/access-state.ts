/** The state of the access that was bought. */
export type AccessState = 'none' | 'not_started' | 'waiting' | 'online' | 'ended' | 'unreachable';

/** Why there is no access. */
export type AccessReason =
  | 'no_entitlement'
  | 'not_delivered'
  | 'expired'
  | 'revoked'
  | 'cap'
  | 'router'
  | 'router_unreachable';

/** An entitlement at a moment. */
export interface EntitlementFacts {
  /** Null until the first login of a voucher. */
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly revokedAt: Date | null;
  /** Whether the data of the whole chain is used up. */
  readonly isCapUsedUp: boolean;
  /** Since when a device of the chain is online; null when none is. */
  readonly onlineSince: Date | null;
}

/** What decides about the state. */
export interface AccessStateFacts {
  /** The time of the database. */
  readonly now: Date;
  /** How the router delivers access. */
  readonly accessMethod: 'none' | 'radius' | 'routeros_api';
  readonly isRouterArchived: boolean;
  /** Whether our server cannot reach the router. */
  readonly routerUnreachable: boolean;
  /** Null when the payment has none. */
  readonly entitlement: EntitlementFacts | null;
}

/** A state with its reason; the reason is null where the state says all. */
export interface StateOfAccess {
  readonly state: AccessState;
  readonly reason: AccessReason | null;
}

/** Decides what to tell the customer. What is over is over, whatever the router does. */
export function accessState({
  now,
  accessMethod,
  isRouterArchived,
  routerUnreachable,
  entitlement,
}: AccessStateFacts): StateOfAccess {
  if (!entitlement) return { state: 'none', reason: 'no_entitlement' };
  const { startsAt, endsAt, revokedAt, isCapUsedUp, onlineSince } = entitlement;
  if (revokedAt !== null) return { state: 'ended', reason: 'revoked' };
  if (endsAt !== null && endsAt <= now) return { state: 'ended', reason: 'expired' };
  if (isRouterArchived) return { state: 'ended', reason: 'router' };
  if (accessMethod === 'none') return { state: 'none', reason: 'not_delivered' };
  if (isCapUsedUp) return { state: 'ended', reason: 'cap' };
  if (startsAt === null || startsAt > now) return { state: 'not_started', reason: null };
  if (onlineSince !== null) return { state: 'online', reason: null };
  if (routerUnreachable) return { state: 'unreachable', reason: 'router_unreachable' };
  return { state: 'waiting', reason: null };
}
