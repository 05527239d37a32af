import { Pool } from 'pg';
import {
  CoaRequestsReader,
  type SessionRequest,
} from '../../src/access/delivery/coa-requests.reader.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import {
  type EntitlementOptions,
  type EntitlementRow,
  insertEntitlement,
  insertNas,
  insertSession,
  type NasRow,
} from './access-rows.js';
import { startTestApp, type TestApp } from './app.js';
import { FakeNas } from './fake-nas.js';
import { createTestDatabase } from './postgres.js';

/** The address that requests are sent from. */
export const COA_SOURCE = '127.0.0.9';

/** A router with the part that takes Disconnect-Requests and CoA-Requests, on a socket. */
export interface CoaRouter extends NasRow {
  readonly nas: FakeNas;
}

/** Two servers on one database, and routers that they send requests to. */
export class CoaSetup {
  private readonly routers: CoaRouter[] = [];
  private addresses = 0;

  private constructor(
    readonly pool: Pool,
    readonly app: TestApp,
    readonly other: TestApp,
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(): Promise<CoaSetup> {
    const database = await createTestDatabase();
    const pool = new Pool({ connectionString: database.url, max: 4 });
    const options = { databaseUrl: database.url, settings: { RADIUS_COA_SOURCE: COA_SOURCE } };
    const [app, other] = [await startTestApp(options), await startTestApp(options)];
    return new CoaSetup(pool, app, other, () => database.drop());
  }

  async stop(): Promise<void> {
    await this.other.stop();
    await this.app.stop();
    await this.pool.end();
    await this.drop();
  }

  /** Closes the routers and removes all requests and jobs. */
  async clear(): Promise<void> {
    for (const { nas } of this.routers.splice(0)) nas.close();
    await this.pool.query('DELETE FROM graphile_worker._private_jobs');
    await this.pool.query('DELETE FROM coa_requests');
  }

  /** Adds a router, of a new operator unless one is given. */
  async addRouter(operator: Partial<Pick<NasRow, 'userId'>> = {}): Promise<CoaRouter> {
    this.addresses += 1;
    const address = `127.1.0.${this.addresses}`;
    const row = await insertNas(this.pool, { address, secret: randomHex(16), ...operator });
    const nas = await FakeNas.open(row.address, row.secret);
    await this.pool.query('UPDATE routers SET coa_port = $2 WHERE id = $1', [
      row.routerId,
      nas.port,
    ]);
    const made = { ...row, nas };
    this.routers.push(made);
    return made;
  }

  /** Stops the router from listening. */
  close(router: CoaRouter): void {
    this.routers.splice(this.routers.indexOf(router), 1);
    router.nas.close();
  }

  async plan({ chainId }: EntitlementRow, change: string): Promise<void> {
    await this.pool.query('SELECT plan_access_delivery($1, $2)', [chainId, change]);
  }

  /** Inserts a chain with sessions, and plans what a change of it makes necessary. */
  async planned(
    router: NasRow,
    change: string,
    { sessions = 1, ...options }: EntitlementOptions & { readonly sessions?: number } = {},
  ): Promise<EntitlementRow> {
    const chain = await insertEntitlement(this.pool, router, options);
    for (let made = 0; made < sessions; made += 1) {
      await insertSession(this.pool, router, chain, { acctSessionId: String(made) });
    }
    await this.plan(chain, change);
    return chain;
  }

  /** The requests of a chain, as an operator sees them. */
  requests({ userId }: Pick<NasRow, 'userId'>, chain: EntitlementRow): Promise<SessionRequest[]> {
    const reader = this.app.nest.get(CoaRequestsReader, { strict: false });
    return reader.ofChain(this.app.database, userId, chain.chainId);
  }

  /** The states of the requests of a chain as they are stored. */
  async requestStates({ chainId }: EntitlementRow): Promise<string[]> {
    const { rows } = await this.pool.query<{ state: string }>(
      `SELECT r.state FROM coa_requests r JOIN accounting_sessions s ON s.id = r.session_id
        WHERE s.chain_id = $1`,
      [chainId],
    );
    return rows.map(({ state }) => state);
  }

  /** Ends the sessions of a chain. */
  async stopSessions({ chainId }: EntitlementRow, cause: string): Promise<void> {
    await this.pool.query(
      'UPDATE accounting_sessions SET stopped_at = now(), stop_cause = $2 WHERE chain_id = $1',
      [chainId, cause],
    );
  }

  /** Makes the next try of all requests due, and has them sent. */
  async sendNow(): Promise<void> {
    await this.pool.query(
      `UPDATE coa_requests SET next_try_at = now(), sent_at = sent_at - interval '1 minute'`,
    );
    await this.runJobs();
  }

  /** Runs all jobs on both servers, without making any request due. */
  async runJobs(): Promise<void> {
    await this.pool.query(
      'UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL',
    );
    await Promise.all([this.app.idle(), this.other.idle()]);
  }

  /** Has a scheduled task run. */
  async runTask(task: string): Promise<void> {
    await this.pool.query('SELECT graphile_worker.add_job($1)', [task]);
    await this.app.idle();
  }
}
