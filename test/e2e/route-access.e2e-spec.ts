import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { isPage, type Route, routesOf } from '../support/routes.js';
import { anOperator } from '../support/shop.js';

/** Routes that need no authentication. */
const PUBLIC_ROUTES = [
  'post /users/register',
  'post /users/login',
  'post /users/api-key-login',
  'post /users/token/refresh',
  'post /users/reset-password',
  'post /users/forgot-password',
  'get /reset-password',
  'post /session',
  'delete /session',
  'post /session/refresh',
  'post /payments/webhook',
  'post /payments/webhook/:provider',
  'post /payments/webhook/:provider/:credential',
  'get /payment/success/:id',
  'get /payment/failed/:id',
  'get /health',
  'get /health/live',
  'get /health/ready',
  'get /metrics',
  'get /openapi.json',
];
/** Swagger UI and its files. */
const DOCS = /^get \/docs(-json|-yaml)?(\/|$)/;

/** Routes that accept a portal's public key. */
const PORTAL_ROUTES = [
  'get /routers/:id/packages',
  'post /payments/intasend/initiate',
  'post /payments/intasend/create-link',
  'post /payments/intasend/:id/check-status',
  'post /payments/intasend/:id/retry',
  'post /payments/kopokopo/initiate',
  'post /payments/kopokopo/:id/check-status',
  'post /payments/kopokopo/:id/retry',
  'post /payments/claim-receipt',
  'post /payments/initiate',
  'post /payments/:id/check-status',
  'post /payments/:id/retry',
  'post /access/reconnect',
  'post /access/login-tickets',
];

const nameOf = ({ method, path }: Route): string => `${method} ${path.replace(/(?<=.)\/$/, '')}`;
const isPublic = (route: Route): boolean =>
  PUBLIC_ROUTES.includes(nameOf(route)) || DOCS.test(nameOf(route)) || isPage(route.path);

describe('the routes of the running application', () => {
  let app: TestApp;
  let protectedRoutes: Route[];

  beforeAll(async () => {
    app = await startTestApp();
    protectedRoutes = routesOf(app).filter((route) => !isPublic(route));
  });
  afterAll(() => app.stop());

  /** Sends a request with these headers to each route; returns the status codes by route. */
  async function statusesOf(
    routes: readonly Route[],
    headers: Readonly<Record<string, string>>,
  ): Promise<Record<string, number>> {
    const statuses: Record<string, number> = {};
    for (const route of routes) {
      const path = route.path.replaceAll(/:\w+/g, newId());
      const { status, headers: answered } = await request(app.url)
        [route.method as 'get'](path)
        .set(headers);
      statuses[nameOf(route)] = status;
      if (status === 401) expect(answered['www-authenticate']).toMatch(/Bearer realm="lipafi"/);
    }
    return statuses;
  }

  const all = (routes: readonly Route[], status: number): Record<string, number> =>
    Object.fromEntries(routes.map((route) => [nameOf(route), status]));

  it('are all listed', () => {
    expect(routesOf(app).map(nameOf)).toEqual(
      expect.arrayContaining([
        'post /users/register',
        'get /payments/:id',
        'post /payments/credentials',
        'get /routers/:id/packages',
        'post /payments/intasend/initiate',
        'post /payments/webhook',
        'post /payments/webhook/:provider',
      ]),
    );
  });

  it('answer 401 without authentication, except the public ones', async () => {
    expect(await statusesOf(protectedRoutes, {})).toEqual(all(protectedRoutes, 401));
  });

  it('answer 401 to an unknown token with an unknown public key', async () => {
    const unknown = {
      Authorization: 'Bearer nonsense',
      'X-Public-Key': 'c1eb9fed9dabc57f61d56c26ef3870ae',
    };
    expect(await statusesOf(protectedRoutes, unknown)).toEqual(all(protectedRoutes, 401));
  });

  it('answer 401 to a public key, except those for portals', async () => {
    const { portal } = await anOperator(app);
    const forOperators = protectedRoutes.filter((route) => !PORTAL_ROUTES.includes(nameOf(route)));
    expect(await statusesOf(forOperators, portal)).toEqual(all(forOperators, 401));

    const forPortals = protectedRoutes.filter((route) => PORTAL_ROUTES.includes(nameOf(route)));
    const statuses = Object.values(await statusesOf(forPortals, portal));
    expect(statuses).not.toContain(401);
    expect(statuses).not.toHaveLength(0);
  });
});
