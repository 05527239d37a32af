import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aPhone, initiate } from '../support/selling.js';
import { anOperator, aShop, type Operator } from '../support/shop.js';
import { until } from '../support/until.js';

const A_DAY = `interval '1 day'`;

describe('cleaning up in the background', () => {
  let database: TestDatabase;
  let app: TestApp;
  let worker: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({
      databaseUrl: database.url,
      settings: { RATE_LIMIT_SCALE: '1', JWT_ACCESS_TTL: '2h', JWT_REFRESH_TTL: '1h' },
    });
    worker = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      settings: { JWT_ACCESS_TTL: '2h', WORKER_MODE: 'inline' },
    });
  });
  afterAll(async () => {
    await worker.stop();
    await app.stop();
    await database.drop();
  });

  /** Resolves when the worker has done it. */
  async function cleanUp(): Promise<void> {
    const [job] = await app.database.query<{ id: string }>(
      `SELECT (graphile_worker.add_job('clean_up')).id`,
    );
    await until(
      'the job is done',
      () => app.database.query('SELECT FROM graphile_worker.jobs WHERE id = $1', [job?.id]),
      ({ length }) => length === 0,
    );
  }

  /** Makes the refresh tokens of a login so much older. */
  const ageTokens = (operator: Operator, interval: string): Promise<unknown> =>
    app.database.query(
      `UPDATE refresh_tokens SET expires_at = expires_at - ${interval}
        WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
      [operator.userId],
    );

  /** How many rows of a login there are. */
  const rowsOf = async ({ userId }: Operator): Promise<unknown> => {
    const [row] = await app.database.query(
      `SELECT count(DISTINCT s.id)::integer AS logins, count(t.id)::integer AS tokens
         FROM sessions s LEFT JOIN refresh_tokens t ON t.session_id = s.id WHERE user_id = $1`,
      [userId],
    );
    return row;
  };

  it('forgets the slot of a prompt that went out more than a day ago, and no other', async () => {
    const shop = await aShop(app);
    const ids: string[] = [];
    for (const [ageMinutes, phone] of [
      [24 * 60 + 1, aPhone()],
      [24 * 60 - 1, aPhone()],
    ] as const) {
      const { body } = await initiate(app, shop, { phone_number: phone }).expect(201);
      ids.push(body.payment.id);
      await app.database.query(
        `UPDATE prompt_slots SET taken_at = now() - $2::integer * interval '1 minute'
          WHERE payment_id = $1`,
        [body.payment.id, ageMinutes],
      );
    }
    await cleanUp();
    expect(
      await app.database.query('SELECT payment_id FROM prompt_slots WHERE payment_id = ANY ($1)', [
        ids,
      ]),
    ).toEqual([{ payment_id: ids[1] }]);
  });

  it('removes a login when its last refresh token and its access token are over', async () => {
    const operator = await anOperator(app);
    await ageTokens(operator, `interval '2 hours 59 minutes'`);
    await cleanUp();
    expect(await rowsOf(operator)).toEqual({ logins: 1, tokens: 1 });
    await app.get('/routers/', operator.token).expect(200);

    await ageTokens(operator, `interval '1 minute'`);
    await cleanUp();
    expect(await rowsOf(operator)).toEqual({ logins: 0, tokens: 0 });
  });

  it('removes the old tokens of an active login, and keeps the login', async () => {
    const operator = await anOperator(app);
    await ageTokens(operator, `interval '30 minutes'`);
    const { body } = await app
      .post('/users/token/refresh/', { refresh_token: operator.refreshToken })
      .expect(200);
    await app.database.query(
      `UPDATE refresh_tokens SET expires_at = expires_at - ${A_DAY}
        WHERE used_at IS NOT NULL
          AND session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
      [operator.userId],
    );
    await cleanUp();
    expect(await rowsOf(operator)).toEqual({ logins: 1, tokens: 1 });
    await app.get('/routers/', { Authorization: `Bearer ${body.access_token}` }).expect(200);
    await app.post('/users/token/refresh/', { refresh_token: body.refresh_token }).expect(200);
  });

  it('removes counters whose window is over, and no others', async () => {
    const { username } = await anOperator(app);
    await app.post('/users/login/', { username, password: 'wrong' }).expect(401);
    const counters = async (): Promise<number> =>
      (await app.database.query('SELECT key FROM rate_limits')).length;
    const before = await counters();
    expect(before).toBeGreaterThan(1);
    await app.database.query(
      `UPDATE rate_limits SET expire = 1 WHERE key = (SELECT min(key) FROM rate_limits)`,
    );
    await cleanUp();
    expect(await counters()).toBe(before - 1);
  });

  it('logs the numbers of deleted rows, without their content', () => {
    const lines = worker.logs
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'old rows removed');
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ table: 'refresh_tokens', removed: 1 }),
        expect.objectContaining({ table: 'rate_limits', removed: 1 }),
      ]),
    );
  });
});
