import { Pool } from 'pg';
import request from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import {
  type EntitlementOptions,
  type EntitlementRow,
  insertEntitlement,
  insertNas,
  type NasRow,
} from './access-rows.js';
import { type Headers, startTestApp, type TestApp, type TestAppOptions } from './app.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { RadiusFunctions } from './radius-functions.js';
import { aPackage, aShop, type Shop } from './shop.js';

/** A body of the API. */
export type Body = Readonly<Record<string, unknown>>;

/** The status and the body of an answer. */
export interface Answered {
  readonly status: number;
  readonly body: Body;
}

/** A line of the history of an entitlement. */
export interface HistoryLine {
  readonly event: string;
  readonly source: string;
  readonly reason: string;
  readonly evidence: Body;
}

/** A server with two operators; the first one has a router that uses RADIUS, with a package. */
export class OperatedAccess {
  private constructor(
    readonly app: TestApp,
    readonly pool: Pool,
    private readonly shops: readonly [Shop, Shop],
    readonly nas: NasRow,
    readonly packageId: number,
    private readonly own: TestDatabase,
  ) {}

  static async start(options: TestAppOptions = {}): Promise<OperatedAccess> {
    const database = await createTestDatabase();
    const pool = new Pool({ connectionString: database.url, max: 4 });
    const app = await startTestApp({ ...options, databaseUrl: database.url });
    const shops = [await aShop(app), await aShop(app)] as const;
    const [shop] = shops;
    const nas = await insertNas(pool, { address: '10.77.0.9', userId: shop.userId });
    const packageId = await aPackage(app, shop, nas.routerId);
    return new OperatedAccess(app, pool, shops, nas, packageId, database);
  }

  /** For another server on the same database. */
  get databaseUrl(): string {
    return this.own.url;
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.pool.end();
    await this.own.drop();
  }

  get shop(): Shop {
    return this.shops[0];
  }

  get other(): Shop {
    return this.shops[1];
  }

  /** The functions that FreeRADIUS calls, for packets of the router. */
  get radius(): RadiusFunctions {
    return new RadiusFunctions(this.pool, this.nas);
  }

  /** Sends a request below `/access/entitlements/`. */
  async post(path: string, body: object, headers: Headers = {}): Promise<Answered> {
    const all = { ...this.shop.token, ...headers };
    const answer = await this.app.post(`/access/entitlements/${path}`, body, all);
    return { status: answer.status, body: answer.body as Body };
  }

  grant(body: object, headers: Headers = {}): Promise<Answered> {
    return this.post('', { router: this.nas.routerId, reason: 'A gift', ...body }, headers);
  }

  removeDevice(id: string, mac: string, headers: Headers = this.shop.token) {
    return request(this.app.url).delete(`/access/entitlements/${id}/devices/${mac}/`).set(headers);
  }

  async detailsOf(id: string): Promise<Body> {
    const { body } = await this.app.get(`/access/entitlements/${id}/`, this.shop.token).expect(200);
    return body as Body;
  }

  async historyOf(id: string): Promise<HistoryLine[]> {
    return (await this.detailsOf(id))['history'] as HistoryLine[];
  }

  /** The start and the end of an entitlement, in ms. */
  async periodOf(id: string): Promise<readonly [start: number, end: number]> {
    const { starts_at: start, ends_at: end } = await this.detailsOf(id);
    return [Date.parse(String(start)), Date.parse(String(end))];
  }

  /** A chain of two entitlements of an hour each, for two devices; the first one runs. */
  async aChain(
    sold: Pick<EntitlementOptions, 'dataCapMb'> = {},
  ): Promise<readonly [EntitlementRow, EntitlementRow]> {
    const first = await insertEntitlement(this.pool, this.nas, { deviceLimit: 2, ...sold });
    const end = `SELECT ends_at FROM entitlements WHERE id = '${first.id}'`;
    const next = await insertEntitlement(this.pool, this.nas, {
      ...{ after: first, deviceLimit: 2, ...sold },
      ...{ startsAt: `(${end})`, endsAt: `(${end}) + interval '1 hour'` },
    });
    return [first, next];
  }

  aVoucher(): Promise<EntitlementRow> {
    const unused = { source: 'voucher', startsAt: 'NULL', endsAt: 'NULL' } as const;
    return insertEntitlement(this.pool, this.nas, unused);
  }

  /** Attaches a device, and reports the start of its session, and what it has used. */
  async openSession(chain: EntitlementRow, mac: string, octets = 0): Promise<void> {
    await this.pool.query(
      `INSERT INTO devices (chain_id, mac_address, user_id) VALUES ($1, $2, $3)
       ON CONFLICT (chain_id, mac_address) DO NOTHING`,
      [chain.chainId, mac, this.nas.userId],
    );
    const session = { session: newId(), user: chain.code, mac };
    await this.radius.account({ type: 'Start', ...session });
    if (octets > 0) await this.radius.account({ type: 'Interim-Update', ...session, out: octets });
  }

  /** What is planned for the sessions of a chain at the router. */
  async requestsOf({ chainId }: EntitlementRow): Promise<unknown[]> {
    const { rows } = await this.pool.query<{ kind: string; mac: string }>(
      `SELECT r.kind, s.mac_address AS mac
         FROM coa_requests r JOIN accounting_sessions s ON s.id = r.session_id
        WHERE s.chain_id = $1 ORDER BY s.mac_address`,
      [chainId],
    );
    return rows;
  }
}
