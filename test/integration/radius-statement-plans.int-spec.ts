import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { seedAccess } from '../../bench/access/access-data.js';
import { faultsOf, GROWING_WITH_ACCESS, stepsOf } from '../../bench/plans/plan.js';
import { PlanWatch } from '../../bench/plans/plan-watch.js';
import { type ExplainedCall, explainRadiusCalls } from '../../bench/plans/radius-calls.js';
import { insertNas } from '../support/access-rows.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const SIZES = { entitlements: 20_000, sessions: 40_000 };
const OTHER_ROUTERS = 2_000;
const OPEN_SESSIONS = 3_000;
const KINDS = ['custom', 'generic'] as const;
const MAX_PREPARATION_MS = 300_000;

/** The statistics have seen no open session when these begin. */
const OPEN = `
  INSERT INTO accounting_sessions
    (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, started_at,
     updated_at)
  SELECT gen_random_uuid(), e.user_id, e.router_id, e.id, '1', e.access_code, d.mac_address, now(),
         now()
    FROM entitlements e JOIN devices d ON d.chain_id = e.id
   ORDER BY e.id DESC LIMIT $1`;

describe('the statements in the functions of a RADIUS server', () => {
  let database: TestDatabase;
  let pool: Pool;
  const calls: Record<(typeof KINDS)[number], ExplainedCall[]> = { custom: [], generic: [] };

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({
      connectionString: database.url,
      max: 2,
      options: '-c auto_explain.log_min_duration=-1',
    });
    const { userId, routerId } = await insertNas(pool, { address: '10.77.0.1' });
    await pool.query('DELETE FROM radius.nas');
    await pool.query(
      `WITH router AS (
         INSERT INTO routers (user_id, name, host, username, password_sealed, access_method,
                              nas_address)
         SELECT $1, 'Other', '10.0.0.1', 'api', '-', 'radius', '10.78.0.0'::inet + n
           FROM generate_series(1, $2::integer) n RETURNING id)
       INSERT INTO radius.nas (router_id, secret) SELECT id, md5(id::text) FROM router`,
      [userId, OTHER_ROUTERS],
    );
    const [router] = await seedAccess(pool, { userId, routerIds: [routerId] }, SIZES);
    if (!router) throw new Error('There is no router');
    await pool.query(OPEN, [OPEN_SESSIONS]);
    for (const kind of KINDS) {
      const watch = await PlanWatch.before(database.url, kind);
      calls[kind] = await explainRadiusCalls(watch, pool, router);
      watch.stop();
    }
  }, MAX_PREPARATION_MS);
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it.each(KINDS)('are seen, with %s plans', (kind) => {
    const silent = calls[kind].filter(
      ({ runs }) =>
        !runs.some(({ plan }) => [...stepsOf(plan)].some((step) => step['Relation Name'])),
    );
    expect(calls[kind].length).toBeGreaterThan(10);
    expect(silent.map(({ purpose }) => purpose)).toEqual([]);
  });

  it.each(KINDS)('read no large table from end to end, with %s plans', (kind) => {
    const faults = calls[kind].flatMap(({ purpose, runs }) =>
      runs.flatMap(({ plan }) =>
        faultsOf(plan, GROWING_WITH_ACCESS).map((fault) => `${purpose} ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });
});
