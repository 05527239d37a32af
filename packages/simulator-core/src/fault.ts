/** The effect of a scripted fault on a request. */
export type FaultEffect =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Never responds. */
  | { readonly kind: 'hang' }
  /** Closes the connection. */
  | { readonly kind: 'drop' }
  /**
   * Responds as usual, but later by this many real milliseconds, because time-outs of clients are
   * real.
   */
  | { readonly kind: 'delay'; readonly delayMs: number };

/** A fault that applies to one request. */
export interface Fault {
  /** The name in scripts. */
  readonly name: string;
  readonly effect: FaultEffect;
  /**
   * True: the request is executed first, so that an invoice exists that the client does not know.
   */
  readonly isAccepted: boolean;
}

/** The details that a script may set. */
export interface FaultDetails {
  readonly accepted?: boolean | undefined;
  readonly status?: number | undefined;
  /** The message in the body. */
  readonly detail?: string | undefined;
  /** The field that the message is about. */
  readonly attr?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly delayMs?: number | undefined;
}
