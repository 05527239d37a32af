/** The authenticated operator of a request. */
export interface Caller {
  readonly userId: number;
  readonly username: string;
  /** The login of the token; null for a portal, which sends a public key only. */
  readonly sessionId: string | null;
}

/** One login of an operator. */
export interface Login {
  readonly userId: number;
  readonly sessionId: string;
}
