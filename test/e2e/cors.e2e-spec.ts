import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { RouteTable, type RouterStack } from '../../src/common/http/route-table.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { isPage } from '../support/routes.js';
import { anOperator, aShop, type Shop } from '../support/shop.js';

const DASHBOARD = 'https://dashboard.example.com';
const PORTAL = 'http://login.cafe.lan';
const SOME_ID = '0197f3a0-0000-7000-8000-000000000000';

/** What portals call (contract, sections 3 and 6), as the router names it. */
const PUBLIC_ROUTES = [
  'POST /payments/initiate',
  'POST /payments/:id/check-status',
  'POST /payments/:id/retry',
  'POST /payments/claim-receipt',
  'POST /payments/kopokopo/initiate',
  'POST /payments/kopokopo/:id/check-status',
  'POST /payments/kopokopo/:id/retry',
  'POST /payments/intasend/initiate',
  'POST /payments/intasend/create-link',
  'POST /payments/intasend/:id/check-status',
  'POST /payments/intasend/:id/retry',
  'POST /access/reconnect',
  'POST /access/login-tickets',
  'GET /routers/:id/packages',
];
/** Called by payment providers, and navigated to by customers. */
const CLOSED_ROUTES = [
  'POST /payments/webhook',
  'POST /payments/webhook/:provider',
  'POST /payments/webhook/:provider/:credential',
  'GET /payment/success/:id',
  'GET /payment/failed/:id',
  'GET /reset-password',
  'POST /session',
  'DELETE /session',
  'POST /session/refresh',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
];

describe('calls from other origins', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp({
      settings: { CORS_ORIGINS: `https://other.example.com,${DASHBOARD}` },
    });
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const preflight = (path: string, method: string, origin: string): Promise<Response> =>
    request(app.url)
      .options(path)
      .set({ Origin: origin, 'Access-Control-Request-Method': method })
      .then((response) => response);

  const allRoutes = (): { method: string; path: string }[] => {
    const { router } = app.nest.getHttpAdapter().getInstance();
    return new RouteTable(router as unknown as RouterStack)
      .all()
      .flatMap(({ path, methods }) => methods.map((method) => ({ method, path })));
  };

  it('answers a preflight of a portal endpoint from any origin without a key', async () => {
    const answer = await preflight('/payments/intasend/initiate/', 'POST', PORTAL);
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-max-age': '7200',
    });
    const allowed = (answer.headers['access-control-allow-headers'] ?? '').split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining([
        'X-Public-Key',
        'Public-Key',
        'Content-Type',
        'Idempotency-Key',
        'X-Request-Id',
        'Authorization',
      ]),
    );
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    expect(answer.headers).not.toHaveProperty('vary');
  });

  it.each([
    '/payments/intasend/initiate',
    '/api/payments/intasend/initiate/',
    '/api/payments/intasend/create-link',
    `/payments/intasend/${SOME_ID}/check-status/`,
    '/routers/1/packages/',
  ])('opens %s to portals, with or without its trailing slash and below /api', async (path) => {
    const method = path.includes('routers') ? 'GET' : 'POST';
    const answer = await preflight(path, method, PORTAL);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  it('lets a page of any origin sell and read the answer', async () => {
    const answer = await app
      .post('/payments/intasend/initiate/', shop.saleRequest(), { ...shop.portal, Origin: PORTAL })
      .expect(201);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'X-Request-Id, Retry-After, Idempotent-Replayed',
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each([
    ['a refused key', '/payments/intasend/initiate/', 401],
    ['a method that is not answered', `/payments/intasend/${SOME_ID}/check-status/`, 405],
  ])('lets a portal read the answer to %s', async (_what, path, status) => {
    const method = status === 405 ? 'put' : 'post';
    const answer = await request(app.url)[method](path).set('Origin', PORTAL).expect(status);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  it('lets a portal read why its body was not understood', async () => {
    const answer = await request(app.url)
      .post('/payments/intasend/initiate/')
      .set({ Origin: PORTAL, 'Content-Type': 'application/json' })
      .send('{')
      .expect(400);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  it('allows a dashboard of the settings, with Vary: Origin', async () => {
    const answer = await preflight('/routers/1/', 'DELETE', DASHBOARD);
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': DASHBOARD,
      vary: 'Origin',
    });
    const read = await app.get('/routers/', { ...shop.token, Origin: DASHBOARD }).expect(200);
    expect(read.headers).toMatchObject({
      'access-control-allow-origin': DASHBOARD,
      vary: 'Origin',
    });
  });

  it('does not let a page of another origin read operator endpoints', async () => {
    const answer = await app.get('/routers/', { ...shop.token, Origin: PORTAL }).expect(200);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(answer.headers['vary']).toBe('Origin');
    const announced = await preflight('/users/login/', 'POST', PORTAL);
    expect(announced.status).toBe(204);
    expect(announced.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('refuses an origin that only starts like one of the settings', async () => {
    const answer = await preflight('/routers/', 'GET', `${DASHBOARD}.evil.example`);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('names the methods of a path to a preflight of one that it does not answer', async () => {
    const answer = await preflight('/payments/intasend/initiate/', 'PUT', PORTAL);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
    });
  });

  it('allows any origin on exactly the portal endpoints', async () => {
    const open = [];
    for (const { method, path } of allRoutes()) {
      if (method === 'HEAD') continue;
      const answer = await preflight(path.replaceAll(':id', SOME_ID), method, PORTAL);
      if (answer.headers['access-control-allow-origin'] !== undefined)
        open.push(`${method} ${path}`);
    }
    expect(new Set(open)).toEqual(new Set(PUBLIC_ROUTES));
  });

  it('opens everything but webhook, pages, health and metrics to the dashboards', async () => {
    const closed: string[] = [];
    for (const { method, path } of allRoutes()) {
      const answer = await preflight(path, method, DASHBOARD);
      if (answer.headers['access-control-allow-origin'] === undefined)
        closed.push(`${method} ${path}`);
    }
    const [ofPortal, others] = [true, false].map((isOfPortal) =>
      closed.filter((route) => isPage(route.split(' ')[1] ?? '') === isOfPortal),
    );
    expect(new Set(others?.filter((route) => !route.startsWith('HEAD')))).toEqual(
      new Set(CLOSED_ROUTES),
    );
    const pages = allRoutes().filter(({ path }) => isPage(path));
    expect(ofPortal).toHaveLength(pages.length);
  });

  it('keeps pages away from the webhook even where every origin is a dashboard', async () => {
    const free = await startTestApp({ settings: { CORS_ORIGINS: '*' } });
    try {
      const operator = await anOperator(free);
      const read = await free.get('/routers/', { ...operator.token, Origin: PORTAL }).expect(200);
      expect(read.headers['access-control-allow-origin']).toBe('*');
      expect(read.headers).not.toHaveProperty('vary');
      const event = await free.post('/payments/webhook/', {}, { Origin: PORTAL }).expect(200);
      expect(event.headers).not.toHaveProperty('access-control-allow-origin');
    } finally {
      await free.stop();
    }
  });
});
