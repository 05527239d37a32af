import { type Clock } from '../clock.js';
import { LiveTable, type Table } from '../rest/menu.js';
import { badRequest } from '../rest/refused.js';
import { type Row } from '../rest/row.js';
import { formatPeriod, parsePeriod } from '../rest/values.js';
import { profileTable, userTable } from './tables.js';

/** How a login ended: the session's id, or the refusal in the words of RouterOS. */
export type LoginResult = { readonly id: string } | { readonly error: string };

interface Used {
  seconds: number;
  up: number;
  down: number;
}

interface Host {
  readonly id: string;
  readonly address: string;
  readonly since: number;
}

interface Session extends Used {
  readonly id: string;
  readonly user: string;
  readonly mac: string;
  readonly by: string;
  readonly since: number;
  /** Seconds from the login to the end; null: none. */
  readonly secondsLeft: number | null;
  readonly bytesLeft: number | null;
}

const SERVER = 'hotspot1';
const NO_USE: Readonly<Used> = { seconds: 0, up: 0, down: 0 };

/**
 * The hotspot of a router: users with limits, devices that appear, log in and are counted. Sessions
 * outlive the removal of their user; sessions and hosts do not outlive a restart, users and cookies do.
 */
export class Hotspot {
  readonly profiles: Table;
  readonly users: Table;
  readonly active: LiveTable;
  readonly hosts: LiveTable;
  readonly cookies: LiveTable;

  private readonly used = new Map<string, Used>();
  private readonly present = new Map<string, Host>();
  private readonly sessions = new Map<string, Session>();
  private readonly macCookies = new Map<string, { user: string; mac: string; until: number }>();
  private readonly nextId: () => string;
  private nextNumber = 16;
  private rowsOfSession = 1;

  constructor(private readonly clock: Clock) {
    const nextId = (): string => `*${(this.nextNumber++).toString(16).toUpperCase()}`;
    this.nextId = nextId;
    this.profiles = profileTable(nextId);
    this.users = userTable(
      nextId,
      (name) => this.profiles.named(name) !== undefined,
      (row) => this.countersOf(row),
    );
    this.active = new LiveTable(
      () => this.sessionRows(),
      (id) => {
        this.end(id);
      },
      {
        login: (values) => {
          this.loginByApi(values);
        },
      },
    );
    this.hosts = new LiveTable(
      () => this.hostRows(),
      (id) => {
        const found = [...this.present].find(([, host]) => host.id === id);
        if (found) this.disconnect(found[0]);
      },
    );
    this.cookies = new LiveTable(
      () => this.cookieRows(),
      (id) => {
        this.macCookies.delete(id);
      },
    );
  }

  /** A device joins the network. A valid cookie logs it in. */
  connect(mac: string, address = `10.5.50.${(this.present.size % 250) + 2}`): void {
    if (!this.present.has(mac)) {
      this.present.set(mac, { id: this.nextId(), address, since: this.seconds() });
    }
    this.loginByCookie(mac);
  }

  /** A device leaves the network. */
  disconnect(mac: string): void {
    const session = this.sessionOf(mac);
    if (session) this.end(session.id);
    this.present.delete(mac);
  }

  /** A device that has joined logs in through the router's page. */
  login(mac: string, user: string, password: string): LoginResult {
    return this.tryLogin(mac, user, password, 'http-chap');
  }

  /**
   * A device sends and receives so many bytes; without a session it has what a cookie gives it.
   * @returns whether it is online afterwards
   */
  transfer(mac: string, up: number, down: number): boolean {
    this.endWhatIsOver();
    const session = this.sessionOf(mac) ?? this.loginByCookie(mac);
    if (!session) return false;
    session.up += up;
    session.down += down;
    return this.isOnline(mac);
  }

  /** Whether a device has a session. */
  isOnline(mac: string): boolean {
    this.endWhatIsOver();
    return this.sessionOf(mac) !== undefined;
  }

  /** Lists each session in so many rows, each with an id of its own, as a faulty router may. */
  listEachSession(times: number): void {
    this.rowsOfSession = times;
  }

  /** The router starts anew. */
  restart(): void {
    for (const mac of [...this.present.keys()]) this.disconnect(mac);
  }

  private seconds(): number {
    return this.clock.now().getTime() / 1000;
  }

  private sessionOf(mac: string): Session | undefined {
    return [...this.sessions.values()].find((session) => session.mac === mac);
  }

  private loginByApi(values: Row): void {
    const { user = '', password = '', ip } = values;
    const given = values['mac-address']?.toUpperCase();
    const found = [...this.present].find(([mac, host]) =>
      given === undefined ? host.address === ip : mac === given,
    );
    if (!found) throw badRequest('failure: no such host');
    const result = this.tryLogin(found[0], user, password, 'http-pap');
    if ('error' in result) throw badRequest(`failure: ${result.error}`);
  }

  private loginByCookie(mac: string): Session | undefined {
    if (this.sessionOf(mac) || !this.present.has(mac)) return undefined;
    for (const [id, cookie] of this.macCookies) {
      if (cookie.mac !== mac || cookie.until <= this.seconds()) continue;
      const password = this.users.named(cookie.user)?.['password'] ?? '';
      const result = this.tryLogin(mac, cookie.user, password, 'mac-cookie');
      if ('id' in result) return this.sessions.get(result.id);
      this.macCookies.delete(id);
    }
    return undefined;
  }

