import {
  ADMINISTRATIVELY_PROHIBITED,
  type DynamicAnswer,
  DynamicAuthorizationListener,
  type DynamicRequest,
  SESSION_CONTEXT_NOT_FOUND,
} from './dynamic-authorization.js';
import {
  HotspotSession,
  type SessionView,
  TERMINATE_CAUSES,
  type TerminateCause,
} from './hotspot-session.js';
import { type Patience, RadiusClient, type RadiusServerPorts } from './radius-client.js';
import { systemTimers, type Timers } from './timers.js';

/** A simulated hotspot router that asks a RADIUS server. */
export interface RadiusRouterOptions {
  /** The source address of its packets, by which the server knows it, such as 127.0.0.11. */
  readonly address: string;
  readonly server: RadiusServerPorts;
  readonly secret: string;
  /** Where it takes Disconnect-Requests and CoA-Requests; 3799 when absent, 0 for any free port. */
  readonly coaPort?: number;
  /** Which part of their speed devices use all the time, from 0 to 1; 0 when absent. */
  readonly usage?: number;
  readonly patience?: Patience;
  readonly timers?: Timers;
  /** Called with a line for each event. */
  readonly log?: (line: string) => void;
}

/** A device that wants to log in. */
export interface DeviceLogin {
  readonly mac: string;
  /** An access code or a login ticket; without it the device logs in by its MAC address. */
  readonly user?: string;
  /** The user name when absent. */
  readonly password?: string;
  /** CHAP when absent, as the login page of a hotspot does. */
  readonly method?: 'pap' | 'chap';
}

/** The outcome of a login. The reason is null after silence, and in a reject that gives none. */
export type LoginOutcome =
  | { readonly isAccepted: true; readonly session: SessionView }
  | { readonly isAccepted: false; readonly isAnswered: boolean; readonly reason: string | null };

/** How a session ended. */
export interface EndedSession {
  readonly session: SessionView;
  readonly cause: TerminateCause;
}

/** How the router reacts to Disconnect-Requests and CoA-Requests. */
export type DynamicAuthorization = 'on' | 'refused' | 'silent';

const DEFAULT_COA_PORT = 3799;
const DEFAULT_PATIENCE: Patience = { waitMs: 3_000, tries: 3 };
/** Session ids start with this after each restart of the router. */
const FIRST_SESSION = 0x8010_0001;
const IDENTIFYING = ['User-Name', 'Calling-Station-Id', 'Framed-IP-Address', 'Acct-Session-Id'];

/** Logs devices in, accounts for their sessions, and ends them as the RADIUS server says. */
export class RadiusRouter {
  /** Whether Disconnect-Requests and CoA-Requests are obeyed. */
  dynamicAuthorization: DynamicAuthorization = 'on';
  private readonly byMac = new Map<string, HotspotSession>();
  private readonly waitingForEnd = new Map<string, ((end: EndedSession) => void)[]>();
  private readonly reports = new Set<Promise<unknown>>();
  private listener: DynamicAuthorizationListener | undefined;
  private started = 0;
  private addresses = 0;

  private constructor(
    private readonly options: RadiusRouterOptions,
    private readonly client: RadiusClient,
    private readonly timers: Timers,
  ) {}

  /** Starts a router. It reports its start to the server (Accounting-On). */
  static async start(options: RadiusRouterOptions): Promise<RadiusRouter> {
    const { address, server, secret, coaPort = DEFAULT_COA_PORT, timers = systemTimers } = options;
    const patience = options.patience ?? DEFAULT_PATIENCE;
    const client = await RadiusClient.open(address, server, secret, patience);
    const router = new RadiusRouter(options, client, timers);
    try {
      router.listener = await DynamicAuthorizationListener.open(
        address,
        coaPort,
        secret,
        (request) => router.obey(request),
      );
    } catch (error) {
      client.close();
      throw error;
    }
    await router.report({ type: 'Accounting-On' });
    return router;
  }

  /** The port for Disconnect-Requests and CoA-Requests. */
  get coaPort(): number {
    return this.listener?.port ?? 0;
  }

  /** The devices that are logged in. */
  get sessions(): readonly SessionView[] {
    return [...this.byMac.values()].map((session) => session.view());
  }

  /** Logs a device in. A session that it had ends first. */
  async login({ mac, user, password, method }: DeviceLogin): Promise<LoginOutcome> {
    const ip = this.nextAddress();
    const name = user ?? mac;
    const answer = await this.client.login({
      user: name,
      // A login by MAC address has no password.
      password: user === undefined ? '' : (password ?? user),
      mac,
      method: user === undefined ? 'pap' : (method ?? 'chap'),
      nasIp: this.options.address,
      ip,
    });
    if (answer?.code !== 'Access-Accept') {
      const reason = answer?.attributes['Reply-Message'] ?? null;
      this.log(`${mac} was not let in: ${answer === null ? 'no answer' : (reason ?? 'rejected')}`);
      return { isAccepted: false, isAnswered: answer !== null, reason };
    }
    this.byMac.get(mac)?.end('User-Request');
    const session = new HotspotSession(
      {
        sessionId: (FIRST_SESSION + this.started).toString(16),
        user: name,
        mac,
        ip,
        attributes: answer.attributes,
        usage: this.options.usage ?? 0,
      },
      this.timers,
      {
        interim: (each) => void this.reportSession('Interim-Update', each),
        ended: (each, cause) => {
          this.ended(each, cause);
        },
      },
    );
    this.started += 1;
    this.byMac.set(mac, session);
    this.log(`${mac} is online: ${described(session.view())}`);
    await this.reportSession('Start', session);
    return { isAccepted: true, session: session.view() };
  }

