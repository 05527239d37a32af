import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Route, routesOf } from '../support/routes.js';
import { anOperator } from '../support/shop.js';

/** Open to anyone by the contract. */
const OPEN = [
  'post /users/register',
  'post /users/login',
  'post /users/api-key-login',
  'post /users/token/refresh',
  'post /users/reset-password',
  'post /users/forgot-password',
  'get /reset-password',
  'post /payments/webhook',
  'get /payment/success/:id',
  'get /payment/failed/:id',
  'get /health',
  'get /health/live',
  'get /health/ready',
  'get /metrics',
  'get /openapi.json',
];
/** The pages of Swagger UI and what they load. */
const DOCS = /^get \/docs(-json|-yaml)?(\/|$)/;

/** Open to portals, which show a public key. */
const PUBLIC = [
  'get /routers/:id/packages',
  'post /payments/intasend/initiate',
  'post /payments/intasend/create-link',
  'post /payments/intasend/:id/check-status',
  'post /payments/intasend/:id/retry',
];

const nameOf = ({ method, path }: Route): string => `${method} ${path.replace(/(?<=.)\/$/, '')}`;
const isOpen = (route: Route): boolean => OPEN.includes(nameOf(route)) || DOCS.test(nameOf(route));

describe('the doors of the running application', () => {
  let app: TestApp;
  let closed: Route[];

  beforeAll(async () => {
    app = await startTestApp();
    closed = routesOf(app).filter((route) => !isOpen(route));
  });
  afterAll(() => app.stop());

  /** Knocks at each door of `routes` with these headers; gives the answers' statuses by door. */
  async function knock(
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

  it('are all found', () => {
    expect(routesOf(app).map(nameOf)).toEqual(
      expect.arrayContaining([
        'post /users/register',
        'get /payments/:id',
        'post /payments/credentials',
        'get /routers/:id/packages',
        'post /payments/intasend/initiate',
        'post /payments/webhook',
      ]),
    );
  });

  it('are closed to strangers, but for those that the contract opens', async () => {
    expect(await knock(closed, {})).toEqual(all(closed, 401));
  });

  it('are closed to a token and a key that nobody has', async () => {
    const stranger = {
      Authorization: 'Bearer nonsense',
      'X-Public-Key': 'c1eb9fed9dabc57f61d56c26ef3870ae',
    };
    expect(await knock(closed, stranger)).toEqual(all(closed, 401));
  });

  it('are closed to a portal, but for those that sell', async () => {
    const { portal } = await anOperator(app);
    const forOperators = closed.filter((route) => !PUBLIC.includes(nameOf(route)));
    expect(await knock(forOperators, portal)).toEqual(all(forOperators, 401));

    const forPortals = closed.filter((route) => PUBLIC.includes(nameOf(route)));
    const statuses = Object.values(await knock(forPortals, portal));
    expect(statuses).not.toContain(401);
    expect(statuses).not.toHaveLength(0);
  });
});
