import { RouterFault } from '../../routers/router-os/router-fault.js';
import { type ActiveSession, type RouterHotspot } from './router-hotspot.js';
import { type ChainSession } from './router-access.repository.js';
import {
  type Allowance,
  isTicket,
  profileOf,
  type RouterRow,
  type RunningUse,
  wantedUser,
} from './wanted-user.js';

/** A session with less time left than this is begun anew, when more was bought. */
const RENEW_BELOW_SECONDS = 150;
const RENEW_GAIN_SECONDS = 60;

/** What the router has for a chain. */
export interface ChainAtRouter {
  /** Its users: the code, and login tickets. */
  readonly users: readonly RouterRow[];
  readonly sessions: readonly ChainSession[];
  /** All sessions of the router: a ticket that is forgotten may still have one. */
  readonly active: readonly ActiveSession[];
}

/**
 * Writes chains to a router. Each method may be broken off and repeated: it compares before it
 * writes. Its errors are those of {@link RouterHotspot}.
 */
export class ChainWriter {
  private readonly profiles = new Set<string>();

  constructor(private readonly hotspot: RouterHotspot) {}

  /**
   * Lets the customers of a chain in.
   *
   * @param unusableTickets login tickets that nobody may use any more
   * @returns whether something was written
   */
  async write(
    allowance: Allowance,
    { users, sessions, active }: ChainAtRouter,
    unusableTickets: ReadonlySet<string> = new Set(),
  ): Promise<boolean> {
    let isChanged = false;
    const code = users.find(({ name }) => name === allowance.code) ?? null;
    for (const row of [code, ...users.filter((each) => each !== code)]) {
      const name = row?.['name'] ?? allowance.code;
      const isInUse = active.some(({ user }) => user === name);
      if (
        row &&
        name !== allowance.code &&
        !isInUse &&
        (!isTicket(name) || unusableTickets.has(name))
      ) {
        await this.hotspot.removeUser(row);
        isChanged = true;
        continue;
      }
      const values = withDevice(
        wantedUser(allowance, name, row, useOf(sessions, name)),
        row,
        sessions,
      );
      if (!values) continue;
      await this.ensureProfile(allowance);
      if (row) await this.hotspot.changeUser(row, values);
      else await this.add(values);
      isChanged = true;
    }
    return isChanged;
  }

  /** Takes the users of a chain away, with their cookies and sessions. */
  async remove(code: string, { users, sessions, active }: ChainAtRouter): Promise<void> {
    const names = new Set([code, ...users.map(({ name }) => name ?? '')]);
    for (const { user } of sessions) names.add(user);
    for (const row of users) await this.hotspot.removeUser(row);
    await this.hotspot.removeCookies((user) => names.has(user));
    for (const session of active) {
      if (names.has(session.user)) await this.hotspot.endSession(session);
    }
  }

  /** Ends sessions, and keeps cookies from beginning them again. */
  async end(sessions: readonly ChainSession[]): Promise<void> {
    if (sessions.length === 0) return;
    await this.hotspot.removeCookies((user, mac) =>
      sessions.some((session) => session.user === user && session.macAddress === mac),
    );
    for (const session of sessions) await this.hotspot.endSession(session);
  }

  /**
   * Begins sessions anew that would end although more was bought: the router takes the limit of a
   * session from its beginning. Call it after {@link write}.
   */
  async renew(allowance: Allowance, sessions: readonly ChainSession[]): Promise<void> {
    for (const session of sessions) {
      const left = session.secondsLeft;
      if (left === null || left >= RENEW_BELOW_SECONDS) continue;
      if (allowance.secondsLeft < left + RENEW_GAIN_SECONDS) continue;
      await this.hotspot.endSession(session);
      await this.loginAgain(allowance, session);
    }
  }

  /** Adds a login ticket: a user of its own, with what is left of the chain. */
  async addTicket(allowance: Allowance, ticket: string, macAddress: string | null): Promise<void> {
    const values = wantedUser(allowance, ticket, null, { seconds: 0, octets: 0 });
    await this.ensureProfile(allowance);
    await this.add({ ...values, ...(macAddress === null ? {} : { 'mac-address': macAddress }) });
  }

  /** A device that has left, or logs in by itself at the same moment, is refused. */
  private async loginAgain({ code }: Allowance, session: ChainSession): Promise<void> {
    try {
      await this.hotspot.login(code, session.macAddress, session.ipAddress);
    } catch (error) {
      if (!(error instanceof RouterFault) || error.kind !== 'command_refused') throw error;
    }
  }

  /** Corrects a profile, or creates it. Two servers may do so at once. */
  private async ensureProfile(allowance: Allowance): Promise<void> {
    const wanted = profileOf(allowance);
    if (this.profiles.has(wanted.name)) return;
    const [row] = await this.hotspot.profiles(wanted.name);
    if (!row) {
      await this.hotspot.addProfile(wanted).catch(async (error: unknown) => {
        const [other] = await this.hotspot.profiles(wanted.name);
        if (!other) throw error;
      });
    } else {
      const changed = Object.entries(wanted).filter(([field, value]) => row[field] !== value);
      if (changed.length > 0) await this.hotspot.changeProfile(row, Object.fromEntries(changed));
    }
    this.profiles.add(wanted.name);
  }

  /** A user that is there already is as good, if it was written for the same chain. */
  private async add(values: RouterRow): Promise<void> {
    try {
      await this.hotspot.addUser(values);
    } catch (error) {
      if (!(error instanceof RouterFault) || error.kind !== 'command_refused') throw error;
      const written = await this.hotspot.users(values['comment']);
      if (!written.some(({ name }) => name === values['name'])) throw error;
    }
  }
}

/** A ticket serves one login: once a device has used it, it is that device's. */
function withDevice(
  values: RouterRow | null,
  row: RouterRow | null,
  sessions: readonly ChainSession[],
): RouterRow | null {
  if (!row || !isTicket(row['name']) || row['mac-address'] !== undefined) return values;
  const user = sessions.find((session) => session.user === row['name']);
  return user ? { ...values, 'mac-address': user.macAddress } : values;
}

/** What the running sessions of a user have used. */
function useOf(sessions: readonly ChainSession[], name: string): RunningUse {
  return sessions
    .filter(({ user }) => user === name)
    .reduce(
      ({ seconds, octets }, session) => ({
        seconds: seconds + session.uptimeSeconds,
        octets: octets + session.octetsUp + session.octetsDown,
      }),
      { seconds: 0, octets: 0 },
    );
}
