/** What a scripted fault does with a request. */
export type FaultEffect =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Cuts the connection. */
  | { readonly kind: 'drop' }
  /** Answers as usual, but this many real milliseconds later: a client's timeouts are real. */
  | { readonly kind: 'delay'; readonly delayMs: number };

/** A fault about to happen to one request. */
export interface Fault {
  /** As scripts call it. */
  readonly name: string;
  readonly effect: FaultEffect;
  /** True: the request is carried out first, so that an invoice exists that the client cannot know. */
  readonly isAccepted: boolean;
}

/** What a script may say about the fault itself. */
export interface FaultDetails {
  readonly accepted?: boolean | undefined;
  readonly status?: number | undefined;
  /** The sentence in the body. */
  readonly detail?: string | undefined;
  /** The field that the sentence is about. */
  readonly attr?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly delayMs?: number | undefined;
}