  /** The customer of a device logs out, if it is logged in. */
  async logout(mac: string): Promise<void> {
    this.byMac.get(mac)?.end('User-Request');
    await this.reported();
  }

  /** A device sends and receives so many octets. */
  use(mac: string, up: number, down: number): void {
    this.byMac.get(mac)?.use(up, down);
  }

  /** Reports all sessions now, as the interim interval would. */
  async reportAll(): Promise<void> {
    for (const session of this.byMac.values()) void this.reportSession('Interim-Update', session);
    await this.reported();
  }

  /** Waits for the end of the session that a device has now, or will have, and for its report. */
  sessionEnd(mac: string): Promise<EndedSession> {
    return new Promise((resolve) => {
      this.waitingForEnd.set(mac, [...(this.waitingForEnd.get(mac) ?? []), resolve]);
    });
  }

  /** Loses its sessions without a report, and starts again. */
  async reboot(): Promise<void> {
    for (const session of this.byMac.values()) session.discard();
    this.byMac.clear();
    this.started = 0;
    this.log('The router restarts');
    await this.report({ type: 'Accounting-On' });
  }

  /** Ends all sessions, and stops. */
  async stop(): Promise<void> {
    for (const session of [...this.byMac.values()]) session.end('NAS-Reboot');
    await this.reported();
    await this.report({ type: 'Accounting-Off' });
    this.listener?.close();
    this.client.close();
  }

  /** Resolves when the server has answered all reports so far, or was asked often enough. */
  async reported(): Promise<void> {
    await Promise.all(this.reports);
  }

  private ended(session: HotspotSession, cause: TerminateCause): void {
    const { mac } = session;
    if (this.byMac.get(mac) === session) this.byMac.delete(mac);
    const view = session.view();
    const waiting = this.waitingForEnd.get(mac) ?? [];
    this.waitingForEnd.delete(mac);
    this.log(`${mac} is offline after ${view.seconds} s (${cause})`);
    void this.reportSession('Stop', session, cause).then(() => {
      for (const resolve of waiting) resolve({ session: view, cause });
    });
  }

  private reportSession(
    type: 'Start' | 'Interim-Update' | 'Stop',
    session: HotspotSession,
    cause?: TerminateCause,
  ): Promise<void> {
    const { sessionId, user, mac, ip, seconds, octetsUp, octetsDown } = session.view();
    return this.report({
      type,
      session: sessionId,
      user,
      mac,
      ip,
      seconds,
      octetsIn: BigInt(octetsUp),
      octetsOut: BigInt(octetsDown),
      ...(session.class === undefined ? {} : { class: session.class }),
      ...(cause === undefined ? {} : { cause: TERMINATE_CAUSES[cause] }),
    });
  }

  private async report(packet: Parameters<RadiusClient['account']>[0]): Promise<void> {
    const sent = this.client.account(packet);
    this.reports.add(sent);
    const answer = await sent;
    this.reports.delete(sent);
    if (answer === null) this.log(`The RADIUS server did not answer ${packet.type}`);
  }

  private obey({ kind, attributes }: DynamicRequest): DynamicAnswer {
    if (this.dynamicAuthorization === 'silent') return 'silence';
    if (this.dynamicAuthorization === 'refused') {
      return { errorCause: ADMINISTRATIVELY_PROHIBITED };
    }
    const sessions = [...this.byMac.values()].filter((session) => isMeant(session, attributes));
    this.log(`${kind === 'coa' ? 'CoA-Request' : 'Disconnect-Request'} for ${sessions.length}`);
    if (sessions.length === 0) return { errorCause: SESSION_CONTEXT_NOT_FOUND };
    for (const session of sessions) {
      if (kind === 'disconnect') session.end('Admin-Reset');
      else session.change(attributes);
    }
    return 'ack';
  }

  private nextAddress(): string {
    this.addresses = (this.addresses + 1) % 50_000;
    return `10.5.${Math.floor(this.addresses / 250)}.${(this.addresses % 250) + 2}`;
  }

  private log(line: string): void {
    this.options.log?.(line);
  }
}

/** Whether all attributes that identify a session are those of this one; one is needed at least. */
function isMeant(session: HotspotSession, attributes: Readonly<Record<string, string>>): boolean {
  const given = IDENTIFYING.filter((name) => name in attributes);
  const own: Readonly<Record<string, string>> = {
    'User-Name': session.user,
    'Calling-Station-Id': session.mac,
    'Framed-IP-Address': session.ip,
    'Acct-Session-Id': session.sessionId,
  };
  return given.length > 0 && given.every((name) => attributes[name] === own[name]);
}

function described({ ip, rateLimit, secondsLeft }: SessionView): string {
  return [
    ip,
    ...(rateLimit === null ? [] : [rateLimit]),
    ...(secondsLeft === null ? [] : [`for ${secondsLeft} s`]),
  ].join(', ');
}
