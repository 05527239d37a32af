import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { useRadius } from '../support/claims.js';
import {
  buyInPortal,
  FROM_ROUTER,
  linkOf,
  PortalBrowser,
  type PortalPage,
  portalOf,
} from '../support/portal-browser.js';
import { aPhone } from '../support/selling.js';
import { aPackage, aShop, type Shop } from '../support/shop.js';

const NAS = '10.77.0.20';
const TICKET = /^http:\/\/10\.5\.50\.1\/login\?var=lt-[0-9a-f]{32}$/;

describe('a customer without JavaScript', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    await useRadius(app, shop, NAS);
  });
  afterAll(() => app.stop());

  /** The phone pays, and the page that waits loads itself again. */
  async function paidPage(browser: PortalBrowser, waiting: PortalPage): Promise<PortalPage> {
    await app.simulator.control.advance(60_000);
    await app.idle();
    return browser.open(waiting.at);
  }

  it.each([
    ['en', 'Enter your M-Pesa PIN', 'KSh 50'],
    ['sw', 'Weka PIN yako ya M-Pesa', 'KSh 50'],
  ])('buys, sees the code before connecting, and is led to the router: %s', async (...given) => {
    const [language, prompt, price] = given;
    const browser = new PortalBrowser(app, { 'Accept-Language': language });
    const packages = await browser.open(await portalOf(app, shop));
    expect(packages.status).toBe(200);
    expect(packages.html).toContain(`lang="${language}"`);
    expect(packages.text).toContain(price);

    const phone = aPhone();
    const waiting = await buyInPortal(browser, packages, phone);
    expect(waiting.at).toMatch(/\/payment$/);
    expect(waiting.text).toContain(prompt);
    expect(waiting.text).toContain(phone);

    const paid = await paidPage(browser, waiting);
    const [payment] = await app.database.query<{ code: string; receipt: string }>(
      `SELECT e.access_code AS code, p.mpesa_reference AS receipt
         FROM payments p JOIN entitlements e ON e.payment_id = p.id ORDER BY p.created_at DESC LIMIT 1`,
    );
    expect(paid.text.replaceAll(/[-\s]/g, '')).toContain(payment?.code);
    expect(paid.text).toContain(payment?.receipt);

    const connecting = await browser.follow(paid, /\/connect$/);
    expect(connecting.left).toMatch(TICKET);
  });

  it('comes back from the router to a page with the time that is left', async () => {
    const browser = new PortalBrowser(app);
    const packages = await browser.open(await portalOf(app, shop));
    const paid = await paidPage(browser, await buyInPortal(browser, packages, aPhone()));
    const { left } = await browser.follow(paid, /\/connect$/);
    const ticket = new URL(left ?? '').searchParams.get('var') ?? '';

    const query = { mac: FROM_ROUTER.mac, connected: '1', var: ticket };
    const connected = await browser.open(await portalOf(app, shop, query));
    expect(connected.text).toContain('You are online');
    expect(connected.text).toMatch(/23 h|23 hours|24 hours/);
    expect(connected.links.filter((link) => /\/connect$/.test(link))).toEqual([]);
    const more = await browser.follow(connected, /\/packages$/);
    // The ticket was in an address without encryption: whoever has read it gets no other.
    for (const step of ['/connect', '/access']) {
      const page = await browser.open(more.at.replace('/packages', step));
      expect(page.left).toBeNull();
      expect(page.html).not.toMatch(/lt-[0-9a-f]{32}|Your access code/);
    }
    expect(more.text).toContain('KSh 50');
  });

  it('sees the cheapest package first, and prices of thousands with a comma', async () => {
    const other = await aShop(app, { price: '1500.00' });
    await aPackage(app, other, other.routerId, { price: '20.00', name: 'Short' });
    const { text } = await new PortalBrowser(app).open(await portalOf(app, other));
    expect(text).toMatch(/KSh 20.*KSh 1,500/);
  });

  it('chooses the language by a link, which holds on the pages that follow', async () => {
    const browser = new PortalBrowser(app, { 'Accept-Language': 'en' });
    const packages = await browser.open(await portalOf(app, shop));
    const inSwahili = await browser.follow(packages, /lang=sw/);
    expect(inSwahili.html).toContain('lang="sw"');
    const asking = await browser.follow(inSwahili, /\/phone\?/);
    expect(asking.html).toContain('lang="sw"');
    const waiting = await browser.submit(asking, /\/buy/, { phone_number: aPhone() });
    expect(waiting.html).toContain('lang="sw"');
  });

  it('answers forms by 303, and pages with headers that keep them private', async () => {
    const browser = new PortalBrowser(app);
    const packages = await browser.open(await portalOf(app, shop));
    expect(packages.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'en',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
    });
    expect(packages.headers['content-security-policy']).toContain("form-action 'self'");
    expect(packages.headers).not.toHaveProperty('access-control-allow-origin');
    const asking = await browser.follow(packages, /\/phone\?/);
    const sent = await browser.sendOnly(asking, /\/buy/, { phone_number: aPhone() });
    expect(sent.status).toBe(303);
    expect(sent.headers['location']).toMatch(/^\/portal\/.*\/payment$/);
  });

  it('is found in the log by operator and payment, and the session is not in it', async () => {
    const browser = new PortalBrowser(app);
    const packages = await browser.open(await portalOf(app, shop));
    const waiting = await buyInPortal(browser, packages, aPhone());
    await browser.open(waiting.at);
    const [, , , session = ''] = waiting.at.split('/');
    const line = app.logs.filter((each) => each.includes('/portal/:slug/:session/payment')).at(-1);
    const [payment] = await app.database.query<{ id: string }>(
      'SELECT id FROM payments ORDER BY created_at DESC LIMIT 1',
    );
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      operatorId: shop.userId,
      paymentId: payment?.id,
    });
    expect(app.logs.join()).not.toContain(session);
  });

  it('is not led to the router by what merely looks at the address', async () => {
    const browser = new PortalBrowser(app);
    const packages = await browser.open(await portalOf(app, shop));
    const paid = await paidPage(browser, await buyInPortal(browser, packages, aPhone()));
    const connect = linkOf(paid, /\/connect$/);
    const prefetched = await new PortalBrowser(app, { 'Sec-Purpose': 'prefetch' }).open(connect);
    expect(prefetched.left).toBeNull();
  });
});
