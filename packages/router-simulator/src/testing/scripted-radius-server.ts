import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Attribute, decodeAttributes } from '../radius/attributes.js';
import { CODES, type PacketCode, responseTo } from '../radius/packet.js';
import { type RadiusServerPorts } from '../radius/radius-client.js';

type Attributes = Readonly<Record<string, string>>;

const TYPES: Readonly<Record<string, string>> = {
  1: 'Start',
  2: 'Stop',
  3: 'Interim-Update',
  7: 'Accounting-On',
  8: 'Accounting-Off',
};

/** A RADIUS server for tests of the router, which accepts the users that it is told. */
export class ScriptedRadiusServer {
  readonly logins: { readonly attributes: Attributes }[] = [];
  readonly accounting: { readonly type: string; readonly attributes: Attributes }[] = [];
  /** The packets that were ignored. */
  readonly ignored: Buffer[] = [];
  private readonly answers = new Map<string, [PacketCode, Attribute[]]>();
  private left = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly secret: string,
  ) {
    socket.on('message', (message, { address, port }) => {
      if (this.left > 0) {
        this.left -= 1;
        this.ignored.push(message);
        return;
      }
      const [code, attributes] = this.answer(message);
      socket.send(responseTo(message, code, this.secret, attributes), port, address);
    });
  }

  static async start(secret: string): Promise<ScriptedRadiusServer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new ScriptedRadiusServer(socket, secret);
  }

  get ports(): RadiusServerPorts {
    const { port } = this.socket.address();
    return { auth: port, acct: port };
  }

  /** Accepts a user, with these attributes and a Class. */
  allow(user: string, attributes: Readonly<Record<string, number>>): void {
    const entries = Object.entries(attributes) as [Attribute[0], number][];
    this.answers.set(user, ['Access-Accept', [...entries, ['Class', `class of ${user}`]]]);
  }

  reject(user: string, reason: string): void {
    this.answers.set(user, ['Access-Reject', [['Reply-Message', reason]]]);
  }

  /** Does not answer the next packets. */
  ignoreNext(packets: number): void {
    this.left = packets;
  }

  stop(): void {
    this.socket.close();
  }

  private answer(message: Buffer): [PacketCode, Attribute[]] {
    const read = decodeAttributes(message, 20) ?? [];
    const attributes = Object.fromEntries(read.map(({ name, value }) => [name, value]));
    if (message[0] === CODES['Accounting-Request']) {
      this.accounting.push({ type: TYPES[attributes['Acct-Status-Type'] ?? ''] ?? '', attributes });
      return ['Accounting-Response', []];
    }
    this.logins.push({ attributes });
    return this.answers.get(attributes['User-Name'] ?? '') ?? ['Access-Reject', []];
  }
}
