import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { anOperator, type Operator } from '../support/shop.js';

const OLD = randomHex(32);
const NEW = randomHex(32);

describe('changing JWT_SECRET', () => {
  let database: TestDatabase;
  let before: TestApp;
  let operator: Operator;

  const serverWith = (secret: string): Promise<TestApp> => {
    const options: TestAppOptions = {
      databaseUrl: database.url,
      settings: { JWT_SECRET: secret },
    };
    return startTestApp(options);
  };
  const statusOf = async (app: TestApp, accessToken: unknown): Promise<number> =>
    (await app.get('/payments/', { Authorization: `Bearer ${String(accessToken)}` })).status;

  beforeAll(async () => {
    database = await createTestDatabase();
    before = await serverWith(OLD);
    operator = await anOperator(before);
  });
  afterAll(async () => {
    await before.stop();
    await database.drop();
  });

  it('logs nobody out while the old one is listed after the new one', async () => {
    const during = await serverWith(`${NEW}, ${OLD}`);
    try {
      expect(await statusOf(during, operator.accessToken)).toBe(200);
    } finally {
      await during.stop();
    }
  });

  it('signs with the new one from then on, so that the old one can go', async () => {
    const during = await serverWith(`${NEW},${OLD}`);
    const after = await serverWith(NEW);
    try {
      const { username, password } = operator;
      const { body } = await during.post('/users/login/', { username, password }).expect(200);
      expect(await statusOf(after, body.access_token)).toBe(200);
      expect(await statusOf(during, body.access_token)).toBe(200);
      expect(await statusOf(before, body.access_token)).toBe(401);
    } finally {
      await during.stop();
      await after.stop();
    }
  });

  it('lets servers of both sides work side by side when the new one is made known first', async () => {
    const prepared = await serverWith(`${OLD},${NEW}`);
    const during = await serverWith(`${NEW},${OLD}`);
    try {
      const { username, password } = operator;
      const login = async (app: TestApp): Promise<unknown> =>
        (await app.post('/users/login/', { username, password }).expect(200)).body.access_token;
      expect(await statusOf(prepared, await login(during))).toBe(200);
      expect(await statusOf(during, await login(prepared))).toBe(200);
    } finally {
      await prepared.stop();
      await during.stop();
    }
  });

  it('ends only access tokens when the old one is removed, and a refresh gives a new one', async () => {
    const after = await serverWith(NEW);
    try {
      expect(await statusOf(after, operator.accessToken)).toBe(401);
      const { body } = await after
        .post('/users/token/refresh/', { refresh_token: operator.refreshToken })
        .expect(200);
      expect(await statusOf(after, body.access_token)).toBe(200);
    } finally {
      await after.stop();
    }
  });
});
