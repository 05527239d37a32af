import { isJsonObject } from '../../common/json/storable-json.js';
import { RouterFault } from '../../routers/router-os/router-fault.js';
import {
  type RouterDevice,
  type RouterOsCall,
  type RouterOsClient,
} from '../../routers/router-os/router-os.client.js';
import { parsePeriod } from './period.js';
import { limitedSessions } from './session-list.js';
import { type RouterRow } from './wanted-user.js';

/** A device that is logged in at a router. */
export interface ActiveSession {
  /** The id of its row. */
  readonly id: string;
  readonly user: string;
  readonly macAddress: string;
  readonly ipAddress: string;
  readonly uptimeSeconds: number;
  /** Null: no limit. */
  readonly secondsLeft: number | null;
  readonly octetsUp: number;
  readonly octetsDown: number;
}

const USER = 'ip/hotspot/user';
const PROFILE = 'ip/hotspot/user/profile';
const ACTIVE = 'ip/hotspot/active';
const COOKIE = 'ip/hotspot/cookie';
const HOST = 'ip/hotspot/host';

const USER_FIELDS = [
  '.id',
  'name',
  'password',
  'profile',
  'comment',
  'disabled',
  'mac-address',
  'limit-uptime',
  'limit-bytes-total',
  'uptime',
  'bytes-in',
  'bytes-out',
];
const ACTIVE_FIELDS = [
  '.id',
  'user',
  'address',
  'mac-address',
  'uptime',
  'session-time-left',
  'bytes-in',
  'bytes-out',
];

/** The time of a job at a router is over; the job goes on later. */
export class RouterTimeOver extends Error {
  override readonly name = 'RouterTimeOver';
}

/**
 * The hotspot menus of one router, by its REST API. Every method throws a RouterFault when the
 * router cannot be reached or refuses, and RouterTimeOver before a call that would come too late.
 */
export class RouterHotspot {
  /**
   * @param isOver whether no further call may begin
   * @param ignored is told how many rows of sessions are ignored, because a router cannot have them
   */
  constructor(
    private readonly client: RouterOsClient,
    private readonly device: RouterDevice,
    private readonly isOver: () => boolean,
    private readonly ignored: (rows: number) => void,
  ) {}

  /** All users, or those with a comment. */
  users(comment?: string): Promise<RouterRow[]> {
    return this.rows(USER, { '.proplist': USER_FIELDS, ...(comment ? { comment } : {}) });
  }

  addUser(values: RouterRow): Promise<unknown> {
    return this.call({ method: 'PUT', path: USER, data: values });
  }

  changeUser(row: RouterRow, values: RouterRow): Promise<unknown> {
    return this.call({ method: 'PATCH', path: `${USER}/${idOf(row)}`, data: values });
  }

  removeUser(row: RouterRow): Promise<void> {
    return this.remove(USER, idOf(row));
  }

  /** The profiles with this name: none or one. */
  profiles(name?: string): Promise<RouterRow[]> {
    return this.rows(PROFILE, name === undefined ? {} : { name });
  }

  addProfile(values: RouterRow): Promise<unknown> {
    return this.call({ method: 'PUT', path: PROFILE, data: values });
  }

  changeProfile(row: RouterRow, values: RouterRow): Promise<unknown> {
    return this.call({ method: 'PATCH', path: `${PROFILE}/${idOf(row)}`, data: values });
  }

  /** The devices that are logged in, with two sessions each at most. */
  async active(): Promise<ActiveSession[]> {
    const listed = (await this.rows(ACTIVE, { '.proplist': ACTIVE_FIELDS })).map(asSession);
    const sessions = limitedSessions(listed);
    if (sessions.length < listed.length) this.ignored(listed.length - sessions.length);
    return sessions;
  }

  endSession({ id }: Pick<ActiveSession, 'id'>): Promise<void> {
    return this.remove(ACTIVE, id);
  }

  /** Removes what would let devices of these users in again without a password. */
  async removeCookies(isMeant: (user: string, macAddress: string) => boolean): Promise<void> {
    const fields = ['.id', 'user', 'mac-address'];
    for (const row of await this.rows(COOKIE, { '.proplist': fields })) {
      if (isMeant(row['user'] ?? '', row['mac-address'] ?? ''))
        await this.remove(COOKIE, idOf(row));
    }
  }

  /** The address of a device that has joined and is not logged in; null when there is none. */
  async waitingHost(macAddress: string): Promise<string | null> {
    const fields = ['.id', 'address', 'authorized'];
    const [row] = await this.rows(HOST, { 'mac-address': macAddress, '.proplist': fields });
    return row?.['authorized'] === 'false' ? (row['address'] ?? null) : null;
  }

  /** The addresses of a device at the hotspot, logged in or not; none when it is not there. */
  async hostAddresses(macAddress: string): Promise<string[]> {
    const fields = ['address', 'to-address'];
    const rows = await this.rows(HOST, { 'mac-address': macAddress, '.proplist': fields });
    return rows.flatMap((row) => [row['address'] ?? '', row['to-address'] ?? '']);
  }

  /** Logs a device in that has joined. */
  login(user: string, macAddress: string, ipAddress: string): Promise<unknown> {
    const data = { user, password: user, 'mac-address': macAddress, ip: ipAddress };
    return this.call({ method: 'POST', path: `${ACTIVE}/login`, data });
  }

  /** Somebody else may have removed the row, which is as good. */
  private async remove(menu: string, id: string): Promise<void> {
    try {
      await this.call({ method: 'DELETE', path: `${menu}/${id}` });
    } catch (error) {
      if (!(error instanceof RouterFault && error.status === 404)) throw error;
    }
  }

  private async rows(path: string, data: Readonly<Record<string, unknown>>): Promise<RouterRow[]> {
    const answer = await this.call({ method: 'GET', path, data });
    if (!Array.isArray(answer)) return [];
    return answer.filter(isJsonObject).map(asRow);
  }

  private call(call: RouterOsCall): Promise<unknown> {
    if (this.isOver()) throw new RouterTimeOver('the time for this router is over');
    return this.client.call(this.device, call);
  }
}

const idOf = (row: RouterRow): string => row['.id'] ?? '';

const asRow = (values: Readonly<Record<string, unknown>>): RouterRow =>
  Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

function asSession(row: RouterRow): ActiveSession {
  const left = row['session-time-left'];
  return {
    id: idOf(row),
    user: row['user'] ?? '',
    macAddress: (row['mac-address'] ?? '').toUpperCase(),
    ipAddress: row['address'] ?? '',
    uptimeSeconds: parsePeriod(row['uptime'] ?? '') ?? 0,
    secondsLeft: left === undefined ? null : parsePeriod(left),
    octetsUp: octets(row['bytes-in']),
    octetsDown: octets(row['bytes-out']),
  };
}

const octets = (text: string | undefined): number =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
