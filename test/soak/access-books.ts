/** A login as a customer has seen it. */
export interface LoginSighting {
  readonly mac: string;
  /** Whether the customer had been told before that the payment is completed. */
  readonly hasPaid: boolean;
  readonly answer: 'accepted' | 'rejected' | 'silence';
  readonly reason: string | null;
  /** When it was answered. */
  readonly at: Date;
}

/** An entitlement in the server's database, with its payment. */
export interface EntitlementRow {
  readonly chainId: string;
  readonly paymentId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A login that the database has accepted. */
export interface AcceptedLogin {
  readonly chainId: string | null;
  readonly mac: string;
  readonly at: Date;
}

/** What a device was answered after everything was sold. */
export interface FinalLogin {
  readonly mac: string;
  readonly chainId: string | null;
  /** How long its chain still runs, in seconds; null when it may not log in. */
  readonly secondsLeft: number | null;
  /** The Session-Timeout; null when it was rejected. */
  readonly sessionSeconds: number | null;
  readonly reason: string | null;
}

/** How the session of a device ended at the end of what was bought. */
export interface FinalEnd {
  readonly mac: string;
  readonly cause: string | null;
  /** Seconds after the end of what was bought. */
  readonly lateS: number | null;
  /** What the next login was answered. */
  readonly reason: string | null;
}

/** The payment of a device, for the audit of access. */
export interface PaidDevice {
  readonly id: string;
  readonly mac: string;
  readonly status: string;
  readonly durationHours: number;
  readonly completedAt: Date | null;
}

/** Everything about access. */
export interface AccessBooks {
  readonly payments: readonly PaidDevice[];
  readonly entitlements: readonly EntitlementRow[];
  readonly accepted: readonly AcceptedLogin[];
  readonly sightings: readonly LoginSighting[];
  readonly finals: readonly FinalLogin[];
  readonly ends: readonly FinalEnd[];
}
