import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectPages } from '../support/pages.js';
import { anOperator, aPackage, aRouter, type Operator } from '../support/shop.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const NAME_TAKEN = 'This router already has a package of this name. Choose another one.';

describe('packages', () => {
  let app: TestApp;
  let operator: Operator;
  let router: number;

  beforeAll(async () => {
    app = await startTestApp();
    operator = await anOperator(app);
    router = await aRouter(app, operator);
  });
  afterAll(() => app.stop());

  /** Adds a package, with differences; what is undefined is left out. */
  const add = async (overrides: object = {}, as: Operator = operator): Promise<Response> =>
    app.post(
      '/routers/packages/',
      {
        name: `Package ${randomHex(6)}`,
        router,
        package_type: 'hourly',
        duration_hours: 1,
        price: '25.00',
        download_speed_mbps: 10,
        upload_speed_mbps: 5,
        ...overrides,
      },
      as.token,
    );

  it('are added and returned with their displays', async () => {
    const { status, body } = await add({ name: 'One hour', description: 'Fast.' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.any(Number),
      name: 'One hour',
      router,
      router_name: 'Cafe',
      package_type: 'hourly',
      package_type_display: 'Hourly',
      duration_hours: 1,
      duration_display: '1 hour',
      price: '25.00',
      currency: 'KES',
      download_speed_mbps: 10,
      download_speed_display: '10 Mbps',
      upload_speed_mbps: 5,
      upload_speed_display: '5 Mbps',
      speed_display: '10 Mbps / 5 Mbps',
      device_limit: 1,
      data_cap_mb: null,
      description: 'Fast.',
      is_active: true,
      created_at: TIME,
      updated_at: TIME,
    });
    const shown = await app.get(`/routers/packages/${String(body.id)}/`, operator.token);
    expect({ status: shown.status, body: shown.body }).toEqual({ status: 200, body });
  });

  it('accept form fields', async () => {
    const form = {
      router: String(router),
      duration_hours: '720',
      download_speed_mbps: '1000',
      upload_speed_mbps: '500',
      is_active: 'false',
      package_type: 'monthly',
    };
    expect((await add(form)).body).toMatchObject({
      router,
      duration_display: '1 month',
      package_type_display: 'Monthly',
      speed_display: '1.0 Gbps / 500 Mbps',
      is_active: false,
    });
  });

  it('have the device limit and the data cap that they are given, also as text', async () => {
    const { body } = await add({ device_limit: '20', data_cap_mb: 2_147_483_647 });
    expect(body).toMatchObject({ device_limit: 20, data_cap_mb: 2_147_483_647 });
    const nulls = await add({ device_limit: null, data_cap_mb: null });
    expect(nulls.body).toMatchObject({ device_limit: 1, data_cap_mb: null });
  });

  it.each<[unknown, string]>([
    ['50', '50.00'],
    ['50.0', '50.00'],
    [50, '50.00'],
    ['1', '1.00'],
    ['9999999999.00', '9999999999.00'],
  ])('of the price %j cost %s exactly', async (price, shown) => {
    expect((await add({ price })).body.price).toBe(shown);
  });

  it.each<[string, unknown, string]>([
    ['name', undefined, 'name is required'],
    ['name', '', 'name is required'],
    ['name', 'x'.repeat(101), 'name must have at most 100 characters'],
    ['name', 'nul\0', 'name holds characters that cannot be stored'],
    ['router', undefined, 'router is required'],
    ['router', 'first', 'router must be an integer id'],
    ['router', 0, 'router must be an integer id'],
    ['router', 2_147_483_648, 'router must be an integer id'],
    ['package_type', undefined, 'package_type must be one of: hourly, monthly'],
    ['package_type', 'weekly', 'package_type must be one of: hourly, monthly'],
    ['duration_hours', undefined, 'duration_hours is required'],
    ['duration_hours', 0, 'duration_hours must be at least 1'],
    ['duration_hours', 1.5, 'duration_hours must be a whole number'],
    ['duration_hours', 87_601, 'duration_hours must be at most 87600'],
    ['price', undefined, 'price is required'],
    ['price', '25.001', 'price must be an amount with at most two decimals'],
    ['price', '-1', 'price must be an amount with at most two decimals'],
    ['price', '1e2', 'price must be an amount with at most two decimals'],
    ['price', 'free', 'price must be an amount with at most two decimals'],
    ['price', 0, 'price must be more than 0.00'],
    ['price', '250.50', 'price must be in whole shillings: M-Pesa takes no cents'],
    ['price', 19.99, 'price must be in whole shillings: M-Pesa takes no cents'],
    ['price', '0.01', 'price must be in whole shillings: M-Pesa takes no cents'],
    ['price', '10000000000.00', 'price must be an amount with at most two decimals'],
    ['currency', 'USD', 'currency must be KES'],
    ['download_speed_mbps', 0, 'download_speed_mbps must be at least 1'],
    ['upload_speed_mbps', 'fast', 'upload_speed_mbps must be a whole number'],
    ['device_limit', 0, 'device_limit must be at least 1'],
    ['device_limit', 21, 'device_limit must be at most 20'],
    ['device_limit', 'many', 'device_limit must be a whole number'],
    ['data_cap_mb', 0, 'data_cap_mb must be at least 1'],
    ['data_cap_mb', 0.5, 'data_cap_mb must be a whole number'],
    ['data_cap_mb', 2_147_483_648, 'data_cap_mb must be at most 2147483647'],
    ['description', 'x'.repeat(1001), 'description must have at most 1000 characters'],
    ['description', 'lone \udfff', 'description holds characters that cannot be stored'],
    ['is_active', 'perhaps', 'is_active must be true or false'],
  ])('are not added with the %s %j', async (field, value, complaint) => {
    const { status, body } = await add({ [field]: value });
    expect(status).toBe(400);
    expect(body.fields).toEqual({ [field]: [complaint] });
  });

  it('have a unique name per router', async () => {
    const name = `Taken ${randomHex(4)}`;
    expect((await add({ name })).status).toBe(201);
    const again = await add({ name });
    expect(again.status).toBe(400);
    expect(again.body).toMatchObject({ error: NAME_TAKEN, fields: { name: [NAME_TAKEN] } });
    const elsewhere = await aRouter(app, operator);
    expect((await add({ name, router: elsewhere })).status).toBe(201);
  });

  it('of one name that are added concurrently become one', async () => {
    const name = `Race ${randomHex(4)}`;
    const answers = await Promise.all([add({ name }), add({ name }), add({ name })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400, 400]);
  });

  it("are not added to a router that is another operator's, or nobody's", async () => {
    const stranger = await anOperator(app);
    const theirs = await aRouter(app, stranger);
    for (const missing of [theirs, 2_147_483_647]) {
      const { status, body } = await add({ router: missing });
      expect(status).toBe(404);
      expect(body).toMatchObject({
        error: 'Router not found or access denied',
        code: 'router_not_found',
      });
    }
  });

  it('are listed newest first, page by page', async () => {
    const lister = await anOperator(app);
    const theirs = await aRouter(app, lister);
    const ids: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.unshift(await aPackage(app, lister, theirs));
    }
    await expectPages(app, '/routers/packages/', lister.token, ids);
  });

  it('of another operator are not shown or listed, to operators and portals', async () => {
    const { body } = await add();
    const stranger = await anOperator(app);
    const path = `/routers/packages/${String(body.id)}/`;
    const answer = await app.get(path, stranger.token).expect(404);
    expect(answer.body.error).toBe('Package not found or access denied');
    const list = await app.get('/routers/packages/', stranger.token).expect(200);
    expect(list.body.results).toEqual([]);
    await app.get(`/routers/${router}/packages/`, stranger.portal).expect(404);
    await app.get(`/routers/${router}/packages/`, stranger.token).expect(404);
  });

  it('are listed for a portal cheapest first, and only while they are active', async () => {
    const place = await aRouter(app, operator);
    const sell = (price: string, is_active = true): Promise<number> =>
      aPackage(app, operator, place, { price, is_active });
    const dear = await sell('100.00');
    const cheap = await sell('9.00');
    await sell('1.00', false);
    const alsoCheap = await sell('9.00');
    const middle = await sell('20');

    for (const headers of [operator.portal, operator.token]) {
      const { body } = await app.get(`/routers/${place}/packages/`, headers).expect(200);
      expect(body).toMatchObject({
        router_id: place,
        router_name: 'Cafe',
        packages: [cheap, alsoCheap, middle, dear].map((id) => ({ id, router: place })),
      });
    }
  });

  it('are shown to a portal as they are shown to their operator', async () => {
    const place = await aRouter(app, operator);
    const id = await aPackage(app, operator, place, { device_limit: 3, data_cap_mb: 5000 });
    const { body } = await app.get(`/routers/packages/${id}/`, operator.token).expect(200);
    expect(body).toMatchObject({ device_limit: 3, data_cap_mb: 5000 });
    const list = await app.get(`/routers/${place}/packages/`, operator.portal).expect(200);
    expect(list.body.packages).toEqual([body]);
  });

  it('are an empty list on a new router', async () => {
    const place = await aRouter(app, operator);
    const { body } = await app.get(`/routers/${place}/packages/`, operator.portal).expect(200);
    expect(body).toEqual({ router_id: place, router_name: 'Cafe', packages: [] });
  });

  it('can be managed with a token only', async () => {
    const id = await aPackage(app, operator, router);
    for (const headers of [{}, operator.portal]) {
      await app.get('/routers/packages/', headers).expect(401);
      await app.post('/routers/packages/', {}, headers).expect(401);
      await app.get(`/routers/packages/${id}/`, headers).expect(401);
    }
  });
});
