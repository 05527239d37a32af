import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { HOT_STATEMENTS, isRunOf, titleOf } from '../../bench/plans/hot-statements.js';
import { fillTables, settingsFor } from '../../bench/plans/large-tables.js';
import { faultsOf, type RunStatement } from '../../bench/plans/plan.js';
import { type PlanKind, PlanWatch } from '../../bench/plans/plan-watch.js';
import { runScenario } from '../../bench/plans/scenario.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aShop, type Shop } from '../support/shop.js';

const SIZES = { payments: 30_000, open: 30, others: 20_000 };
const KINDS = ['custom', 'generic'] as const;

/** Statements that may read a whole table, because it is one that stays short. */
const OF_SHORT_TABLES = [
  // The queue holds what is still to be done. This is what a test waits for.
  /^SELECT id FROM graphile_worker\.jobs/,
  // The payments of every operator are folded into sums, once an hour.
  /FROM users u CROSS JOIN LATERAL|AS until\s+FROM users u/,
  // What was given up, once a minute: no index leads to it.
  /AS given_up\s/,
  // Whether there is a row at all: the first one that is read answers it.
  /^SELECT EXISTS \(SELECT FROM events_day_\d\)/,
];

/** Prepared statements that read no table. */
const OF_NO_TABLE = ['position_of_primary', 'read_event_horizon', 'next_transaction_id'];
/** The tables are filled, and everything is done twice, with every step of it measured. */
const MAX_PREPARATION_MS = 300_000;

/** The names of the statements that the source declares as prepared. */
function declaredNames(): string[] {
  const src = join(import.meta.dirname, '..', '..', 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .flatMap((file) => [
      ...readFileSync(join(src, file), 'utf8').matchAll(/\bprepared<[^(]*\(\s*'([^']+)'/g),
    ])
    .map(([, name]) => name ?? '');
}

describe('the plans of the statements that the server sends', () => {
  let database: TestDatabase;
  let pool: Pool;
  const runs: Record<(typeof KINDS)[number], RunStatement[]> = { custom: [], generic: [] };
  let readingAll: RunStatement[];

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({
      connectionString: database.url,
      max: 2,
      options: '-c auto_explain.log_min_duration=-1',
    });
    let shop: Shop | undefined;
    for (const kind of KINDS) {
      await watched(kind, async (app, watch) => {
        shop ??= await aLargeShop(app);
        watch.take();
        await runScenario({ app, shop, pool });
        runs[kind] = watch.take();
        await app.database.query(`SELECT id FROM payments WHERE package_name = 'none'`);
        readingAll = watch.take();
      });
    }
  }, MAX_PREPARATION_MS);
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** A server, all of whose statements are explained. */
  async function watched(
    kind: PlanKind,
    use: (app: TestApp, watch: PlanWatch) => Promise<void>,
  ): Promise<void> {
    const watch = await PlanWatch.before(database.url, kind);
    const app = await startTestApp({ databaseUrl: watch.url, settings: settingsFor(SIZES) });
    try {
      await use(app, watch);
    } finally {
      await app.stop();
      watch.stop();
    }
  }

  /** An operator with half of many payments. */
  async function aLargeShop(app: TestApp): Promise<Shop> {
    const shops = [await aShop(app), await aShop(app)] as const;
    await fillTables(pool, shops, SIZES);
    return shops[0];
  }

  /** What is wrong with the plans of some statements, each with its name; each fault once. */
  const faultsIn = (all: readonly RunStatement[]): string[] => [
    ...new Set(
      all
        .filter(({ text }) => !OF_SHORT_TABLES.some((pattern) => pattern.test(text)))
        .flatMap((run) => faultsOf(run.plan).map((fault) => `${titleOf(run)} ${fault}`)),
    ),
  ];

  it('are checked for every prepared statement', () => {
    const declared = declaredNames();
    expect(declared.length).toBeGreaterThan(10);
    const known = [...OF_NO_TABLE, ...HOT_STATEMENTS.map(({ name }) => name)];
    expect(declared.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(KINDS)('are checked for every hot statement, as a %s plan', (kind) => {
    const missed = HOT_STATEMENTS.filter(
      (statement) => !runs[kind].some((run) => isRunOf(statement, run)),
    );
    expect(missed.map(({ name }) => name)).toEqual([]);
  });

  it('would show one that reads a large table from end to end', () => {
    expect(faultsIn(readingAll)).toEqual([
      `SELECT id FROM payments WHERE package_name = 'none' reads all of payments`,
    ]);
  });

  it('read no large table from end to end, whatever the server does', () => {
    expect(faultsIn(runs.custom)).toEqual([]);
  });

  it('read none where a prepared statement is planned without its values', () => {
    expect(faultsIn(runs.generic.filter(({ name }) => name !== null))).toEqual([]);
  });
});
