/** Who is calling: the operator in whose name everything in the request happens. */
export interface Caller {
  readonly userId: number;
  readonly username: string;
  /** The login of a token's bearer; empty for a portal, which shows a public key only. */
  readonly sessionId: string | null;
}

/** One login of an operator. */
export interface Login {
  readonly userId: number;
  readonly sessionId: string;
}
