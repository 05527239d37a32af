import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Codes of RADIUS packets (RFC 2865, RFC 2866). */
const ACCESS_REQUEST = 1;
const ACCOUNTING_REQUEST = 4;
const ANSWERS: Readonly<Record<number, RadiusAnswer['code']>> = {
  2: 'Access-Accept',
  3: 'Access-Reject',
  5: 'Accounting-Response',
};

/** Attributes by number; those of MikroTik, vendor 14988, as `14988:number`. */
const NAMES: Readonly<Record<string, string>> = {
  '18': 'Reply-Message',
  '25': 'Class',
  '27': 'Session-Timeout',
  '28': 'Idle-Timeout',
  '62': 'Port-Limit',
  '80': 'Message-Authenticator',
  '85': 'Acct-Interim-Interval',
  '14988:8': 'Mikrotik-Rate-Limit',
  '14988:17': 'Mikrotik-Total-Limit',
  '14988:18': 'Mikrotik-Total-Limit-Gigawords',
};
const TEXTS = ['Reply-Message', 'Class', 'Mikrotik-Rate-Limit'];
const MESSAGE_AUTHENTICATOR = 80;
const VENDOR_SPECIFIC = 26;
const MIKROTIK = 14988;

const ACCOUNTING_TYPES = {
  Start: 1,
  Stop: 2,
  'Interim-Update': 3,
  'Accounting-On': 7,
  'Accounting-Off': 8,
} as const;

/** A response with verified authenticators. */
export interface RadiusAnswer {
  readonly code: 'Access-Accept' | 'Access-Reject' | 'Accounting-Response';
  readonly attributes: Readonly<Record<string, string>>;
  /** The names of the attributes in the order of the response. */
  readonly order: readonly string[];
}

/** A login as a router sends it. */
export interface RadiusLogin {
  readonly user: string | Buffer;
  /** By default the user name; null sends no password. */
  readonly password?: string | null;
  readonly mac: string;
  readonly method?: 'pap' | 'chap';
  /** The NAS-IP-Address that the router sends. */
  readonly nasIp?: string;
}

/** An accounting packet as a router sends it. */
export interface RadiusAccounting {
  readonly type: keyof typeof ACCOUNTING_TYPES;
  readonly session?: string;
  readonly user?: string;
  readonly mac?: string;
  readonly class?: string;
  readonly seconds?: number;
  readonly octetsIn?: bigint;
  readonly octetsOut?: bigint;
  readonly cause?: number;
}

/** A router that calls a RADIUS server, from an address of its own. */
export class RadiusClient {
  private constructor(
    private readonly socket: Socket,
    private readonly ports: { readonly auth: number; readonly acct: number },
    private readonly secret: string,
  ) {
    socket.setMaxListeners(0);
  }

  /** @param address the source address of its packets, such as 127.0.0.11 */
  static async open(
    address: string,
    ports: { readonly auth: number; readonly acct: number },
    secret: string,
  ): Promise<RadiusClient> {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    return new RadiusClient(socket, ports, secret);
  }

  close(): void {
    this.socket.close();
  }

  /** Logs in; null when no answer came within `waitMs`. */
  login(login: RadiusLogin, waitMs = 3_000): Promise<RadiusAnswer | null> {
    const authenticator = randomBytes(16);
    const password = login.password === undefined ? login.user : login.password;
    const attributes = [
      attribute(MESSAGE_AUTHENTICATOR, Buffer.alloc(16)),
      attribute(1, Buffer.from(login.user)),
      attribute(31, Buffer.from(login.mac)),
      ...(login.nasIp === undefined ? [] : [attribute(4, address(login.nasIp))]),
      ...(password === null ? [] : this.passwordOf(login.method ?? 'pap', password, authenticator)),
    ];
    const packet = packetOf(ACCESS_REQUEST, authenticator, attributes);
    hmac(this.secret, packet).copy(packet, 22);
    return this.exchange(packet, this.ports.auth, waitMs);
  }

  /** Reports a session; null when no answer came within `waitMs`. */
  account(report: RadiusAccounting, waitMs = 3_000): Promise<RadiusAnswer | null> {
    const text = (type: number, value: string | undefined): Buffer[] =>
      value === undefined ? [] : [attribute(type, Buffer.from(value))];
    const octets = (low: number, high: number, value = 0n): Buffer[] => [
      attribute(low, integer(Number(value & 0xffff_ffffn))),
      attribute(high, integer(Number(value >> 32n))),
    ];
    const packet = packetOf(ACCOUNTING_REQUEST, Buffer.alloc(16), [
      attribute(40, integer(ACCOUNTING_TYPES[report.type])),
      ...text(44, report.session ?? '80100001'),
      ...text(1, report.user),
      ...text(31, report.mac),
      ...text(25, report.class),
      attribute(46, integer(report.seconds ?? 0)),
      ...octets(42, 52, report.octetsIn),
      ...octets(43, 53, report.octetsOut),
      ...(report.cause === undefined ? [] : [attribute(49, integer(report.cause))]),
    ]);
    md5(packet, Buffer.from(this.secret)).copy(packet, 4);
    return this.exchange(packet, this.ports.acct, waitMs);
  }

