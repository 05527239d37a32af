import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { startEmbeddedPostgres } from '../src/development-packages.js';
import { type BenchRouter, seedAccess } from './access/access-data.js';
import { Child, program } from './child.js';
import { LipafiServer } from './lipafi.js';
import { type DashboardSubjects, foldPayments, seedDashboard } from './dashboard/dashboard-data.js';
import { type DatabaseAddresses, type Options } from './options.js';
import { seedEntitlements, seedPayments } from './seed.js';

import { openShop, type Shop } from './shop.js';

/** The number of completed payments that workloads check. */
const SAMPLE = 1_000;
/** Open payments that are checked in turn: more than can be checked within the minimum interval. */
const OPEN_PAYMENTS = 20_000;
const DAY_SECONDS = 86_400;

/** Starts ids at values that appear as no other number in a statement, so that they can be found. */
const DISTINCT_IDS = `
  ALTER TABLE routers ALTER COLUMN id RESTART WITH 500000000;
  ALTER TABLE webhook_events ALTER COLUMN id RESTART WITH 1000000000;
  ALTER TABLE graphile_worker._private_jobs ALTER COLUMN id RESTART WITH 2000000000`;

/** A database filled with payments. */
export interface Dataset {
  readonly database: DatabaseAddresses;
  /** Connections of the benchmark, which bypass any pooler. */
  readonly pool: Pool;
  /** The shop whose payments fill the table. */
  readonly shop: Shop;
  /** The shop whose payments are completed by webhooks. */
  readonly completing: Shop;
  readonly completed: readonly string[];
  readonly open: readonly string[];
}

/** A database where devices may log in. */
export interface AccessDataset extends Pick<Dataset, 'database' | 'pool' | 'shop'> {
  /** The routers of the shop. */
  readonly routers: readonly BenchRouter[];
}

/** A database with the sales of one operator in a year. */
export interface DashboardDataset extends Pick<Dataset, 'database' | 'shop'> {
  readonly subjects: DashboardSubjects;
}

