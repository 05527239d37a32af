import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { allRequests } from '../../bench/dashboard/all-requests.js';
import { seedDashboard } from '../../bench/dashboard/dashboard-data.js';
import { type ScreenRequest } from '../../bench/dashboard/screen-request.js';
import { titleOf } from '../../bench/plans/hot-statements.js';
import {
  faultsOf,
  GROWING_WITH_SALES,
  rowsReadOf,
  type RunStatement,
} from '../../bench/plans/plan.js';
import { PlanWatch } from '../../bench/plans/plan-watch.js';
import { settleTables } from '../../bench/seed.js';
import { openShop, type Shop } from '../../bench/shop.js';
import { RowCursors } from '../../src/database/row-cursors.js';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { foldAll } from '../support/folded-sums.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

/** Each of the growing tables has about so many rows of each of two operators. */
const PAYMENTS = 20_000;
const ROUTERS = 5;
/** A page of a list, with what it shows of each row, or all that run at this moment. */
const MOST_ROWS = 1_500;
/** Two years of sales are inserted and folded into sums. */
const MAX_PREPARATION_MS = 300_000;

/** Sums are there to be read: a report of a year reads those of a year. */
const READ_IN_PART = GROWING_WITH_SALES.filter((table) => table !== 'payment_sums');

interface Asked extends ScreenRequest {
  readonly runs: readonly RunStatement[];
}

describe('the plans of what the dashboard asks', () => {
  let database: TestDatabase;
  let pool: Pool;
  let watch: PlanWatch;
  let app: TestApp;
  let shop: Shop;
  const asked: Asked[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({
      connectionString: database.url,
      max: 2,
      options: '-c auto_explain.log_min_duration=-1',
    });
    watch = await PlanWatch.before(database.url, 'custom');
    app = await startTestApp({ databaseUrl: watch.url });
    shop = await openShop(app.url, ROUTERS);
    await seedDashboard(pool, await openShop(app.url, ROUTERS), PAYMENTS);
    const subjects = await seedDashboard(pool, shop, PAYMENTS);
    await foldAll(app);
    await settleTables(pool);
    const get = async (path: string): Promise<unknown> =>
      (await app.get(path, token()).expect(200)).body;
    for (const request of await allRequests(get, shop, subjects)) {
      watch.take();
      await ask(request);
      asked.push({ ...request, runs: watch.take() });
    }
  }, MAX_PREPARATION_MS);
  afterAll(async () => {
    await app.stop();
    watch.stop();
    await pool.end();
    await database.drop();
  });

  const token = (): Headers => ({ Authorization: `Bearer ${shop.accessToken}` });

  async function ask({ path, body }: ScreenRequest): Promise<void> {
    // An operator has one export at a time.
    const cursors = app.nest.get(RowCursors);
    await until(
      'the last export is over',
      () => Promise.resolve(cursors.count),
      (count) => count === 0,
    );
    await (body ? app.post(path(0), body(0), token()) : app.get(path(0), token())).expect(200);
  }

  const isFile = ({ name }: ScreenRequest): boolean => name.includes('CSV');
  const inWords = ({ screen, name }: ScreenRequest, run: RunStatement): string =>
    `${screen}, ${name}: ${titleOf(run)}`;

  it('are those of statements that read tables', () => {
    const without = asked.filter(({ runs }) => runs.length === 0);
    expect(without.map(({ screen, name }) => `${screen}, ${name}`)).toEqual([]);
  });

  it('read no large table from end to end', () => {
    const faults = asked.flatMap((request) =>
      request.runs.flatMap((run) =>
        faultsOf(run.plan, GROWING_WITH_SALES).map((fault) => `${inWords(request, run)} ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  it('read about as many rows as are shown, however many there are', () => {
    const much = asked
      .filter((request) => !isFile(request))
      .flatMap((request) =>
        request.runs.map(
          (run) => [inWords(request, run), rowsReadOf(run.plan, READ_IN_PART)] as const,
        ),
      )
      .filter(([, rows]) => rows > MOST_ROWS);
    expect(much).toEqual([]);
  });
});