  private passwordOf(
    method: 'pap' | 'chap',
    password: string | Buffer,
    authenticator: Buffer,
  ): Buffer[] {
    if (method === 'chap') {
      const id = randomBytes(1);
      const challenge = randomBytes(16);
      const response = md5(id, Buffer.from(password), challenge);
      return [attribute(3, Buffer.concat([id, response])), attribute(60, challenge)];
    }
    const plain = Buffer.from(password);
    const padded = Buffer.alloc(Math.max(16, Math.ceil(plain.length / 16) * 16));
    plain.copy(padded);
    let previous = authenticator;
    for (let at = 0; at < padded.length; at += 16) {
      const key = md5(Buffer.from(this.secret), previous);
      for (let octet = 0; octet < 16; octet += 1) {
        padded[at + octet] = (padded[at + octet] ?? 0) ^ (key[octet] ?? 0);
      }
      previous = padded.subarray(at, at + 16);
    }
    return [attribute(2, padded)];
  }

  private exchange(packet: Buffer, port: number, waitMs: number): Promise<RadiusAnswer | null> {
    return new Promise((resolve, reject) => {
      const end = (result: RadiusAnswer | null, error?: Error): void => {
        clearTimeout(timer);
        this.socket.off('message', onMessage);
        if (error) reject(error);
        else resolve(result);
      };
      const onMessage = (message: Buffer): void => {
        if (message[1] !== packet[1]) return;
        try {
          end(this.read(message, packet.subarray(4, 20)));
        } catch (error) {
          end(null, error as Error);
        }
      };
      const timer = setTimeout(() => {
        end(null);
      }, waitMs);
      this.socket.on('message', onMessage);
      this.socket.send(packet, port, '127.0.0.1');
    });
  }

  private read(message: Buffer, requestAuthenticator: Buffer): RadiusAnswer {
    const code = ANSWERS[message[0] ?? 0];
    if (code === undefined) throw new Error(`An answer with the code ${message[0]}`);
    const signed = Buffer.from(message);
    requestAuthenticator.copy(signed, 4);
    const expected = md5(signed, Buffer.from(this.secret));
    if (!timingSafeEqual(expected, message.subarray(4, 20))) {
      throw new Error('The answer is not signed with the secret');
    }
    const attributes: Record<string, string> = {};
    const order: string[] = [];
    for (let at = 20; at < message.length; at += message[at + 1] ?? message.length) {
      const { name, value } = readAttribute(message.subarray(at, at + (message[at + 1] ?? 0)));
      attributes[name] = value;
      order.push(name);
      if (name !== 'Message-Authenticator') continue;
      const unsigned = Buffer.from(signed);
      unsigned.fill(0, at + 2, at + 18);
      if (!timingSafeEqual(hmac(this.secret, unsigned), message.subarray(at + 2, at + 18))) {
        throw new Error('The Message-Authenticator of the answer is wrong');
      }
    }
    return { code, attributes, order };
  }
}

function readAttribute(bytes: Buffer): { readonly name: string; readonly value: string } {
  const isVendor = bytes[0] === VENDOR_SPECIFIC && bytes.readUInt32BE(2) === MIKROTIK;
  const number = isVendor ? `${MIKROTIK}:${bytes[6]}` : String(bytes[0]);
  const name = NAMES[number] ?? number;
  const content = bytes.subarray(isVendor ? 8 : 2);
  if (TEXTS.includes(name)) return { name, value: content.toString() };
  return {
    name,
    value: content.length === 4 ? String(content.readUInt32BE()) : content.toString('hex'),
  };
}

function packetOf(code: number, authenticator: Buffer, attributes: readonly Buffer[]): Buffer {
  const body = Buffer.concat(attributes);
  const head = Buffer.from([code, randomInt(256), 0, 0]);
  head.writeUInt16BE(20 + body.length, 2);
  return Buffer.concat([head, authenticator, body]);
}

const attribute = (type: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, value.length + 2]), value]);
const integer = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const address = (text: string): Buffer => Buffer.from(text.split('.').map(Number));
const md5 = (...parts: readonly Buffer[]): Buffer =>
  createHash('md5').update(Buffer.concat(parts)).digest();
const hmac = (secret: string, packet: Buffer): Buffer =>
  createHmac('md5', secret).update(packet).digest();
