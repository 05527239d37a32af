export const FINDINGS = [
  'no_such_payment',
  'payment_open',
  'in_review',
  'no_entitlement',
  'expired',
  'router_never_heard_from',
  'wrong_secret_suspected',
  'device_limit',
  'router_rejected',
  'logged_in_no_accounting',
] as const;
/** A reason why a customer is not online. */
export type FindingCode = (typeof FINDINGS)[number];

/** A reason why a customer is not online, and what to do about it. */
export interface Finding {
  readonly code: FindingCode;
  /** One sentence that says what is so. */
  readonly problem: string;
  /** One sentence that says what to do. */
  readonly action: string;
  /** When it happened; null when it has no time. */
  readonly at: Date | null;
}

/** What a customer is looked for by. */
export type AskedFor = 'code' | 'phone' | 'mac' | 'mpesa_reference' | 'entitlement';

/** The newest payment of the customer. */
export interface PaymentFacts {
  readonly status: 'pending' | 'processing' | 'completed' | 'failed';
  readonly isUnderReview: boolean;
  /** Why it failed, in words for the customer; else empty. */
  readonly errorMessage: string;
  readonly createdAt: Date;
  readonly hasEntitlement: boolean;
}

/** The access of the customer. */
export interface ChainFacts {
  readonly createdAt: Date;
  readonly startsAt: Date | null;
  /** The end of what was not revoked; null when nothing is left. */
  readonly endsAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokeReason: string | null;
  /** Why a router rejects it now: what `radius.chain_state` says; null when it may be used. */
  readonly blocked: string | null;
  readonly deviceLimit: number;
  readonly devices: number;
  /** Whether the device that is asked for may use it; null when none is asked for. */
  readonly hasRoom: boolean | null;
}

/** The router of the customer. */
export interface RouterFacts {
  readonly accessMethod: 'radius' | 'routeros_api' | 'none';
  readonly isArchived: boolean;
  readonly unreachableSince: Date | null;
  readonly hasAddress: boolean;
  /** The first packet from its address, whatever its secret. */
  readonly firstPacketAt: Date | null;
  /** The last packet that proves the right secret. */
  readonly lastPacketAt: Date | null;
  readonly secretChangedAt: Date | null;
}

/** The logins of the customer's devices at the router, of the last day. */
export interface LoginFacts {
  readonly acceptedAt: Date | null;
  readonly rejected: {
    readonly reason: string;
    readonly at: Date;
    /** How often in that hour. */
    readonly count: number;
  } | null;
  /** When a login with the right code was rejected as unknown: then its password was not the code. */
  readonly wrongPasswordAt: Date | null;
  /** The last report of a session. */
  readonly reportedAt: Date | null;
}

/** Everything that a diagnosis is made from. */
export interface DiagnosisFacts {
  readonly now: Date;
  readonly askedFor: AskedFor;
  readonly payment: PaymentFacts | null;
  readonly chain: ChainFacts | null;
  /** Null when nothing names a router. */
  readonly router: RouterFacts | null;
  readonly logins: LoginFacts;
}
