import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListedSessionsRepository } from '../../src/auth/listed-sessions.repository.js';
import { type Database } from '../../src/database/database.js';
import { asQuery } from '../../src/database/statement.js';
import { type PageAsked } from '../../src/common/http/paging.js';
import { SecurityLogRepository } from '../../src/users/security-log.repository.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const ROWS = 30_000;
const ASKED: PageAsked = { limit: 50, cursor: null, linkTo: () => '' };
const MIDDLE: PageAsked = {
  ...ASKED,
  cursor: { at: '2026-01-11T00:00:00.000Z', id: '15000', direction: 'next' },
};

/** Two operators with as many logins and events, and many used tokens of one login. */
const FILL = `
  INSERT INTO users (id, username, email, password_hash)
  SELECT id, 'operator-' || id, id || '@example.com', '-' FROM generate_series(1, 2) id;
  INSERT INTO sessions (id, user_id, created_at)
  SELECT gen_random_uuid(), 1 + n % 2, timestamptz '2026-01-01' + n * interval '1 minute'
    FROM generate_series(1, ${ROWS}) n;
  INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
  SELECT id, md5(id::text), now() + interval '30 days' FROM sessions;
  INSERT INTO refresh_tokens (session_id, token_hash, expires_at, used_at)
  SELECT (SELECT id FROM sessions LIMIT 1), 'used ' || n, now() + interval '30 days', now()
    FROM generate_series(1, ${ROWS}) n;
  INSERT INTO security_events (user_id, kind, created_at)
  SELECT 1 + n % 2, CASE WHEN n % 20 = 1 THEN 'api_keys_replaced' ELSE 'logged_in' END,
         timestamptz '2026-01-01' + n * interval '1 minute'
    FROM generate_series(1, ${ROWS}) n;
  ANALYZE;`;

describe('the statements about logins and their log', () => {
  let connected: ConnectedDatabase;
  let plans: string[];
  /** A database that explains what it is asked. */
  let database: Database;

  beforeAll(async () => {
    connected = await connectToTestDatabase();
    await connected.client.query(FILL);
    database = {
      query: async (query: string, positional?: readonly unknown[]) => {
        const { text, values } = asQuery(query, positional);
        const { rows } = await connected.client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [
          ...values,
        ]);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return [];
      },
    } as unknown as Database;
  });
  afterAll(() => connected.close());

  const CASES: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['the list of logins', () => new ListedSessionsRepository(database).list(1, ASKED)],
    ['the security log', () => new SecurityLogRepository(database).list(1, undefined, ASKED)],
    ['its middle', () => new SecurityLogRepository(database).list(1, undefined, MIDDLE)],
    [
      'one kind of it',
      () => new SecurityLogRepository(database).list(1, 'api_keys_replaced', ASKED),
    ],
    ['its retention', () => new SecurityLogRepository(database).deleteOlderThan(365, 1_000)],
  ];

  it.each(CASES)('read no table from end to end and sort nothing: %s', async (_what, run) => {
    plans = [];
    await run();
    expect(plans).toHaveLength(1);
    expect(plans[0]).not.toMatch(
      /Seq Scan on (sessions|refresh_tokens|security_events)|Sort\b|Hash/,
    );
  });
});
