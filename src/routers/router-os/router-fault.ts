/** The kinds of router faults. */
export type RouterFaultKind =
  | 'address_refused'
  | 'unreachable'
  | 'timeout'
  | 'certificate_refused'
  | 'credentials_refused'
  | 'command_refused'
  | 'bad_answer';

/** A failed call to a router. The message is a sentence for the operator. */
export class RouterFault extends Error {
  override readonly name = 'RouterFault';

  constructor(
    readonly kind: RouterFaultKind,
    message: string,
    /** The HTTP status of the router's answer; null without one. */
    readonly status: number | null = null,
  ) {
    super(message);
  }
}
