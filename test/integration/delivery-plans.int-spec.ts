import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../../src/access/counts/access-counts.repository.js';
import '../../src/access/delivery/coa-requests.reader.js';
import '../../src/access/delivery/coa-requests.repository.js';
import { STATEMENTS } from '../../src/database/statement.js';
import { READ_OF_ACCESS } from '../../src/metrics/access-figures.repository.js';
import {
  type EntitlementRow,
  insertEntitlement,
  insertNas,
  insertSession,
  type NasRow,
} from '../support/access-rows.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const SMALL = 2_000;
const LARGE = 40_000;
/** A larger index is a level deeper: a page more for each time that it is searched. */
const DEEPER_INDEXES = 1.5;
const RUNS = 8;
const PREPARATION_MS = 300_000;

/** Past sessions of one chain and of chains of others, each with a request that is done. */
const FILL = `
  WITH past AS (
    INSERT INTO accounting_sessions
      (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, started_at,
       updated_at, stopped_at, stop_cause)
    SELECT gen_random_uuid(), $1, $2, $3, n::text, '', '02:00:00:00:00:01',
           now() - interval '3 days', now() - interval '2 days', now() - interval '2 days',
           'User-Request'
      FROM generate_series($4::integer, $5::integer) n
    RETURNING id, user_id, router_id),
  entitled AS (
    INSERT INTO entitlements
      (id, user_id, router_id, source, chain_id, access_code, package_name, duration_minutes,
       download_speed_mbps, upload_speed_mbps, device_limit, starts_at, ends_at, first_login_at)
    SELECT id, $1, $2, 'operator', id,
           translate(lpad(to_hex(n), 8, '0'), '01abcdef', 'XYABCDEF'), 'One day', 1440, 5, 2, 1,
           now() - interval '3 days', now() - interval '2 days', now() - interval '3 days'
      FROM (SELECT gen_random_uuid() AS id, n
              FROM generate_series($4::integer, $5::integer) n) AS given)
  INSERT INTO coa_requests
    (session_id, user_id, router_id, kind, state, tries, sent_at, answered_at, finished_at)
  SELECT id, user_id, router_id, 'coa', 'confirmed', 1, now() - interval '2 days',
         now() - interval '2 days', now() - interval '2 days' FROM past`;

interface PlanBuffers {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
}

describe('the statements about delivery and its metrics', () => {
  let database: ConnectedDatabase;
  let router: NasRow;
  let chain: EntitlementRow;

  beforeAll(async () => {
    database = await connectToTestDatabase();
    router = await insertNas(database.client, { address: '10.77.0.1' });
    chain = await insertEntitlement(database.client, router);
    await insertSession(database.client, router, chain);
    await database.client.query('SELECT plan_access_delivery($1, $2)', [chain.id, 'extended']);
  });
  afterAll(() => database.close());

  async function fill(from: number, to: number): Promise<void> {
    const { userId, routerId } = router;
    await database.client.query(FILL, [userId, routerId, chain.id, from, to]);
    await database.client.query('VACUUM ANALYZE');
    await database.client.query('DISCARD PLANS');
  }

  /** A declared statement with its values as literals. */
  function declared(name: string, values: Readonly<Record<string, string>>): string {
    const { text, order } = STATEMENTS.get(name) ?? { text: '', order: [] };
    return text.replaceAll(
      /\$(\d+)/g,
      (_, at: string) => values[order[Number(at) - 1] ?? ''] ?? '',
    );
  }

  /** How many pages each statement reads, the last one of several runs, which change nothing. */
  async function pages(): Promise<Record<string, number>> {
    const routerId = String(router.routerId);
    const window = { after: `now() - interval '1 minute'`, until: 'now()', method: `'radius'` };
    const statements: Record<string, string> = {
      'a purchase that continues': `SELECT plan_access_delivery('${chain.id}', 'continued')`,
      'a new purchase': `SELECT plan_access_delivery('${chain.id}', 'created')`,
      'a change of the router': `SELECT plan_router_delivery(${routerId}, 'none')`,
      'the end of requests': declared('finish_coa_requests', { routerId }),
      'the claim of requests': declared('claim_coa_requests', { routerId }),
      'the next job': declared('plan_next_coa_requests', { routerId, pauseMs: '0' }),
      'overdue requests': declared('wake_overlooked_coa_requests', {}),
      'first logins': declared('find_first_logins', window),
      'accepted logins': declared('count_accepted_logins', window),
      ...READ_OF_ACCESS,
    };
    const read: Record<string, number> = {};
    for (const [name, statement] of Object.entries(statements)) {
      for (let run = 0; run < RUNS; run += 1) {
        await database.client.query('BEGIN');
        const { rows } = await database.client.query<{ 'QUERY PLAN': [{ Plan: PlanBuffers }] }>(
          `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement}`,
        );
        await database.client.query('ROLLBACK');
        const plan = rows[0]?.['QUERY PLAN'][0].Plan;
        read[name] = (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
      }
    }
    return read;
  }

  it(
    'read no more of a long past than of a short one',
    async () => {
      await fill(1, SMALL);
      const small = await pages();
      await fill(SMALL + 1, LARGE);
      const large = await pages();
      const grown = Object.keys(small).filter(
        (name) => (large[name] ?? 0) > (small[name] ?? 0) * DEEPER_INDEXES + 5,
      );
      expect(grown.map((name) => ({ name, small: small[name], large: large[name] }))).toEqual([]);
      expect(Object.values(large).every((count) => count < 300)).toBe(true);
    },
    PREPARATION_MS,
  );
});
