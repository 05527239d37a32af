import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';

const ERROR =
  'Something went wrong on our side. Try again, and quote the request id if it goes on.';

describe('a crash', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    await app.database.query('ALTER TABLE packages RENAME TO canary_packages');
    await app.database.query('ALTER TABLE webhook_events RENAME TO canary_events');
  });
  afterAll(() => app.stop());

  /** Holds an answer to saying nothing of its cause. */
  function expectNothingSaid({ status, body, headers }: Response): void {
    expect({ status, body }).toEqual({
      status: 500,
      body: { error: ERROR, code: 'internal_error', request_id: headers['x-request-id'] },
    });
  }

  it('reveals nothing about its cause, on any path', async () => {
    expectNothingSaid(await app.get('/routers/packages/', shop.token));
    expectNothingSaid(await app.get(`/routers/${shop.routerId}/packages/`, shop.portal));
    expectNothingSaid(
      await app.post('/payments/intasend/initiate/', shop.saleRequest(), shop.portal),
    );
    const event = { invoice_id: 'Y5JJV4V', state: 'COMPLETE' };
    expectNothingSaid(await app.post('/payments/webhook/', event));
  });

  it('is found in the log by the id that the caller quotes', async () => {
    const answer = await app.get('/routers/packages/', shop.token).expect(500);
    const lines = app.logs
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ requestId }) => requestId === answer.body.request_id);
    expect(lines).toMatchObject([
      {
        level: 'error',
        code: 'internal_error',
        err: { type: 'QueryFailedError', message: 'relation "packages" does not exist' },
      },
      { level: 'info', status: 500, route: '/routers/packages', operatorId: shop.userId },
    ]);
  });

  it('logs no value of the request', async () => {
    const name = 'canary-package-name';
    const wanted = {
      name,
      router: shop.routerId,
      package_type: 'hourly',
      duration_hours: 1,
      price: '1.00',
      download_speed_mbps: 1,
      upload_speed_mbps: 1,
    };
    expectNothingSaid(await app.post('/routers/packages/', wanted, shop.token));
    expect(app.logs.join('')).not.toContain(name);
  });

  it('leaves the rest of the server as it was', async () => {
    await app.get('/routers/', shop.token).expect(200);
    await anOperator(app);
  });
});

describe('an unreachable database', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  it('cuts a connection and is asked again with the next request', async () => {
    await app.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => app.get('/routers/', shop.token)),
    );
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect({ status, error: body.error }).toEqual({ status: 500, error: ERROR });
    }
    await app.get('/routers/', shop.token).expect(200);
  });
});
