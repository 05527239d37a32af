import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type PacketCode, readRequest, responseTo } from './packet.js';

/** A Disconnect-Request or a CoA-Request with its attributes by name. */
export interface DynamicRequest {
  readonly kind: 'disconnect' | 'coa';
  readonly attributes: Readonly<Record<string, string>>;
}

/** The answer to a request: done, refused with an Error-Cause (RFC 5176, 3.5), or silence. */
export type DynamicAnswer = 'ack' | { readonly errorCause: number } | 'silence';

/** No session has the attributes of the request. */
export const SESSION_CONTEXT_NOT_FOUND = 503;
/** The request is forbidden. */
export const ADMINISTRATIVELY_PROHIBITED = 501;

const KINDS: Partial<Record<PacketCode, DynamicRequest['kind']>> = {
  'Disconnect-Request': 'disconnect',
  'CoA-Request': 'coa',
};
const ANSWERS = {
  disconnect: { ack: 'Disconnect-ACK', nak: 'Disconnect-NAK' },
  coa: { ack: 'CoA-ACK', nak: 'CoA-NAK' },
} as const;

/** A request that is repeated gets the same answer, so this many are kept. */
const KEPT_ANSWERS = 64;

/** Takes Disconnect-Requests and CoA-Requests that are signed with the secret of the router. */
export class DynamicAuthorizationListener {
  private readonly answered = new Map<string, Buffer | null>();

  private constructor(
    private readonly socket: Socket,
    private readonly secret: string,
    private readonly decide: (request: DynamicRequest) => DynamicAnswer,
  ) {
    socket.on('message', (message, { address, port }) => {
      const answer = this.answer(message);
      if (answer !== null) socket.send(answer, port, address);
    });
  }

  /** @param port 0 for any free one */
  static async open(
    address: string,
    port: number,
    secret: string,
    decide: (request: DynamicRequest) => DynamicAnswer,
  ): Promise<DynamicAuthorizationListener> {
    const socket = createSocket('udp4');
    socket.bind(port, address);
    await once(socket, 'listening');
    return new DynamicAuthorizationListener(socket, secret, decide);
  }

  get port(): number {
    return this.socket.address().port;
  }

  close(): void {
    this.socket.close();
  }

  private answer(message: Buffer): Buffer | null {
    const request = readRequest(message, this.secret);
    const kind = request && KINDS[request.code];
    if (!kind) return null;
    // The authenticator depends on the whole content.
    const key = message.toString('hex', 0, 20);
    const known = this.answered.get(key);
    if (known !== undefined) return known;
    const attributes = Object.fromEntries(
      request.attributes.map(({ name, value }) => [name, value]),
    );
    const answer = this.answerWith(message, kind, this.decide({ kind, attributes }));
    this.keep(key, answer);
    return answer;
  }

  private answerWith(
    request: Buffer,
    kind: DynamicRequest['kind'],
    decided: DynamicAnswer,
  ): Buffer | null {
    if (decided === 'silence') return null;
    const { ack, nak } = ANSWERS[kind];
    return decided === 'ack'
      ? responseTo(request, ack, this.secret, [])
      : responseTo(request, nak, this.secret, [['Error-Cause', decided.errorCause]]);
  }

  private keep(key: string, answer: Buffer | null): void {
    this.answered.set(key, answer);
    const [oldest] = this.answered.keys();
    if (this.answered.size > KEPT_ANSWERS && oldest !== undefined) this.answered.delete(oldest);
  }
}
