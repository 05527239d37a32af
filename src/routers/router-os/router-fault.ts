/** What can be wrong with a router or with what it was asked. */
export type RouterFaultKind =
  | 'address_refused'
  | 'unreachable'
  | 'timeout'
  | 'certificate_refused'
  | 'credentials_refused'
  | 'command_refused'
  | 'bad_answer';

/** A call to a router that did not end in a result. The message is a sentence for the operator. */
export class RouterFault extends Error {
  override readonly name = 'RouterFault';

  constructor(
    readonly kind: RouterFaultKind,
    message: string,
  ) {
    super(message);
  }
}