/** The environment of a benchmark: PostgreSQL, its datasets and the fake provider. */
export class BenchEnvironment {
  private readonly pools: Pool[] = [];
  private readonly datasets: Partial<Record<'small' | 'large', Dataset>> = {};
  /** At the latest when this process ends, because the files are large. */
  private readonly removeFiles = (): void => {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 20 });
  };

  private constructor(
    private readonly options: Options,
    /** A directory for files that are passed to child processes. */
    readonly directory: string,
    private readonly postgres: { readonly url: string; stop(): Promise<void> },
    private readonly provider: Child,
    readonly providerUrl: string,
  ) {
    // The listener of PostgreSQL, which ends it, was added earlier and runs first.
    process.on('exit', this.removeFiles);
  }

  static async start(options: Options): Promise<BenchEnvironment> {
    const directory = await mkdtemp(join(tmpdir(), 'lipafi-bench-'));
    // Else the cluster of a benchmark that root runs would be elsewhere, and stay there.
    await chmod(directory, 0o711);
    const provider = Child.start([program('fake-intasend')], {}, 'piped');
    const providerUrl = await provider.firstLine();
    const postgres = options.database
      ? { url: options.database.directUrl, stop: () => Promise.resolve() }
      : // With fsync and synchronous_commit, as in production.
        await startEmbeddedPostgres({ dataDir: join(directory, 'data'), durable: true });
    return new BenchEnvironment(options, directory, postgres, provider, providerUrl);
  }

  async stop(): Promise<void> {
    for (const pool of this.pools) await pool.end();
    await this.provider.stop();
    await this.postgres.stop();
    this.removeFiles();
    process.off('exit', this.removeFiles);
  }

  /** Sets the response time of the provider, in ms. */
  async setLatency(ms: number): Promise<void> {
    await fetch(`${this.providerUrl}/latency/${ms}`, { method: 'PUT' });
  }

  /** The dataset of a size. The large dataset is the small one with more payments. */
  async dataset(size: 'small' | 'large'): Promise<Dataset> {
    if (size === 'large') {
      const small = await this.dataset('small');
      return (this.datasets.large ??= await this.fillUp(small));
    }
    return (this.datasets.small ??= await this.build());
  }

  /** The small dataset, where devices may log in at the routers of a shop. */
  async accessDataset(): Promise<AccessDataset> {
    const small = await this.dataset('small');
    const database = this.options.database ?? (await this.createDatabase('access', 'small'));
    const pool = this.options.database ? small.pool : this.connect(database.directUrl);
    const routers = await seedAccess(pool, small.completing, this.options.access);
    return { database, pool, shop: small.completing, routers };
  }

  /** A database of its own: what its operator has sold in a year. */
  async dashboardDataset(): Promise<DashboardDataset> {
    const database = this.options.database ?? (await this.createDatabase('dashboard', 'template0'));
    const pool = this.connect(database.directUrl);
    const shop = await this.withServer(database, ({ url }) => openShop(url));
    const subjects = await seedDashboard(pool, shop, this.options.rows.large);
    await this.withServer(database, () => foldPayments(pool));
    return { database, shop, subjects };
  }

  private async withServer<T>(
    database: DatabaseAddresses,
    use: (server: LipafiServer) => Promise<T>,
  ): Promise<T> {
    const server = await LipafiServer.start({ database, providerUrl: this.providerUrl });
    return use(server).finally(() => server.child.stop());
  }

  private async build(): Promise<Dataset> {
    const database = this.options.database ?? (await this.createDatabase('small', 'template0'));
    const pool = this.connect(database.directUrl);
    const server = await LipafiServer.start({ database, providerUrl: this.providerUrl });
    await pool.query(DISTINCT_IDS);
    const shop = await openShop(server.url);
    const completing = await openShop(server.url);
    await server.child.stop();
    const count = this.options.rows.small;
    const wanted = { count, status: 'completed', ageSeconds: DAY_SECONDS, sample: SAMPLE } as const;
    const completed = await seedPayments(pool, shop, wanted);
    const open = await seedPayments(pool, shop, {
      ...{ count: OPEN_PAYMENTS, status: 'processing', ageSeconds: 0, sample: OPEN_PAYMENTS },
    });
    await seedEntitlements(pool);
    // Else the server would do it while it is measured.
    await this.withServer(database, () => foldPayments(pool));
    return { database, pool, shop, completing, completed, open };
  }

  private async fillUp(small: Dataset): Promise<Dataset> {
    const database = this.options.database ?? (await this.createDatabase('large', 'small'));
    const pool = this.options.database ? small.pool : this.connect(database.directUrl);
    const { rows } = this.options;
    const completed = await seedPayments(pool, small.shop, {
      count: rows.large - rows.small,
      status: 'completed',
      ageSeconds: DAY_SECONDS + rows.small * 20,
      sample: SAMPLE,
    });
    await seedEntitlements(pool);
    // Else the server would do it while it is measured.
    await this.withServer(database, () => foldPayments(pool));
    return { ...small, database, pool, completed };
  }

  private async createDatabase(name: string, template: string): Promise<DatabaseAddresses> {
    const admin = new Pool({ connectionString: this.postgres.url, max: 1 });
    await admin.query(
      `CREATE DATABASE bench_${name} TEMPLATE ${nameOf(template)} STRATEGY file_copy`,
    );
    await admin.end();
    const url = new URL(this.postgres.url);
    url.pathname = `/bench_${name}`;
    return { url: url.href, directUrl: url.href, replicaUrl: null };
  }

  private connect(url: string): Pool {
    const pool = new Pool({ connectionString: url, max: 2, idleTimeoutMillis: 100 });
    this.pools.push(pool);
    return pool;
  }
}

const nameOf = (template: string): string =>
  template === 'template0' ? template : `bench_${template}`;
