import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { SAME_ORIGIN } from '../support/browser-session.js';
import { isPage, type Route, routesOf } from '../support/routes.js';
import { aShop, type Shop } from '../support/shop.js';

/**
 * What others call who may add to an address: providers, probes, banks, mail programs, browsers. The
 * portal's pages are further ones: routers write their addresses.
 */
const OPEN = [
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
  'get /docs',
  'get /docs/:file',
  'get /reset-password',
];
const COMMON = 'provider, router, package, phone, mpesa_reference, mac, id, from, to, tz, review';
const LISTED = `${COMMON}, status, method, limit, cursor`;
const LISTED_OF_STATUS = `${COMMON}, method, limit, cursor`;
const LISTED_BY_METHOD = `${COMMON}, status, limit, cursor`;

/** What the routes for pages of the server want before they look at a query. */
const OF_A_PAGE = {
  ...SAME_ORIGIN,
  'Content-Type': 'application/json',
  Cookie: 'lipafi_refresh=unknown',
};

const nameOf = ({ method, path }: Route): string => `${method} ${path.replace(/(?<=.)\/$/, '')}`;

describe('a query parameter that an address does not take', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const send = (
    { method, path }: Route,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> =>
    request(app.url)
      [method as 'get'](`${path.replaceAll(/:\w+/g, newId())}?nosuch=1`)
      .set(headers);

  it('is refused by every route but those that strangers add to', async () => {
    const taken: string[] = [];
    for (const route of routesOf(app).filter(({ path }) => !isPage(path))) {
      const { status, body } = await send(route, { ...shop.token, ...OF_A_PAGE });
      const isRefused = status === 400 && 'nosuch' in (body.fields ?? {});
      // Without a mail server this endpoint is off, and says so before it looks at the query.
      const isOff = body.code === 'password_mail_unavailable';
      if (!isRefused && !isOff) taken.push(nameOf(route));
    }
    expect(taken.toSorted()).toEqual(OPEN.toSorted());
  });

  it.each([
    ['/payments/?mpesa_refrence=NOSUCH', 'mpesa_refrence', LISTED],
    ['/payments/?colour=blue&status=failed', 'colour', LISTED],
    ['/payments/?Status=failed', 'Status', LISTED],
    ['/payments/status/failed/?state=x', 'state', LISTED_OF_STATUS],
    ['/payments/status/failed/?status=completed', 'status', LISTED_OF_STATUS],
    ['/payments/method/mpesa/?method=card', 'method', LISTED_BY_METHOD],
    ['/payments/webhook-events/?state=x', 'state', 'outcome, limit, cursor'],
    ['/routers/?search=x', 'search', 'limit, cursor'],
    ['/routers/?limit[]=5', 'limit[]', 'limit, cursor'],
    ['/users/profile/?fields=bio', 'fields', 'none'],
  ])('is named by GET %s, with those that are known', async (path, name, known) => {
    const answer = await app.get(path, shop.token).expect(400);
    const message = `${name} is not a parameter of this address, which takes: ${known}`;
    expect(answer.body).toEqual({
      error: `${message}.`,
      code: 'validation_failed',
      request_id: answer.headers['x-request-id'],
      fields: { [name]: [message] },
    });
  });

  it('is not repeated when it may be a secret in the wrong place', async () => {
    const secret = `ISSecretKey_live_${newId()}`;
    const answer = await app.get(`/payments/?${secret}`, shop.token).expect(400);
    expect(answer.text).not.toContain(secret);
    expect(Object.keys(answer.body.fields)).toEqual(['query']);
    await app.get('/payments/?%00%ff=', shop.token).expect(400);
    await app.get('/payments/?__proto__=1', shop.token).expect(400);
  });

  it('is checked after the authentication', async () => {
    await app.get('/payments/?nosuch=1').expect(401);
    await app.get(`/routers/${shop.routerId}/packages/?nosuch=1`).expect(401);
  });

  it('is checked after all guards of a route', async () => {
    const cookie = { Cookie: OF_A_PAGE.Cookie };
    const foreign = { ...OF_A_PAGE, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://example.com' };
    const answers = await Promise.all(
      [cookie, foreign].map((headers) => app.post('/session/refresh/?nosuch=1', {}, headers)),
    );
    for (const { body } of answers) expect(body).toMatchObject({ code: 'foreign_origin' });
    const { body } = await app.post('/session/refresh/?nosuch=1', {}, OF_A_PAGE).expect(400);
    expect(Object.keys(body.fields)).toEqual(['nosuch']);
  });

  it('is refused to a portal too, before anything is sold', async () => {
    const path = '/payments/intasend/initiate/?router=1';
    const { body } = await app.post(path, {}, shop.portal).expect(400);
    expect(Object.keys(body.fields)).toEqual(['router']);
    const packages = `/routers/${shop.routerId}/packages/`;
    await app.get(`${packages}?_=1`, shop.portal).expect(400);
    await app.get(`${packages}?`, shop.portal).expect(200);
  });

  it('keeps no webhook, probe or customer out', async () => {
    const event = { invoice_id: 'UNKNOWN', state: 'COMPLETE' };
    await app.post('/payments/webhook/?source=intasend', event).expect(200);
    await app.post('/api/payments/webhook?a=1&b[c]=2', event).expect(200);
    await app.get('/health/live/?from=probe').expect(200);
    await app.get('/health/?_=1').expect(200);
    await app.get('/docs/?theme=dark').expect(200);
    await app.get('/docs/swagger-ui.css?v=5').expect(200);
    await app.get('/openapi.json?_=1').expect(200);
    await app.get('/metrics/?name=x').expect(200);
    await app.get(`/payment/success/${newId()}/?tracking_id=x&utm_source=bank`).expect(404);
  });
});
