import { type Timers } from './timers.js';

/** Why a session ended, with the numbers of Acct-Terminate-Cause (RFC 2866, 5.10). */
export const TERMINATE_CAUSES = {
  'User-Request': 1,
  'Session-Timeout': 5,
  'Admin-Reset': 6,
  'NAS-Request': 10,
  'NAS-Reboot': 11,
} as const;

/** Why a session ended. */
export type TerminateCause = keyof typeof TERMINATE_CAUSES;

/** What the RADIUS server allows a session, as attributes by name. */
export type SessionAttributes = Readonly<Record<string, string>>;

/** A device that is logged in, with the octets that it used. */
export interface SessionView {
  readonly sessionId: string;
  readonly user: string;
  readonly mac: string;
  readonly ip: string;
  /** Upload and download, as `2M/5M`; null when unlimited. */
  readonly rateLimit: string | null;
  readonly seconds: number;
  /** Seconds until Session-Timeout; null when the session has no end. */
  readonly secondsLeft: number | null;
  readonly octetsUp: number;
  readonly octetsDown: number;
}

/** What is known of a session when it begins. */
export interface SessionStart {
  readonly sessionId: string;
  readonly user: string;
  readonly mac: string;
  readonly ip: string;
  /** Of the Access-Accept. */
  readonly attributes: SessionAttributes;
  /** Which part of its speed the device uses all the time, from 0 to 1. */
  readonly usage: number;
}

/** What a session tells its router. */
export interface SessionEvents {
  /** The interim interval is over. */
  readonly interim: (session: HotspotSession) => void;
  readonly ended: (session: HotspotSession, cause: TerminateCause) => void;
}

const GIGAWORD = 2 ** 32;

/** A device that is logged in at a hotspot: keeps its time and its data, and ends by itself. */
export class HotspotSession {
  readonly sessionId: string;
  readonly user: string;
  readonly mac: string;
  readonly ip: string;
  readonly class: string | undefined;
  private readonly startedAt: number;
  private attributes: SessionAttributes;
  private endsAt: number | null = null;
  private octetsUp = 0;
  private octetsDown = 0;
  private countedAt: number;
  private isOver = false;
  private cancelEnd: () => void = () => undefined;
  private cancelInterim: () => void = () => undefined;

  constructor(
    private readonly start: SessionStart,
    private readonly timers: Timers,
    private readonly events: SessionEvents,
  ) {
    ({ sessionId: this.sessionId, user: this.user, mac: this.mac, ip: this.ip } = start);
    this.class = start.attributes['Class'];
    this.attributes = start.attributes;
    this.startedAt = timers.now();
    this.countedAt = this.startedAt;
    this.limitTime();
    this.planInterim();
  }

  /** Changes limits during the session. A new Session-Timeout counts from now. */
  change(attributes: SessionAttributes): void {
    this.count();
    this.attributes = { ...this.attributes, ...attributes };
    if ('Session-Timeout' in attributes) this.limitTime();
    if ('Acct-Interim-Interval' in attributes) this.planInterim();
    this.endAtTotalLimit();
  }

  /** The device sends and receives so many octets. */
  use(up: number, down: number): void {
    if (this.isOver) return;
    this.octetsUp += up;
    this.octetsDown += down;
    this.endAtTotalLimit();
  }

  /** Ends the session; once. */
  end(cause: TerminateCause): void {
    if (this.isOver) return;
    this.count();
    this.discard();
    this.events.ended(this, cause);
  }

  /** Ends the session without telling anybody, as a loss of power does. */
  discard(): void {
    this.isOver = true;
    this.cancelEnd();
    this.cancelInterim();
  }

  view(): SessionView {
    if (!this.isOver) this.count();
    const { sessionId, user, mac, ip } = this;
    const left = this.endsAt === null ? null : (this.endsAt - this.timers.now()) / 1_000;
    return {
      sessionId,
      user,
      mac,
      ip,
      rateLimit: this.attributes['Mikrotik-Rate-Limit'] ?? null,
      seconds: Math.floor((this.countedAt - this.startedAt) / 1_000),
      secondsLeft: left === null ? null : Math.max(0, Math.ceil(left)),
      octetsUp: Math.floor(this.octetsUp),
      octetsDown: Math.floor(this.octetsDown),
    };
  }

  private limitTime(): void {
    this.cancelEnd();
    const seconds = this.number('Session-Timeout');
    this.endsAt = seconds === null ? null : this.timers.now() + seconds * 1_000;
    if (seconds === null) return;
    this.cancelEnd = this.timers.after(seconds * 1_000, () => {
      this.end('Session-Timeout');
    });
  }

  private planInterim(): void {
    this.cancelInterim();
    const seconds = this.number('Acct-Interim-Interval');
    if (seconds === null || seconds === 0) return;
    this.cancelInterim = this.timers.after(seconds * 1_000, () => {
      this.count();
      this.endAtTotalLimit();
      if (this.isOver) return;
      this.events.interim(this);
      this.planInterim();
    });
  }

  /** Adds what the device used since it was last counted. */
  private count(): void {
    const now = this.timers.now();
    const [up, down] = this.octetsPerSecond();
    const seconds = (now - this.countedAt) / 1_000;
    this.octetsUp += up * seconds * this.start.usage;
    this.octetsDown += down * seconds * this.start.usage;
    this.countedAt = now;
  }

  private octetsPerSecond(): readonly [up: number, down: number] {
    const [, up = '0', down = '0'] =
      /^(\d+)M\/(\d+)M/.exec(this.attributes['Mikrotik-Rate-Limit'] ?? '') ?? [];
    return [Number(up) * 125_000, Number(down) * 125_000];
  }

  private endAtTotalLimit(): void {
    const limit = this.number('Mikrotik-Total-Limit');
    if (limit === null) return;
    const gigawords = this.number('Mikrotik-Total-Limit-Gigawords') ?? 0;
    if (this.octetsUp + this.octetsDown >= limit + gigawords * GIGAWORD) this.end('NAS-Request');
  }

  private number(name: string): number | null {
    const value = this.attributes[name];
    return value === undefined ? null : Number(value);
  }
}
