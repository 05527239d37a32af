import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { useRadius } from '../support/claims.js';
import {
  buyInPortal,
  FROM_ROUTER,
  PortalBrowser,
  type PortalPage,
  portalOf,
} from '../support/portal-browser.js';
import { aPhone } from '../support/selling.js';
import { aPackage, aShop, type Shop } from '../support/shop.js';

const A_MINUTE = 60_000;

describe('a bad day in the portal', () => {
  let app: TestApp;
  let shop: Shop;
  let browser: PortalBrowser;

  beforeAll(async () => {
    app = await startTestApp({ settings: { INTASEND_TIMEOUT_MS: '1500' } });
  });
  beforeEach(async () => {
    shop = await aShop(app);
    await useRadius(app, shop, `10.77.1.${(shop.routerId % 250) + 1}`);
    browser = new PortalBrowser(app);
  });
  afterAll(() => app.stop());

  const bought = async (phone: string): Promise<PortalPage> =>
    buyInPortal(browser, await browser.open(await portalOf(app, shop)), phone);

  async function afterAMinute(page: PortalPage): Promise<PortalPage> {
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
    return browser.open(page.at);
  }

  const countOf = async (table: 'payments' | 'payment_attempts'): Promise<number> => {
    const [row] = await app.database.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM ${table} WHERE user_id = $1`,
      [shop.userId],
    );
    return row?.count ?? 0;
  };

  it.each([
    ['0700000101', 'Payment cancelled'],
    ['0700000102', 'Payment cancelled'],
    ['0700000103', 'The PIN was wrong'],
    ['0700000104', 'Not enough money'],
    ['0700000105', 'Your phone was not reached'],
    ['0700000106', 'The time ran out'],
    ['0700000107', 'Another M-Pesa message is open'],
    ['0700000115', 'Payment cancelled'],
  ])('says why %s has not paid: %s', async (phone, title) => {
    const failed = await afterAMinute(await bought(phone));
    expect(failed.text).toContain(title);
    expect(failed.text).toContain('Nothing was charged');
  });

  it('tries again with the same payment, and never with two prompts', async () => {
    app.simulator.control.addOutcome({ outcome: 'wrong_pin', times: 1 });
    const failed = await afterAMinute(await bought(aPhone()));
    expect(failed.text).toContain('The PIN was wrong');
    const again = await browser.submit(failed, /\/again/);
    expect(again.text).toContain('Enter your M-Pesa PIN');
    // The same form again, as by a second tap or in another tab.
    expect((await browser.submit(failed, /\/again/)).text).toContain('Enter your M-Pesa PIN');
    expect([await countOf('payments'), await countOf('payment_attempts')]).toEqual([1, 2]);
    expect((await afterAMinute(again)).text).toContain('Payment received');
  });

  it('begins a new payment when the old one has been tried too often', async () => {
    app.simulator.control.addOutcome({ outcome: 'wrong_pin', times: 4 });
    let page = await afterAMinute(await bought(aPhone()));
    for (let tries = 0; tries < 3; tries += 1) {
      page = await afterAMinute(await browser.submit(page, /\/again/));
      expect(page.text).toContain('The PIN was wrong');
    }
    page = await afterAMinute(await browser.submit(page, /\/again/));
    expect(page.text).toContain('Payment received');
    expect(await countOf('payments')).toBe(2);
  });

  it('offers a payment link after a failure, whose page is opened by a plain link', async () => {
    const failed = await afterAMinute(await bought('0700000104'));
    const linked = await browser.submit(failed, /\/link/);
    expect(linked.text).toContain('Open the payment page');
    const [link] = linked.links.filter((each) => each.startsWith(app.simulator.url));
    expect(link).toMatch(/\/checkout\//);
  });

  it.each([
    ['0700000200', 'cut off'],
    ['0700000205', 'a crash'],
  ])('says that nobody knows when the provider does not tell: %s, %s', async (phone) => {
    const unknown = await bought(phone);
    expect(unknown.text).toContain('Do not pay again');
    expect(unknown.forms.filter(({ action }) => /again|link/.test(action))).toEqual([]);
  });

  it('does not say that nothing was charged when nobody has told, and asks before it prompts', async () => {
    const waiting = await bought(aPhone());
    await app.database.query(
      `UPDATE payments SET status = 'failed', error_message = 'Expired' WHERE user_id = $1`,
      [shop.userId],
    );
    const expired = await browser.open(waiting.at);
    expect(expired.text).toContain('has not told us whether you have paid');
    expect(expired.text).not.toContain('Nothing was charged');
    expect(expired.forms.filter(({ action }) => action.includes('/link'))).toEqual([]);
    // By an old page, too.
    const [again] = expired.forms;
    const link = {
      ...expired,
      forms: [
        {
          ...again,
          action: again?.action.replace('/again', '/link') ?? '',
          method: 'post',
          fields: {},
        },
      ],
    };
    expect((await browser.submit(link, /\/link/)).text).not.toContain('Open the payment page');
    expect(await countOf('payment_attempts')).toBe(1);
  });

  it('goes on by itself when a payment of an unknown outcome was made', async () => {
    const unknown = await bought('0700000206');
    expect(unknown.text).toContain('Do not pay again');
    expect((await afterAMinute(unknown)).text).toContain('Payment received');
  });

  it('says that the provider is away, and tries again when it is back', async () => {
    app.simulator.control.addFault({ fault: 'unavailable', status: 503 });
    const away = await bought(aPhone());
    expect(away.text).toContain('M-Pesa does not answer');
    app.simulator.control.reset();
    expect((await browser.submit(away, /\/again/)).text).toContain('Check your phone');
  });

  it('keeps a payment of half the money for somebody to look at', async () => {
    const page = await afterAMinute(await bought('0700000122'));
    expect(page.text).toContain('Your payment is being checked');
    expect(page.forms).toEqual([]);
  });

  it('lets in whom the provider called failed, and who has paid after all', async () => {
    const failed = await afterAMinute(await bought('0700000110'));
    expect((await afterAMinute(failed)).text).toContain('Payment received');
  });

  it('asks again for a number that is none, and says which ones M-Pesa knows', async () => {
    const packages = await browser.open(await portalOf(app, shop));
    const wrong = await buyInPortal(browser, packages, '12345');
    expect(wrong.text).toContain('This is not a phone number');
    expect(wrong.html).toContain('value="12345"');
    const foreign = await browser.submit(wrong, /\/buy/, { phone_number: '+256 772 123456' });
    expect(foreign.text).toContain('Kenyan mobile numbers only');
    expect(await countOf('payments')).toBe(0);
  });

  it('shows the new price before it is paid', async () => {
    const packages = await browser.open(await portalOf(app, shop));
    const asking = await browser.follow(packages, /\/phone\?/);
    await app.database.query('UPDATE packages SET price_minor = 6000 WHERE id = $1', [
      shop.packageId,
    ]);
    const shown = await browser.submit(asking, /\/buy/, { phone_number: aPhone() });
    expect(shown.text).toContain('KSh 60');
    expect(await countOf('payments')).toBe(0);
    expect((await browser.submit(shown, /\/buy/, { phone_number: aPhone() })).at).toMatch(
      /\/payment$/,
    );
  });

  it('says that a package is gone, that nothing is for sale, and that nobody can be paid', async () => {
    const packages = await browser.open(await portalOf(app, shop));
    const asking = await browser.follow(packages, /\/phone\?/);
    await app.database.query('UPDATE packages SET is_active = false WHERE id = $1', [
      shop.packageId,
    ]);
    const gone = await browser.submit(asking, /\/buy/, { phone_number: aPhone() });
    expect(gone.text).toContain('not');
    expect(gone.forms).toEqual([]);
    expect((await browser.open(await portalOf(app, shop))).links).not.toContainEqual(
      expect.stringContaining('/phone'),
    );
    await app.database.query('UPDATE packages SET is_active = true WHERE id = $1', [
      shop.packageId,
    ]);
    await app.database.query('UPDATE credentials SET is_active = false WHERE user_id = $1', [
      shop.userId,
    ]);
    const unpayable = await browser.submit(asking, /\/buy/, { phone_number: aPhone() });
    expect(unpayable.at).toMatch(/\/problem$/);
    expect(await countOf('payments')).toBe(0);
  });

  it('says that keys which the provider refuses are no matter of the customer', async () => {
    const refused = await bought('0700000214');
    expect(refused.text).not.toContain('API');
    expect(refused.text).not.toContain('credentials');
    expect(refused.status).toBe(200);
  });

  it('sells a price with cents by a link', async () => {
    await aPackage(app, shop, shop.routerId, { price: '25.00', name: 'With cents' });
    await app.database.query(
      `UPDATE packages SET price_minor = 2550 WHERE user_id = $1 AND name = 'With cents'`,
      [shop.userId],
    );
    const packages = await browser.open(await portalOf(app, shop));
    const [cheapest = ''] = packages.links.filter((each) => /\/phone\?/.test(each));
    const asking = await browser.open(cheapest);
    const refused = await browser.submit(asking, /\/buy/, { phone_number: aPhone() });
    expect(refused.text).toContain('This package is paid by link');
  });

  it('offers to buy without a router, and gives the code without a way to connect', async () => {
    const elsewhere = await browser.open(await portalOf(app, shop, {}));
    expect(elsewhere.text).toContain('You are not on this WiFi');
    const packages = await browser.follow(elsewhere, /\/packages$/);
    const paid = await afterAMinute(await buyInPortal(browser, packages, aPhone()));
    expect(paid.text).toContain('Your access code');
    expect(paid.links.filter((link) => /\/connect$/.test(link))).toEqual([]);
  });

  it.each([
    ['devices', 'Too many devices'],
    ['expired', 'Your time is over'],
    ['unknown', 'This code does not work here'],
    ['cap', 'Your data is used up'],
    ['router', 'This code is for another place'],
    ['RADIUS server is not responding', 'The WiFi router does not answer'],
    ['<script>alert(1)</script>', 'The router did not let you in'],
  ])('explains why the router refused the login: %s', async (error, title) => {
    const page = await browser.open(await portalOf(app, shop, { ...FROM_ROUTER, error }));
    expect(page.text).toContain(title);
    expect(page.html).not.toContain('<script>alert');
  });

  it('says when access has ended, was revoked, or cannot be reached', async () => {
    const waiting = await bought(aPhone());
    const paid = await afterAMinute(waiting);
    expect(paid.text).toContain('Payment received');
    const set = (change: string) =>
      app.database.query(`UPDATE entitlements SET ${change} WHERE user_id = $1`, [shop.userId]);

    await app.database.query(
      `UPDATE routers SET access_method = 'routeros_api', unreachable_since = now() WHERE id = $1`,
      [shop.routerId],
    );
    expect((await browser.open(paid.at)).text).toContain('router does not answer');
    await app.database.query(
      `UPDATE routers SET access_method = 'none', unreachable_since = NULL WHERE id = $1`,
      [shop.routerId],
    );
    expect((await browser.open(paid.at)).text).toContain('You will be let in shortly');
    await set(`starts_at = now() - interval '2 days', ends_at = now() - interval '1 day'`);
    expect((await browser.open(paid.at)).text).toContain('Your time is over');
    await set(`revoked_at = now(), revoke_reason = 'A test'`);
    expect((await browser.open(paid.at)).text).toContain('This access was ended');
  });
});