  private tryLogin(mac: string, name: string, password: string, by: string): LoginResult {
    this.endWhatIsOver();
    const user = this.users.named(name);
    if (!this.present.has(mac)) return { error: 'not connected' };
    if (this.sessionOf(mac)) return { error: 'already logged in' };
    if (!user || user['disabled'] === 'true' || (user['password'] ?? '') !== password) {
      return { error: 'invalid username or password' };
    }
    if (user['mac-address'] !== undefined && user['mac-address'] !== mac) {
      return { error: `user ${name} is not allowed to log in from this MAC address` };
    }
    const left = this.leftOf(user);
    if (left.seconds !== null && left.seconds <= 0) {
      return { error: `user ${name} has reached uptime limit` };
    }
    if (left.bytes !== null && left.bytes <= 0) {
      return { error: `user ${name} has reached traffic limit` };
    }
    const profile = this.profiles.named(user['profile'] ?? '');
    const shared = profile?.['shared-users'] ?? '1';
    const taken = [...this.sessions.values()].filter((session) => session.user === name).length;
    if (shared !== 'unlimited' && taken >= Number(shared)) {
      return { error: `no more sessions are allowed for user ${name}` };
    }
    const id = this.nextId();
    this.sessions.set(id, {
      ...NO_USE,
      id,
      user: name,
      mac,
      by,
      since: this.seconds(),
      secondsLeft: left.seconds,
      bytesLeft: left.bytes,
    });
    if (profile?.['add-mac-cookie'] === 'true') this.keepCookie(name, mac, profile);
    return { id };
  }

  private keepCookie(user: string, mac: string, profile: Row): void {
    const until = this.seconds() + (parsePeriod(profile['mac-cookie-timeout'] ?? '') ?? 0);
    const known = [...this.macCookies].find(([, each]) => each.user === user && each.mac === mac);
    this.macCookies.set(known?.[0] ?? this.nextId(), { user, mac, until });
  }

  /** What a user may still use; limits of zero are none. */
  private leftOf(user: Row): { seconds: number | null; bytes: number | null } {
    const used = this.usedBy(user['.id'] ?? '');
    const seconds = parsePeriod(user['limit-uptime'] ?? '0') ?? 0;
    const total = Number(user['limit-bytes-total'] ?? 0);
    return {
      seconds: seconds === 0 ? null : seconds - used.seconds,
      bytes: total === 0 ? null : total - used.up - used.down,
    };
  }

  private usedBy(userId: string): Used {
    return this.used.get(userId) ?? { ...NO_USE };
  }

  /** Ends the sessions that have reached a limit, and forgets their cookies, as RouterOS does. */
  private endWhatIsOver(): void {
    const now = this.seconds();
    for (const { id, user, mac, since, up, down, ...limits } of [...this.sessions.values()]) {
      const endsAt = limits.secondsLeft === null ? Infinity : since + limits.secondsLeft;
      const isFull = limits.bytesLeft !== null && up + down >= limits.bytesLeft;
      if (endsAt > now && !isFull) continue;
      this.end(id, Math.min(now, endsAt));
      for (const [cookie, kept] of this.macCookies) {
        if (kept.user === user && kept.mac === mac) this.macCookies.delete(cookie);
      }
    }
  }

  /** Ends a session and adds what it has used to its user. */
  private end(id: string, at = this.seconds()): void {
    const session = this.sessions.get(id);
    if (!session) return;
    this.sessions.delete(id);
    const userId = this.users.named(session.user)?.['.id'];
    if (userId === undefined) return;
    const before = this.usedBy(userId);
    this.used.set(userId, {
      seconds: before.seconds + at - session.since,
      up: before.up + session.up,
      down: before.down + session.down,
    });
  }

  private countersOf(row: Row): Row {
    const { seconds, up, down } = this.usedBy(row['.id'] ?? '');
    return {
      uptime: formatPeriod(seconds),
      'bytes-in': String(up),
      'bytes-out': String(down),
      'packets-in': String(Math.ceil(up / 1_000)),
      'packets-out': String(Math.ceil(down / 1_000)),
    };
  }

  private sessionRows(): Row[] {
    this.endWhatIsOver();
    const now = this.seconds();
    const further = Array.from({ length: this.rowsOfSession - 1 }, (_, index) => `-${index + 2}`);
    return ['', ...further].flatMap((suffix) =>
      [...this.sessions.values()].map((session) => ({
        '.id': session.id + suffix,
        server: SERVER,
        user: session.user,
        address: this.present.get(session.mac)?.address ?? '',
        'mac-address': session.mac,
        'login-by': session.by,
        uptime: formatPeriod(now - session.since),
        'idle-time': '0s',
        ...(session.secondsLeft === null
          ? {}
          : { 'session-time-left': formatPeriod(session.since + session.secondsLeft - now) }),
        'bytes-in': String(session.up),
        'bytes-out': String(session.down),
        radius: 'false',
      })),
    );
  }

  private hostRows(): Row[] {
    this.endWhatIsOver();
    return [...this.present].map(([mac, { id, address, since }]) => ({
      '.id': id,
      'mac-address': mac,
      address,
      'to-address': address,
      server: SERVER,
      uptime: formatPeriod(this.seconds() - since),
      authorized: String(this.sessionOf(mac) !== undefined),
      bypassed: 'false',
    }));
  }

  private cookieRows(): Row[] {
    const now = this.seconds();
    return [...this.macCookies]
      .filter(([, { until }]) => until > now)
      .map(([id, { user, mac, until }]) => ({
        '.id': id,
        user,
        'mac-address': mac,
        'mac-cookie': 'true',
        'expires-in': formatPeriod(until - now),
      }));
  }
}
