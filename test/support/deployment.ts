import pg from 'pg';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type Simulator, startSimulator } from 'intasend-simulator';
import { type ServerAt } from './app.js';
import { runCommand } from './command.js';
import { LipafiProcess, serverAt } from './lipafi-process.js';
import { createTestDatabase, databaseSettings } from './postgres.js';
import { until } from './until.js';
import { startHoldingProxy, type HoldingProxy } from './holding-proxy.js';

const WAITS = `datname = current_database() AND wait_event_type = 'Lock'`;

type SettingsByName = Readonly<Record<string, string>>;

/** A running server process, and how to call it. */
export interface Running extends ServerAt {
  readonly process: LipafiProcess;
}

/**
 * The environment of server processes: a database, a simulator whose time only tests move, and a
 * proxy between it and the servers. Closing it leaves no process running.
 */
export class Deployment {
  private readonly processes: LipafiProcess[] = [];
  private readonly secrets = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };

  private constructor(
    readonly databaseUrl: string,
    readonly simulator: Simulator,
    readonly proxy: HoldingProxy,
    private readonly pool: pg.Pool,
    private readonly dropDatabase: () => Promise<void>,
    private readonly settings: SettingsByName,
  ) {}

  /** @param settings the settings of all processes, by variable name */
  static async open(settings: SettingsByName = {}): Promise<Deployment> {
    const database = await createTestDatabase();
    return Deployment.on(database.url, settings, () => database.drop());
  }

  /** Opens a deployment on an existing database. */
  static async on(
    databaseUrl: string,
    settings: SettingsByName = {},
    drop: () => Promise<void> = () => Promise.resolve(),
  ): Promise<Deployment> {
    const simulator = await startSimulator({ port: 0, speed: 0 });
    const proxy = await startHoldingProxy(simulator.url);
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
    // A test may stop the database; the next query reports the error.
    pool.on('error', () => undefined);
    return new Deployment(databaseUrl, simulator, proxy, pool, drop, settings);
  }

  /** Starts a server and waits until it listens. */
  async start(settings: SettingsByName = {}): Promise<Running> {
    const started = this.spawn(settings);
    const url = await started.ready();
    this.simulator.control.setWebhook({ url: `${url}/payments/webhook/`, challenge: null });
    return { ...serverAt(url, this.simulator), process: started };
  }

  /** Starts a worker process and waits until it runs. */
  async startWorker(settings: SettingsByName = {}): Promise<LipafiProcess> {
    const started = this.spawn({ WORKER_MODE: 'only', ...settings });
    await started.ready();
    return started;
  }

  /** Starts a process without waiting for it. */
  spawn(settings: SettingsByName = {}): LipafiProcess {
    const started = LipafiProcess.start({ ...this.environment(), ...settings });
    this.processes.push(started);
    return started;
  }

  /** Runs `npm run jobs -- …` to its end. */
  async jobs(
    ...args: string[]
  ): Promise<{ readonly code: number | string; readonly output: string }> {
    const { status, stdout, stderr } = await runCommand('src/jobs/cli', args, this.environment());
    return { code: status, output: stdout + stderr };
  }

  /** Runs one statement. */
  async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query(text, [...values])).rows as Row[];
  }

  /** Makes all jobs due that are not running. */
  async makeJobsDue(): Promise<void> {
    await this.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now()
        WHERE locked_at IS NULL AND run_at > now()`,
    );
  }

  /**
   * Waits until a query finds a row, and returns it.
   *
   * @param what what the test waits for, as a clause
   */
  async until<Row>(what: string, text: string, values: readonly unknown[] = []): Promise<Row> {
    const find = async (): Promise<Row | undefined> => (await this.query<Row>(text, values))[0];
    return until(what, find, (row): row is Row & {} => row !== undefined);
  }

  /**
   * Locks rows until the returned function is called. A server that wants to change one of them
   * waits.
   */
  async lockRows(text: string, values: readonly unknown[] = []): Promise<() => Promise<void>> {
    const client = await this.pool.connect();
    await client.query('BEGIN');
    const { rowCount } = await client.query(text, [...values]);
    if (rowCount === 0) throw new Error('There is no such row to lock');
    return async () => {
      await client.query('ROLLBACK');
      client.release();
    };
  }

  /** Resolves once a statement of a server waits for a lock. */
  async statementWaits(): Promise<void> {
    await this.until(
      'a statement waits for a lock',
      `SELECT pid FROM pg_stat_activity WHERE ${WAITS}`,
    );
  }

  /** Ends the sessions that wait for a lock, because their statements would outlive the process. */
  async endWaitingStatements(): Promise<void> {
    await this.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${WAITS}`);
  }

  /** Kills all running workers and servers except the first server and this one. */
  async killOthers(kept: LipafiProcess): Promise<void> {
    const [first] = this.processes;
    await Promise.all(
      this.processes
        .filter((each) => each !== first && each !== kept && !each.hasEnded)
        .map((each) => each.kill()),
    );
  }

  /** Kills all running processes. */
  async killAll(): Promise<void> {
    await Promise.all(this.processes.splice(0).map((each) => each.kill()));
  }

  async close(): Promise<void> {
    await this.killAll();
    await this.pool.end();
    await this.proxy.stop();
    await this.simulator.stop();
    await this.dropDatabase();
  }

  private environment(): SettingsByName {
    return {
      NODE_ENV: 'test',
      PORT: '0',
      ...databaseSettings(this.databaseUrl),
      DATABASE_POOL_SIZE: '5',
      ...this.secrets,
      INTASEND_SANDBOX_URL: this.proxy.url,
      INTASEND_LIVE_URL: this.proxy.url,
      INTASEND_TIMEOUT_MS: '5000',
      STATUS_CHECK_MIN_INTERVAL_MS: '0',
      RATE_LIMIT_SCALE: '0',
      LOG_LEVEL: 'debug',
      ...this.settings,
    };
  }
}
