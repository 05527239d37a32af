import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/development-packages.js';
import { runMigrations } from '../../src/database/migrate.js';
import { startTestApp, type TestApp } from '../../test/support/app.js';
import { aShop } from '../../test/support/shop.js';
import { HOT_STATEMENTS, type HotStatement, isRunOf } from './hot-statements.js';
import { seedAccess } from '../access/access-data.js';
import { fillTables, settingsFor } from './large-tables.js';
import { buffersOf, type RunStatement } from './plan.js';
import { PlanWatch } from './plan-watch.js';
import { type ExplainedCall, explainRadiusCalls } from './radius-calls.js';
import { runScenario } from './scenario.js';

/** A hot statement with its most expensive run in the scenario. */
export interface Explained {
  readonly statement: HotStatement;
  readonly run: RunStatement;
}

/** The plans of hot statements, and of the functions of the RADIUS server. */
export interface ExplainedAll {
  readonly statements: readonly Explained[];
  readonly radius: readonly ExplainedCall[];
}

/** As many open payments as on a busy evening, and enough operators for all of them. */
const OPEN = 300;
const OTHERS = 100_000;
/** So many past sessions for each running entitlement. */
const SESSIONS_OF_CHAIN = 10;

/**
 * Fills a database, runs the scenario on it twice, so that caches are warm, and returns the plans
 * of the second run.
 */
export async function explainAll(payments: number): Promise<ExplainedAll> {
  const directory = await mkdtemp(join(tmpdir(), 'lipafi-plans-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'data') });
  try {
    await migrate(postgres.url);
    const { runs, radius } = await runsOnLargeTables(postgres.url, payments);
    return { statements: costliest(runs), radius };
  } finally {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function migrate(url: string): Promise<void> {
  const dataSource = await new DataSource(dataSourceOptions(url, 1)).initialize();
  await runMigrations(dataSource);
  await dataSource.destroy();
}

async function runsOnLargeTables(
  url: string,
  payments: number,
): Promise<{ runs: RunStatement[]; radius: ExplainedCall[] }> {
  const sizes = { payments, open: OPEN, others: OTHERS };
  const watch = await PlanWatch.before(url, 'any');
  // Statements outside of the scenario are not explained.
  const options = '-c auto_explain.log_min_duration=-1';
  const pool = new Pool({ connectionString: url, max: 2, options });
  const onServer = async <T>(use: (app: TestApp) => Promise<T>): Promise<T> => {
    const app = await startTestApp({ databaseUrl: watch.url, settings: settingsFor(sizes) });
    return use(app).finally(() => app.stop());
  };
  try {
    const shop = await onServer(async (app) => {
      const shops = [await aShop(app), await aShop(app)] as const;
      await fillTables(pool, shops, sizes);
      await runScenario({ app, shop: shops[0], pool });
      return shops[0];
    });
    watch.take();
    // A new server, because the first one has cached some rows.
    await onServer((app) => runScenario({ app, shop, pool }));
    const runs = watch.take();
    const seller = { userId: shop.userId, routerIds: [shop.routerId] };
    const [router] = await seedAccess(pool, seller, {
      entitlements: payments / SESSIONS_OF_CHAIN,
      sessions: payments,
    });
    if (!router) throw new Error('There is no router');
    return { runs, radius: await explainRadiusCalls(watch, pool, router) };
  } finally {
    watch.stop();
    await pool.end();
  }
}

const costliest = (runs: readonly RunStatement[]): Explained[] =>
  HOT_STATEMENTS.flatMap((statement) => {
    const [run] = runs
      .filter((candidate) => isRunOf(statement, candidate))
      .toSorted((one, other) => buffersOf(other.plan) - buffersOf(one.plan));
    return run ? [{ statement, run }] : [];
  });
