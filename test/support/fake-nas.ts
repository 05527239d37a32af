import { createHash, createHmac } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A request that the router received. */
export interface NasRequest {
  readonly kind: 'disconnect' | 'coa';
  /** Values by the number of the attribute, in hexadecimal; MikroTik's as `14988:number`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether both of its authenticators are right. */
  readonly isSigned: boolean;
  /** The address that it came from. */
  readonly from: string;
}

/** How the router answers a request. */
export type NasReaction =
  | { readonly answer: 'ack' }
  | { readonly answer: 'nak'; readonly errorCause?: number }
  | { readonly answer: 'silence' }
  | { readonly answer: 'wrongly signed' }
  | { readonly answer: 'from another address' };

/** Number of the attributes that tests read. */
export const ATTRIBUTE = {
  userName: '1',
  framedIpAddress: '8',
  sessionTimeout: '27',
  callingStationId: '31',
  acctSessionId: '44',
  rateLimit: '14988:8',
  totalLimit: '14988:17',
  totalLimitGigawords: '14988:18',
} as const;

/** The part of a router that takes Disconnect-Requests and CoA-Requests, on a socket. */
export class FakeNas {
  readonly requests: NasRequest[] = [];
  /** Decides about each request; accepts all unless a test sets it. */
  react: (request: NasRequest) => NasReaction | Promise<NasReaction> = () => ({ answer: 'ack' });
  private readonly received: (() => void)[] = [];

  private constructor(
    private readonly socket: Socket,
    private readonly stranger: Socket,
    private readonly secret: string,
  ) {
    socket.on('message', (message, from) => void this.take(message, from));
  }

  static async open(address: string, secret: string): Promise<FakeNas> {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    const stranger = createSocket('udp4');
    stranger.bind(0, '127.9.9.9');
    await once(stranger, 'listening');
    return new FakeNas(socket, stranger, secret);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Resolves when so many requests have been received. */
  async count(requests: number): Promise<void> {
    while (this.requests.length < requests) {
      await new Promise<void>((resolve) => void this.received.push(resolve));
    }
  }

  close(): void {
    this.socket.close();
    this.stranger.close();
  }

  private async take(message: Buffer, from: RemoteInfo): Promise<void> {
    const request = this.read(message, from.address);
    this.requests.push(request);
    for (const resolve of this.received.splice(0)) resolve();
    const reaction = await this.react(request);
    if (reaction.answer === 'silence') return;
    const isNak = reaction.answer === 'nak';
    const cause = 'errorCause' in reaction ? reaction.errorCause : undefined;
    const attributes =
      cause === undefined ? Buffer.alloc(0) : Buffer.from([101, 6, 0, 0, cause >> 8, cause & 255]);
    const answer = Buffer.concat([message.subarray(0, 20), attributes]);
    answer.writeUInt8((message[0] ?? 0) + (isNak ? 2 : 1), 0);
    answer.writeUInt16BE(answer.length, 2);
    const secret = reaction.answer === 'wrongly signed' ? 'another secret' : this.secret;
    md5(answer, secret).copy(answer, 4);
    const socket = reaction.answer === 'from another address' ? this.stranger : this.socket;
    socket.send(answer, from.port, from.address);
  }

  private read(message: Buffer, from: string): NasRequest {
    const attributes: Record<string, string> = {};
    const unsigned = Buffer.from(message);
    unsigned.fill(0, 4, 20);
    const signature = md5(unsigned, this.secret);
    let seal = '';
    for (let at = 20; at < message.length; at += message[at + 1] ?? message.length) {
      const [type = 0, length = 0] = message.subarray(at, at + 2);
      const value = message.subarray(at + 2, at + length);
      if (type === 80) {
        seal = value.toString('hex');
        unsigned.fill(0, at + 2, at + length);
      } else if (type === 26) {
        attributes[`${value.readUInt32BE()}:${value[4]}`] = value.subarray(6).toString('hex');
      } else {
        attributes[String(type)] = value.toString('hex');
      }
    }
    const expected = createHmac('md5', this.secret).update(unsigned).digest('hex');
    return {
      kind: message[0] === 43 ? 'coa' : 'disconnect',
      attributes,
      isSigned: seal === expected && signature.equals(message.subarray(4, 20)),
      from,
    };
  }
}

/** The value of an attribute as text. */
export const textOf = (value: string | undefined): string =>
  Buffer.from(value ?? '', 'hex').toString();

const md5 = (packet: Buffer, secret: string): Buffer =>
  createHash('md5').update(packet).update(secret).digest();
