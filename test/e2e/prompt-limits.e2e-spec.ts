import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { paymentsOf, sellUnder } from '../support/idempotency.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { retry } from '../support/retrying.js';
import { aPhone, createLink, initiate, rowsOfSales } from '../support/selling.js';
import { aPackage, aRouter, aShop, type Shop } from '../support/shop.js';

const FIVE_MINUTES = 300;
const MAX_PROMPTS = 3;

let devices = 0;
/** A device that no other call has given: another one of the same phone is no double tap. */
const aDevice = (): string => `02:00:00:00:00:${(devices++).toString(16).padStart(2, '0')}`;

describe('prompts to one phone number of one operator', () => {
  let database: TestDatabase;
  let app: TestApp;
  let twin: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = { RATE_LIMIT_SCALE: '1' };
    app = await startTestApp({ databaseUrl: database.url, settings });
    const simulator = app.simulator;
    twin = await startTestApp({ databaseUrl: database.url, simulator, settings });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await twin.stop();
    await app.stop();
    await database.drop();
  });

  /** One more prompt to a phone, from another device. */
  const prompt = async (phone: string, server = app, seller = shop): Promise<Response> =>
    initiate(server, seller, { phone_number: phone, mac_address: aDevice() });

  async function promptOften(phone: string): Promise<void> {
    for (let count = 0; count < MAX_PROMPTS; count += 1) {
      expect((await prompt(phone)).status).toBe(201);
    }
  }

  const countersOfPrompts = (): Promise<unknown[]> =>
    app.database.query(`SELECT key, points FROM rate_limits WHERE key LIKE 'prompt%' ORDER BY key`);
  const endWindows = (): Promise<unknown> =>
    app.database.query('UPDATE rate_limits SET expire = 1');

  it('are three in five minutes; the next one gets a Retry-After, and stores nothing', async () => {
    const phone = aPhone();
    await promptOften(phone);
    const before = await rowsOfSales(app);
    const { status, body, headers } = await prompt(phone);
    expect({ status, body }).toEqual({
      status: 429,
      body: {
        error: 'Too many payment prompts to this phone number. Wait a few minutes and try again.',
        code: 'rate_limited',
        request_id: headers['x-request-id'],
      },
    });
    expect(headers['retry-after']).toMatch(/^\d+$/);
    expect(Number(headers['retry-after'])).toBeGreaterThan(FIVE_MINUTES - 60);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(FIVE_MINUTES);
    expect(await rowsOfSales(app)).toEqual(before);
  });

  it('are counted over all packages, routers and servers, whatever the spelling of the number', async () => {
    const otherRouter = await aRouter(app, shop);
    const packageThere = await aPackage(app, shop, otherRouter);
    const otherPackage = await aPackage(app, shop, shop.routerId);
    await initiate(app, shop, { phone_number: '0790000001' }).expect(201);
    await initiate(twin, shop, {
      phone_number: '+254 790 000 001',
      package_id: otherPackage,
    }).expect(201);
    await initiate(app, shop, {
      phone_number: '790000001',
      router_id: otherRouter,
      package_id: packageThere,
    }).expect(201);
    for (const server of [app, twin]) {
      expect((await prompt('254790000001', server)).status).toBe(429);
    }
  });

  it('are three of eight at once on two servers', async () => {
    const phone = aPhone();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, tap) => prompt(phone, tap % 2 === 0 ? app : twin)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 201, 201, 429, 429, 429, 429, 429]);
    expect(await paymentsOf(app, phone)).toBe(MAX_PROMPTS);
  });

  it('do not keep another phone from being prompted, nor another operator from prompting', async () => {
    const phone = aPhone();
    await promptOften(phone);
    expect((await prompt(aPhone())).status).toBe(201);
    expect((await prompt(phone, app, await aShop(app))).status).toBe(201);
  });

  it('are six over all operators, prompts again included; who comes next leaves no trace', async () => {
    const phone = aPhone();
    const [second, third] = [await aShop(app), await aShop(app)];
    const sold = await initiate(app, third, { phone_number: phone }).expect(201);
    const { id } = sold.body.payment;
    await app
      .post(`/payments/${String(id)}/mark-failed/`, { reason: 'Gone' }, third.token)
      .expect(200);
    await promptOften(phone);
    for (const server of [app, twin])
      expect((await prompt(phone, server, second)).status).toBe(201);

    const before = await rowsOfSales(app);
    const counters = await countersOfPrompts();
    for (const answer of [
      await prompt(phone, twin, second),
      await prompt(phone, app, third),
      await retry(app, third, id),
    ]) {
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 429,
        code: 'rate_limited',
      });
    }
    expect(await rowsOfSales(app)).toEqual(before);
    expect(await countersOfPrompts()).toEqual(counters);
    expect((await prompt(aPhone(), app, third)).status).toBe(201);
  });

  it('are six of twelve at once of three operators', async () => {
    const phone = aPhone();
    const shops = [shop, await aShop(app), await aShop(app)];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, tap) =>
        prompt(phone, tap % 2 === 0 ? app : twin, shops[tap % shops.length]),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(6);
    expect(await paymentsOf(app, phone)).toBe(6);
  });

  it('are not double taps, which prompt nobody, nor links', async () => {
    const phone = aPhone();
    const sale = { phone_number: phone, mac_address: aDevice() };
    await initiate(app, shop, sale).expect(201);
    for (let tap = 0; tap < 5; tap += 1) await initiate(app, shop, sale).expect(200);
    for (let link = 0; link < 5; link += 1) {
      await createLink(app, shop, { phone_number: phone }).expect(201);
    }
    expect((await prompt(phone)).status).toBe(201);
    expect((await prompt(phone)).status).toBe(201);
    expect((await prompt(phone)).status).toBe(429);
  });

  it('are not what was refused before anybody was asked', async () => {
    const phone = aPhone();
    for (let count = 0; count < 5; count += 1) {
      await initiate(app, shop, { phone_number: phone, amount: '1.00' }).expect(400);
    }
    await promptOften(phone);
  });

  it('do not count over all operators when they surely did not reach the phone', async () => {
    const phone = aPhone();
    app.simulator.control.addFault({ fault: 'unauthorized', times: 2 * MAX_PROMPTS });
    for (const seller of [await aShop(app), await aShop(app)]) {
      for (let count = 0; count < MAX_PROMPTS; count += 1) {
        expect((await prompt(phone, app, seller)).status).toBe(502);
      }
      expect((await prompt(phone, app, seller)).status).toBe(429);
    }
    app.simulator.control.clearFaults();
    expect((await prompt(phone)).status).toBe(201);
  });

  it('start again when the time is over', async () => {
    const phone = aPhone();
    await promptOften(phone);
    expect((await prompt(phone)).status).toBe(429);
    await endWindows();
    expect((await prompt(phone)).status).toBe(201);
  });

  it('that were refused leave an Idempotency-Key free', async () => {
    const phone = aPhone();
    await promptOften(phone);
    const [key, sale] = [newId(), { phone_number: phone, mac_address: aDevice() }];
    await sellUnder(app, shop, key, sale).expect(429);
    await endWindows();
    const { headers } = await sellUnder(app, shop, key, sale).expect(201);
    expect(headers).not.toHaveProperty('idempotent-replayed');
  });

  it.each([
    ['0', 8],
    ['2', 6],
    ['0.5', 2],
  ])('are multiplied by a RATE_LIMIT_SCALE of %s', async (scale, allowed) => {
    const scaled = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      settings: { RATE_LIMIT_SCALE: scale },
    });
    const phone = aPhone();
    const statuses = [];
    for (let count = 0; count < 8; count += 1) {
      statuses.push((await prompt(phone, scaled)).status);
    }
    await scaled.stop();
    expect(statuses.filter((status) => status === 201)).toHaveLength(allowed);
    expect(statuses.filter((status) => status === 429)).toHaveLength(8 - allowed);
  });
});
