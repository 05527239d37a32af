import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { aMac, insertEntitlement, insertNas } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RadiusFunctions } from '../support/radius-functions.js';

describe('an accounting session that its router no longer reports', () => {
  let database: TestDatabase;
  let pool: Pool;
  let app: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 1 });
    app = await startTestApp({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await app.stop();
    await pool.end();
    await database.drop();
  });

  it('is closed by a job, and one that is reported is not', async () => {
    const router = await insertNas(pool, { address: '10.77.0.1' });
    const { code } = await insertEntitlement(pool, router, { deviceLimit: 2 });
    const radius = new RadiusFunctions(pool, router);
    await radius.account({ type: 'Start', session: '1', user: code, mac: aMac(), delay: 240 });
    await radius.account({ type: 'Start', session: '2', user: code, mac: aMac(), delay: 60 });
    await app.database.query(`SELECT graphile_worker.add_job('close_stale_sessions')`);
    await app.idle();
    expect(
      await app.database.query(
        `SELECT acct_session_id AS session, stop_cause FROM accounting_sessions
          ORDER BY acct_session_id`,
      ),
    ).toEqual([
      { session: '1', stop_cause: 'stale' },
      { session: '2', stop_cause: null },
    ]);
  });
});
