import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Attribute } from './attributes.js';
import { accessRequest, chapPassword, papPassword, readResponse, signedRequest } from './packet.js';

const ACCOUNTING_TYPES = {
  Start: 1,
  Stop: 2,
  'Interim-Update': 3,
  'Accounting-On': 7,
  'Accounting-Off': 8,
} as const;

/** A server on a busy machine that has just started takes its time. */
const DEFAULT_WAIT_MS = 10_000;
const IDS = 256;

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
  /** The address of the device. */
  readonly ip?: string;
}

/** An accounting packet as a router sends it. */
export interface RadiusAccounting {
  readonly type: keyof typeof ACCOUNTING_TYPES;
  readonly session?: string;
  readonly user?: string;
  readonly mac?: string;
  readonly ip?: string;
  readonly class?: string;
  readonly seconds?: number;
  readonly octetsIn?: bigint;
  readonly octetsOut?: bigint;
  readonly cause?: number;
}

/** The ports of a RADIUS server. */
export interface RadiusServerPorts {
  readonly auth: number;
  readonly acct: number;
  /** 127.0.0.1 when absent. */
  readonly host?: string;
}

/** How long a client waits for an answer, and how often it sends a request. */
export interface Patience {
  readonly waitMs: number;
  readonly tries: number;
}

interface Waiting {
  readonly receive: (message: Buffer) => void;
  readonly end: (answer: RadiusAnswer | null) => void;
}

/** A client of a RADIUS server, with a source address of its own. */
export class RadiusClient {
  private readonly waiting = new Map<string, Waiting>();
  private nextId = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly server: RadiusServerPorts,
    private readonly secret: string,
    private readonly patience: Patience,
  ) {
    socket.on('message', (message, { port }) => {
      this.waiting.get(keyOf(port, message[1] ?? 0))?.receive(message);
    });
    // An ICMP error means that nobody listens, which is the same as no answer.
    socket.on('error', () => undefined);
  }

  /** @param address the source address of its packets, such as 127.0.0.11 */
  static async open(
    address: string,
    server: RadiusServerPorts,
    secret: string,
    patience: Patience = { waitMs: DEFAULT_WAIT_MS, tries: 1 },
  ): Promise<RadiusClient> {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    return new RadiusClient(socket, server, secret, patience);
  }

  /** Stops. Requests that wait for an answer get none. */
  close(): void {
    for (const { end } of [...this.waiting.values()]) end(null);
    this.socket.close();
  }

  /** Logs in; null when no answer came within `waitMs`. */
  login(login: RadiusLogin, waitMs?: number): Promise<RadiusAnswer | null> {
    const { user, mac, nasIp, ip, method = 'pap' } = login;
    const password = login.password === undefined ? user : login.password;
    const { auth } = this.server;
    return this.exchange(auth, waitMs, (id) =>
      accessRequest(id, this.secret, (authenticator) => [
        ['User-Name', Buffer.from(user)],
        ['Calling-Station-Id', mac],
        ...optional('NAS-IP-Address', nasIp),
        ...optional('Framed-IP-Address', ip),
        ...(password === null
          ? []
          : method === 'chap'
            ? chapPassword(password)
            : papPassword(password, this.secret, authenticator)),
      ]),
    );
  }

  /** Reports a session; null when no answer came within `waitMs`. */
  account(report: RadiusAccounting, waitMs?: number): Promise<RadiusAnswer | null> {
    const { octetsIn = 0n, octetsOut = 0n } = report;
    const attributes: readonly Attribute[] = [
      ['Acct-Status-Type', ACCOUNTING_TYPES[report.type]],
      ['Acct-Session-Id', report.session ?? '80100001'],
      ...optional('User-Name', report.user),
      ...optional('Calling-Station-Id', report.mac),
      ...optional('Framed-IP-Address', report.ip),
      ...optional('Class', report.class),
      ['Acct-Session-Time', report.seconds ?? 0],
      ['Acct-Input-Octets', Number(octetsIn & 0xffff_ffffn)],
      ['Acct-Input-Gigawords', Number(octetsIn >> 32n)],
      ['Acct-Output-Octets', Number(octetsOut & 0xffff_ffffn)],
      ['Acct-Output-Gigawords', Number(octetsOut >> 32n)],
      ...optional('Acct-Terminate-Cause', report.cause),
    ];
    return this.exchange(this.server.acct, waitMs, (id) =>
      signedRequest('Accounting-Request', id, this.secret, attributes),
    );
  }

  /** Sends a request until it is answered. A repeated request has the same octets. */
  private exchange(
    port: number,
    waitMs: number | undefined,
    requestWith: (id: number) => Buffer,
  ): Promise<RadiusAnswer | null> {
    const id = this.freeId(port);
    const request = requestWith(id);
    const key = keyOf(port, id);
    const { tries } = this.patience;
    return new Promise((resolve) => {
      let sent = 0;
      let timer: NodeJS.Timeout | undefined;
      const end = (answer: RadiusAnswer | null): void => {
        clearTimeout(timer);
        this.waiting.delete(key);
        resolve(answer);
      };
      const send = (): void => {
        if (sent >= tries) {
          end(null);
          return;
        }
        sent += 1;
        this.socket.send(request, port, this.server.host ?? '127.0.0.1', () => undefined);
        timer = setTimeout(send, waitMs ?? this.patience.waitMs);
      };
      const receive = (message: Buffer): void => {
        const answer = this.read(message, request);
        if (answer !== null) end(answer);
      };
      this.waiting.set(key, { receive, end });
      send();
    });
  }

  /** @throws Error when as many requests are unanswered as there are ids */
  private freeId(port: number): number {
    for (let steps = 0; steps < IDS; steps += 1) {
      const id = this.nextId;
      this.nextId = (id + 1) % IDS;
      if (!this.waiting.has(keyOf(port, id))) return id;
    }
    throw new Error(`More than ${IDS} requests wait for an answer.`);
  }

  /** A router drops what is not signed with the secret. */
  private read(message: Buffer, request: Buffer): RadiusAnswer | null {
    const packet = readResponse(message, request, this.secret);
    if (packet === null) return null;
    const { code, attributes } = packet;
    if (code !== 'Access-Accept' && code !== 'Access-Reject' && code !== 'Accounting-Response') {
      return null;
    }
    return {
      code,
      attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
      order: attributes.map(({ name }) => name),
    };
  }
}

const keyOf = (port: number, id: number): string => `${port}/${id}`;

function optional(name: Attribute[0], value: string | number | undefined): Attribute[] {
  return value === undefined ? [] : [[name, value]];
}
