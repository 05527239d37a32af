import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { INITIATE } from '../support/idempotency.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aPhone, createLink, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const VENUE: Headers = { 'X-Forwarded-For': '203.0.113.7' };
const CUSTOMERS = 300;
const AT_ONCE = 20;

/** A tenth of every allowance: three payments by a device, three hundred from an address. */
const TENTH = { RATE_LIMIT_SCALE: '0.1', TRUST_PROXY: '1' };

describe('the rate limit of portals', () => {
  let database: TestDatabase;
  let app: TestApp;
  let strict: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({
      databaseUrl: database.url,
      settings: { RATE_LIMIT_SCALE: '1', TRUST_PROXY: '1' },
    });
    const simulator = app.simulator;
    strict = await startTestApp({ databaseUrl: database.url, simulator, settings: TENTH });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await strict.stop();
    await app.stop();
    await database.drop();
  });

  it('allows hundreds of simultaneous customers behind one address', async () => {
    const customers = Array.from({ length: CUSTOMERS }, (_, each) => ({
      phone_number: aPhone(),
      mac_address: `06:00:00:00:${hex(each >> 8)}:${hex(each & 0xff)}`,
    }));
    const statuses: number[] = [];
    const serve = async (): Promise<void> => {
      for (let next = customers.pop(); next; next = customers.pop()) {
        const portal = { ...shop.portal, ...VENUE };
        await app.get(`/routers/${shop.routerId}/packages/`, portal).expect(200);
        const sold = await app.post(INITIATE, shop.saleRequest(next), portal);
        const path = `/payments/intasend/${String(sold.body.payment.id)}/check-status/`;
        await app.post(path, {}, portal).expect(200);
        statuses.push(sold.status);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, serve));
    expect(statuses).toEqual(Array<number>(CUSTOMERS).fill(201));
  });

  it('counts by device, in any MAC notation, prompts and links together', async () => {
    const device = ['02:00:00:00:00:01', '02-00-00-00-00-01', '020000000001'];
    for (const mac of device) {
      await initiate(strict, shop, { phone_number: aPhone(), mac_address: mac }).expect(201);
    }
    for (const sell of [initiate, createLink]) {
      const sale = { phone_number: aPhone(), mac_address: '02:00:00:00:00:01' };
      const { body, headers } = await sell(strict, shop, sale).expect(429);
      expect(body).toEqual({
        error: 'Too many payments from this device. Wait a few minutes and try again.',
        code: 'rate_limited',
        request_id: headers['x-request-id'],
      });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    const other = { phone_number: aPhone(), mac_address: '02:00:00:00:00:02' };
    await initiate(strict, shop, other).expect(201);
    await initiate(strict, shop, { phone_number: aPhone() }).expect(201);
  });

  it("is not limited by another operator's customers", async () => {
    const mac_address = '02:00:00:00:00:03';
    for (let count = 0; count < 3; count += 1) {
      await initiate(strict, shop, { phone_number: aPhone(), mac_address }).expect(201);
    }
    await initiate(strict, shop, { phone_number: aPhone(), mac_address }).expect(429);
    const other = await aShop(app);
    await initiate(strict, other, { phone_number: aPhone(), mac_address }).expect(201);
  });

  it('counts by address, so that forged devices do not exceed it', async () => {
    const sender = { ...shop.portal, 'X-Forwarded-For': '203.0.113.9' };
    await strict.post(INITIATE, shop.saleRequest({ phone_number: aPhone() }), sender).expect(201);
    await app.database.query(`UPDATE rate_limits SET points = 300 WHERE key LIKE 'sale-address:%'`);
    const { body } = await strict
      .post(
        INITIATE,
        shop.saleRequest({ phone_number: aPhone(), mac_address: '02:00:00:00:00:09' }),
        sender,
      )
      .expect(429);
    expect(body.error).toMatch(/^Too many payments from this network\./);

    const rows = async (): Promise<number> =>
      (await app.database.query('SELECT 1 FROM rate_limits')).length;
    const before = await rows();
    for (let count = 0; count < 5; count += 1) {
      const sale = { phone_number: aPhone(), mac_address: `02:00:00:00:01:0${count}` };
      await strict.post(INITIATE, shop.saleRequest(sale), sender).expect(429);
    }
    expect(await rows()).toBe(before);
  });

  it('does not count a device over its limit against its address', async () => {
    const sender = { ...shop.portal, 'X-Forwarded-For': '203.0.113.10' };
    const sell = (mac_address: string) =>
      strict.post(INITIATE, shop.saleRequest({ phone_number: aPhone(), mac_address }), sender);
    const counted = () =>
      app.database.query(`SELECT key, points FROM rate_limits WHERE key LIKE 'sale-address:%'`);
    for (let count = 0; count < 3; count += 1) await sell('02:00:00:00:02:01').expect(201);
    const before = await counted();
    for (let count = 0; count < 5; count += 1) await sell('02:00:00:00:02:01').expect(429);
    expect(await counted()).toEqual(before);
  });

  it('lets requests pass when counters fail', async () => {
    await app.database.query('ALTER TABLE rate_limits RENAME TO hidden_limits');
    try {
      await createLink(app, shop, { phone_number: aPhone() }).expect(201);
      expect(app.logs.join('')).toContain('a rate limit could not be counted');
    } finally {
      await app.database.query('ALTER TABLE hidden_limits RENAME TO rate_limits');
    }
  });

  it('counts all requests from one address, per process', async () => {
    const few = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      settings: { RATE_LIMIT_SCALE: '0.0001', TRUST_PROXY: '1' },
    });
    const packageList = (headers: Headers) =>
      few.get(`/routers/${shop.routerId}/packages/`, headers);
    const sender = { ...shop.portal, ...VENUE };
    for (let count = 0; count < 3; count += 1) await packageList(sender).expect(200);
    const { body } = await packageList(sender).expect(429);
    expect(body.error).toMatch(/^Too many requests from this network\./);
    await packageList({ ...shop.portal, 'X-Forwarded-For': '203.0.113.8' }).expect(200);
    await few.get('/routers/', shop.token).expect(200);
    await few.stop();
  });
});

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
