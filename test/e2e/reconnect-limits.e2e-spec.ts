import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { aMac, anAccessCode } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { buy } from '../support/claims.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { Place, RECONNECT } from '../support/radius-place.js';
import { aPhone } from '../support/selling.js';
import { aRouter } from '../support/shop.js';

describe('guessing codes and receipts', () => {
  let database: TestDatabase;
  let servers: readonly [TestApp, TestApp];
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 2 });
    const settings = { RATE_LIMIT_SCALE: '1' };
    const app = await startTestApp({ databaseUrl: database.url, settings });
    const { simulator } = app;
    servers = [app, await startTestApp({ databaseUrl: database.url, simulator, settings })];
  });
  afterAll(async () => {
    for (const app of servers.toReversed()) await app.stop();
    await pool.end();
    await database.drop();
  });

  it('is limited by code and receipt to ten failures, on all servers together', async () => {
    const place = await Place.open(servers[0], pool);
    const phone = aPhone();
    const bought = await buy(place.app, place.shop, { phone_number: phone });
    const receipt = await place.receiptOf(bought);
    const device = { router_id: place.shop.routerId, mac_address: aMac() };
    const guess = (last4: string, server = 0) =>
      servers[server === 0 ? 0 : 1].post(
        RECONNECT,
        { ...device, mpesa_reference: receipt, phone_last4: last4 },
        place.shop.portal,
      );
    // What succeeds does not count.
    for (let times = 0; times < 12; times += 1) await guess(phone.slice(-4)).expect(201);
    const wrong = Array.from({ length: 10 }, (_, n) => String(9000 + n));
    const statuses = [];
    for (const [n, last4] of wrong.entries()) statuses.push((await guess(last4, n % 2)).status);
    expect(statuses).toEqual(Array<number>(10).fill(404));
    for (const server of [0, 1]) {
      const { body, headers } = await guess(phone.slice(-4), server).expect(429);
      expect(body).toMatchObject({ code: 'rate_limited' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    // Another proof of the same customer still counts.
    await place.reconnect({ code: await place.codeOf(bought) }).expect(201);
  });

  it('is limited by router to 300 failures, and adds no more rows than these', async () => {
    const place = await Place.open(servers[0], pool);
    const rows = async (): Promise<number> => {
      const [row] = await place.app.database.query<{ count: number }>(
        'SELECT count(*)::integer FROM rate_limits',
      );
      return row?.count ?? 0;
    };
    const before = await rows();
    const statuses: number[] = [];
    for (let batch = 0; batch < 32; batch += 1) {
      const guesses = Array.from({ length: 10 }, () => place.reconnect({ code: anAccessCode() }));
      statuses.push(...(await Promise.all(guesses)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(300);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    expect((await rows()) - before).toBe(301);
    // Routers that do not exist share one count.
    const free = await aRouter(place.app, place.shop);
    await place.reconnect({ code: anAccessCode(), router_id: free }).expect(404);
    const counted = await rows();
    await place.reconnect({ code: 'same', router_id: 2_000_000_001 }).expect(404);
    await place.reconnect({ code: 'same', router_id: 2_000_000_002 }).expect(404);
    expect((await rows()) - counted).toBe(2);
  });

  it('gives a chain 60 tickets in ten minutes, to whoever has its claim or code', async () => {
    const place = await Place.open(servers[0], pool);
    const bought = await buy(place.app, place.shop, { phone_number: aPhone() });
    const code = await place.codeOf(bought);
    const proof = { payment_id: bought.id, access_claim: bought.claim };
    for (let batch = 0; batch < 6; batch += 1) {
      const asked = Array.from({ length: 10 }, () => place.ticket(proof));
      const statuses = (await Promise.all(asked)).map(({ status }) => status);
      expect(statuses).toEqual(Array<number>(10).fill(201));
    }
    for (const answer of [await place.ticket(proof), await place.reconnect({ code })]) {
      expect([answer.status, answer.body.code]).toEqual([429, 'rate_limited']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    // Those of other customers are counted by themselves.
    const other = await buy(place.app, place.shop, { phone_number: aPhone() });
    await place.ticket({ payment_id: other.id, access_claim: other.claim }).expect(201);
  });
});
