import { Injectable } from '@nestjs/common';

/** Where the access that a payment has bought stands. */
export const ACCESS_STATES = [
  'none',
  'not_started',
  'waiting',
  'online',
  'ended',
  'unreachable',
] as const;

/** Why there is no access. */
export const ACCESS_REASONS = [
  'no_entitlement',
  'not_delivered',
  'expired',
  'revoked',
  'cap',
  'router',
  'router_unreachable',
] as const;

/** A device that uses the access. */
export interface AccessDevice {
  readonly macAddress: string;
  /** Null until it has logged in. */
  readonly firstSeen: Date | null;
  readonly lastSeen: Date | null;
  readonly isOnline: boolean;
}

/** The access that a payment has bought. */
export interface PaymentAccess {
  readonly state: (typeof ACCESS_STATES)[number];
  readonly reason: (typeof ACCESS_REASONS)[number] | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  /** The start of the oldest session. */
  readonly onlineSince: Date | null;
  /** Null without an entitlement. */
  readonly code: string | null;
  readonly devices: readonly AccessDevice[];
  /** SHA-256 of the access claim that opens code and devices; null when none does. */
  readonly claimHash: string | null;
}

/** What the SQL function `access_facts` gives. Payments pass it on, and do not look into it. */
export type AccessFacts = Readonly<Record<string, unknown>>;

/** Reads the access out of its facts. */
export type AccessReader = (facts: AccessFacts) => PaymentAccess;

/**
 * Shows the access that payments have bought. The feature that manages access registers itself at
 * start-up, so that payments do not depend on it.
 */
@Injectable()
export class PaymentAccessReader {
  private reader: AccessReader | null = null;

  /** @throws Error when there is a reader already */
  register(reader: AccessReader): void {
    if (this.reader) throw new Error('There is a reader of access already');
    this.reader = reader;
  }

  /** Null without a reader. */
  read(facts: AccessFacts): PaymentAccess | null {
    return this.reader?.(facts) ?? null;
  }
}
