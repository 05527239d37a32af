import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  buyInPortal,
  FROM_ROUTER,
  linkOf,
  PortalBrowser,
  portalOf,
  slugOf,
} from '../support/portal-browser.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const STEPS = [
  ...['', '/packages', '/phone?package=1', '/payment', '/connect', '/connected'],
  ...['/already-paid', '/access', '/problem', '/state'],
];
const FORMS = ['/buy', '/again', '/link', '/already-paid'];

describe('the addresses of the portal', () => {
  let app: TestApp;
  let shop: Shop;
  let other: Shop;
  let browser: PortalBrowser;

  beforeAll(async () => {
    app = await startTestApp();
    [shop, other] = [await aShop(app), await aShop(app)];
    browser = new PortalBrowser(app);
  });
  afterAll(() => app.stop());

  /** The sealed session in the links of a page. */
  async function aSession(of: Shop): Promise<string> {
    const packages = await browser.open(await portalOf(app, of));
    return linkOf(packages, /\/phone\?/).split('/')[3] ?? '';
  }

  async function paymentsOf({ userId }: Shop): Promise<number> {
    const rows = await app.database.query('SELECT 1 FROM payments WHERE user_id = $1', [userId]);
    return rows.length;
  }

  it('are a page that says so where there is no such portal, at every step', async () => {
    const unknown = '/portal/00000000000000000000';
    for (const path of [unknown, ...STEPS.map((step) => `${unknown}/x${step}`)]) {
      const page = await browser.open(path);
      expect([path, page.status]).toEqual([path, 404]);
      expect(page.headers['content-type']).toMatch(/^text\/html/);
    }
    // One of these beside others: it must not spoil what they ask at the same moment.
    const [odd, known] = await Promise.all([
      browser.open('/portal/%00'),
      browser.open(await portalOf(app, shop)),
      browser.open(`/portal/${'a'.repeat(2_000)}`),
    ]);
    expect([odd.status, known.status]).toEqual([404, 200]);
    for (const form of FORMS) {
      await request(app.url).post(`${unknown}/x${form}`).type('form').send({}).expect(404);
    }
  });

  it('are no portal for a router that was archived, or whose operator is disabled', async () => {
    const gone = await aShop(app);
    const at = await portalOf(app, gone);
    expect((await browser.open(at)).status).toBe(200);
    await app.database.query('UPDATE users SET is_active = false WHERE id = $1', [gone.userId]);
    expect((await browser.open(at)).status).toBe(404);
    await app.database.query('UPDATE users SET is_active = true WHERE id = $1', [gone.userId]);
    await app.database.query('UPDATE routers SET archived_at = now() WHERE id = $1', [
      gone.routerId,
    ]);
    expect((await browser.open(at)).status).toBe(404);
  });

  it('lead nowhere with a session that is forged, changed, or of another router', async () => {
    const slug = await slugOf(app, shop);
    const own = await aSession(shop);
    const foreign = await aSession(other);
    const otherKey = KeyRing.parse(new Secret(KeyRing.generateKey()));
    const sealed = otherKey.seal(new Secret('{"v":"portal-session-1"}')).replaceAll('=', '');
    for (const session of [
      'x',
      foreign,
      sealed,
      `${own}A`,
      own.slice(1),
      '%00',
      'a'.repeat(3_000),
    ]) {
      for (const step of STEPS) {
        const page = await browser.open(`/portal/${slug}/${session}${step}`);
        expect([session, step, page.status]).toEqual([session, step, 404]);
      }
      for (const form of FORMS) {
        await request(app.url)
          .post(`/portal/${slug}/${session}${form}`)
          .type('form')
          .send({ package: String(shop.packageId), price: '5000', phone_number: aPhone() })
          .expect(404);
      }
    }
    expect(await paymentsOf(shop)).toBe(0);
  });

  it('show nothing of a payment to whoever has the session of another customer', async () => {
    const waiting = await buyInPortal(
      browser,
      await browser.open(await portalOf(app, shop)),
      aPhone(),
    );
    const [, , , session = ''] = waiting.at.split('/');
    const elsewhere = `/portal/${await slugOf(app, other)}/${session}/payment`;
    expect((await browser.open(elsewhere)).status).toBe(404);
  });

  it.each([
    ['another site', 'https://evil.example/login'],
    ['a site that looks like the router', 'http://10.5.50.1.evil.example/login'],
    ['a user name', 'http://10.5.50.1@evil.example/login'],
    ['a script', 'javascript:alert(1)'],
    ['another page of the router', 'http://10.5.50.1/logout'],
  ])('lead no customer to %s', async (_what, url) => {
    const at = await portalOf(app, shop, { ...FROM_ROUTER, 'link-login-only': url });
    const packages = await browser.open(at);
    for (const link of packages.links) expect(link).toMatch(/^\/portal\//);
    const waiting = await buyInPortal(browser, packages, aPhone());
    await app.simulator.control.advance(60_000);
    await app.idle();
    const paid = await browser.open(waiting.at);
    expect(paid.links.filter((link) => /\/connect/.test(link))).toEqual([]);
    const connecting = await browser.open(waiting.at.replace('/payment', '/connect'));
    expect(connecting.left).toBeNull();
  });

  it('take what stands in them as text, whatever it is', async () => {
    const hostile = [
      `"><script>alert(1)</script>`,
      `' OR 1=1 --`,
      '$(mac)',
      '\u0000',
      '../../etc/passwd',
      '\r\nSet-Cookie: a=b',
      '🙂'.repeat(50),
    ];
    for (const text of hostile) {
      for (const name of ['mac', 'ip', 'link-login-only', 'link-orig', 'error', 'lang', 'var']) {
        const query = new URLSearchParams({ ...FROM_ROUTER, connected: '', [name]: text });
        const page = await browser.open(`/portal/${await slugOf(app, shop)}?${query.toString()}`);
        expect([name, text, page.status]).toEqual([name, text, 200]);
        expect(page.html).not.toContain('<script>alert');
        expect(page.headers).not.toHaveProperty('set-cookie');
      }
    }
    const twice = `/portal/${await slugOf(app, shop)}?mac=a&mac=b&lang=en&lang=sw&error=x&error=y`;
    expect((await browser.open(twice)).status).toBe(200);
  });

  it('refuse forms of other sites, and take those of browsers that say nothing', async () => {
    const packages = await browser.open(await portalOf(app, shop));
    const asking = await browser.follow(packages, /\/phone\?/);
    const [form] = asking.forms.filter(({ action }) => /\/buy/.test(action));
    const send = (headers: Record<string, string>) =>
      request(app.url)
        .post(form?.action ?? '')
        .set(headers)
        .type('form')
        .send({ ...form?.fields, phone_number: aPhone() });
    const before = await paymentsOf(shop);
    for (const site of ['cross-site', 'same-site']) {
      const refused = await send({ 'Sec-Fetch-Site': site }).expect(403);
      expect(refused.headers['content-type']).toMatch(/^text\/html/);
    }
    expect(await paymentsOf(shop)).toBe(before);
    await send({}).expect(303);
    expect(await paymentsOf(shop)).toBe(before + 1);
  });

  it('show errors as pages too, and those of the settings of operators as JSON', async () => {
    const session = await aSession(shop);
    const base = `/portal/${await slugOf(app, shop)}`;
    const large = 'x'.repeat(200_000);
    const isPage = /^text\/html/;
    await request(app.url).get(`${base}/a/b/c`).expect(404).expect('Content-Type', isPage);
    await request(app.url).get('/portal').expect(404).expect('Content-Type', isPage);
    await request(app.url).put(base).expect(405).expect('Content-Type', isPage);
    await request(app.url)
      .post(`${base}/${session}/buy`)
      .type('form')
      .send({ phone_number: large })
      .expect(413)
      .expect('Content-Type', isPage);
    await request(app.url)
      .post(`${base}/${session}/buy`)
      .set('Content-Type', 'text/plain')
      .send('x')
      .expect(415)
      .expect('Content-Type', isPage);
    const settings = await request(app.url).get('/portal/settings/').expect(401);
    expect(settings.body).toMatchObject({ code: 'token_required' });
  });

  it('answer HEAD as GET, without the page', async () => {
    const head = await request(app.url)
      .head(await portalOf(app, shop))
      .expect(200);
    expect(head.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
    expect(head.text).toBeFalsy();
  });

  it('open as well after the keys were rotated, and with a slash at the end', async () => {
    const session = await aSession(shop);
    const base = `/portal/${await slugOf(app, shop)}/${session}`;
    expect((await browser.open(`${base}/packages/`)).status).toBe(200);
    expect((await browser.open(`${base}/`)).at).toMatch(/\/packages$/);
    expect((await browser.open(`/api${base}/packages`)).status).toBe(200);
  });

  it('record the first visit that a router has led to', async () => {
    const fresh = await aShop(app);
    const visitOf = async () =>
      (
        await app.database.query<{ at: Date | null }>(
          'SELECT first_portal_visit_at AS at FROM routers WHERE id = $1',
          [fresh.routerId],
        )
      )[0]?.at ?? null;
    await browser.open(await portalOf(app, fresh, {}));
    expect(await visitOf()).toBeNull();
    await browser.open(await portalOf(app, fresh));
    expect(await visitOf()).not.toBeNull();
  });
});
