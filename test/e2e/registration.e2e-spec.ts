import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Response } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { statementWaitsFor } from '../support/locks.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { securityEvents } from '../support/webhooks.js';

const CLOSED =
  'Registration is closed on this server. Ask whoever runs it for an account: ' +
  'they make one with npm run users:create.';

describe('registration', () => {
  let database: TestDatabase;
  let apps: TestApp[];

  beforeEach(async () => {
    database = await createTestDatabase();
    apps = [];
  });
  afterEach(async () => {
    for (const app of apps) await app.stop();
    await database.drop();
  });

  async function serverWith(settings: Readonly<Record<string, string>>): Promise<TestApp> {
    const app = await startTestApp({ databaseUrl: database.url, settings });
    apps.push(app);
    return app;
  }

  const register = async (app: TestApp, overrides: object = {}): Promise<Response> =>
    app.post('/users/register/', {
      username: `new-${randomHex(6)}`,
      email: 'new@example.com',
      password: 'correct horse battery',
      ...overrides,
    });

  const count = async (app: TestApp, table: 'users' | 'rate_limits'): Promise<number> =>
    (await app.database.query(`SELECT 1 FROM ${table}`)).length;

  it('that is closed is refused to everybody alike, before anything is read or counted', async () => {
    const app = await serverWith({ REGISTRATION: 'closed', RATE_LIMIT_SCALE: '1' });
    for (const overrides of [{}, { username: '' }, { password: '1' }]) {
      const { status, body, headers } = await register(app, overrides);
      expect(status).toBe(403);
      expect(body).toEqual({
        error: CLOSED,
        code: 'registration_closed',
        request_id: headers['x-request-id'],
      });
    }
    const { status, body } = await app.post('/users/register/?a=1', {});
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'registration_closed' });
    expect(await count(app, 'users')).toBe(0);
    expect(await count(app, 'rate_limits')).toBe(0);
  });

  it('for the first operator is closed behind them', async () => {
    const app = await serverWith({ REGISTRATION: 'first', RATE_LIMIT_SCALE: '1' });
    expect((await register(app, { email: 'none' })).status).toBe(400);
    const first = await register(app, { username: 'amina' });
    expect(first.status).toBe(201);
    const counted = await count(app, 'rate_limits');

    for (const overrides of [{}, { username: 'amina' }, { email: 'none' }]) {
      const { status, body } = await register(app, overrides);
      expect(status).toBe(403);
      expect(body).toMatchObject({ error: CLOSED, code: 'registration_closed' });
    }
    expect(await count(app, 'users')).toBe(1);
    expect(await count(app, 'rate_limits')).toBe(counted);
    expect(securityEvents(app).map(({ event }) => event)).toEqual(['registered']);
  });

  it('for the first operator makes one operator, however many register at once', async () => {
    const one = await serverWith({ REGISTRATION: 'first' });
    const other = await serverWith({ REGISTRATION: 'first' });
    const answers = await Promise.all(
      [one, other, one, other, one, other].map((app) => register(app)),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, 403, 403, 403, 403, 403]);
    expect(await count(one, 'users')).toBe(1);
  });

  it('for the first operator waits for an operator who is being made in any other way', async () => {
    const app = await serverWith({ REGISTRATION: 'first' });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO users (username, email, password_hash) VALUES ('early', 'e@example.com', '!')`,
      );
      const answer = register(app);
      await statementWaitsFor(client);
      await client.query('COMMIT');
      expect((await answer).status).toBe(403);
    } finally {
      await client.end();
    }
    expect(await count(app, 'users')).toBe(1);
  });

  it('that is open stays open', async () => {
    const app = await serverWith({ REGISTRATION: 'open' });
    expect((await register(app)).status).toBe(201);
    expect((await register(app)).status).toBe(201);
  });
});
