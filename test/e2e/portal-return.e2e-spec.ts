import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Bought, buy, useRadius } from '../support/claims.js';
import {
  FROM_ROUTER,
  PortalBrowser,
  type PortalPage,
  portalOf,
} from '../support/portal-browser.js';
import { aPhone } from '../support/selling.js';
import { aRouter, aShop, type Shop } from '../support/shop.js';

const OTHER_MAC = 'AA:BB:CC:00:77:01';

describe('“I have already paid”', () => {
  let app: TestApp;
  let shop: Shop;
  let phone: string;
  let bought: Bought;
  let code: string;
  let receipt: string;
  const browser = new PortalBrowser({
    get url() {
      return app.url;
    },
  });

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    shop = await aShop(app);
    await useRadius(app, shop, `10.77.3.${(shop.routerId % 250) + 1}`);
    phone = aPhone();
    bought = await buy(app, shop, { phone_number: phone });
    const [row] = await app.database.query<{ code: string; receipt: string }>(
      `SELECT e.access_code AS code, p.mpesa_reference AS receipt
         FROM payments p JOIN entitlements e ON e.payment_id = p.id WHERE p.id = $1`,
      [bought.id],
    );
    [code, receipt] = [row?.code ?? '', row?.receipt ?? ''];
  });
  afterAll(() => app.stop());

  const asked = async (query: Readonly<Record<string, string>> = {}): Promise<PortalPage> => {
    const at = await portalOf(app, shop, { ...FROM_ROUTER, mac: OTHER_MAC, ...query });
    return browser.follow(await browser.open(at), /\/already-paid$/);
  };
  const typed = async (text: string, digits?: string): Promise<PortalPage> =>
    browser.submit(await asked(), /\/already-paid/, {
      code: text,
      ...(digits === undefined ? {} : { phone_last4: digits }),
    });
  const devices = async (): Promise<string[]> => {
    const rows = await app.database.query<{ mac: string }>(
      'SELECT mac_address AS mac FROM devices WHERE user_id = $1',
      [shop.userId],
    );
    return rows.map(({ mac }) => mac);
  };

  it('takes the code as people type it, attaches the device, and leads to the router', async () => {
    const found = await typed(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4).toLowerCase()} `);
    expect(found.at).toMatch(/\/access$/);
    expect(found.text).not.toContain(code);
    expect(found.text).not.toContain(receipt);
    expect(await devices()).toContain(OTHER_MAC);
    expect((await browser.follow(found, /\/connect$/)).left).toMatch(/\/login\?var=lt-/);
    // Again, as after the WiFi was lost.
    expect((await browser.follow(found, /\/connect$/)).left).toMatch(/\/login\?var=lt-/);
  });

  it('reads the receipt out of the whole SMS, and asks for the last digits of the phone', async () => {
    const sms = `${receipt} Confirmed. Ksh50.00 sent to CAFE on 1/3/26 at 9:00 AM. New M-PESA balance is Ksh100.00.`;
    const asking = await typed(sms);
    expect(asking.text).toContain('Last 4 digits');
    expect(asking.html).toContain(`value="${receipt}"`);
    expect(await devices()).not.toContain(OTHER_MAC);
    const found = await browser.submit(asking, /\/already-paid/, { phone_last4: phone.slice(-4) });
    expect(found.at).toMatch(/\/access$/);
    expect(found.text).not.toContain(code);
    expect(await devices()).toContain(OTHER_MAC);
  });

  it.each([
    ['a receipt with other digits', () => typed(receipt, phone.endsWith('0000') ? '1111' : '0000')],
    ['a receipt that nobody has', () => typed('OAH3FEH5DT', phone.slice(-4))],
    ['a code that nobody has', () => typed('22222222')],
  ])('says the same about %s', async (_what, type) => {
    const page = await type();
    expect(page.text).toContain('Nothing was found for this at this place');
    expect(await devices()).not.toContain(OTHER_MAC);
  });

  it.each(['', 'hello', '🙂'])('finds no code in %j', async (text) => {
    expect((await typed(text)).text).toContain('We found no code in that');
  });

  it('opens nothing with the code of another operator', async () => {
    const other = await aShop(app);
    const at = await portalOf(app, other, { ...FROM_ROUTER, mac: OTHER_MAC });
    const asking = await browser.follow(await browser.open(at), /\/already-paid$/);
    for (const typing of [{ code }, { code: receipt, phone_last4: phone.slice(-4) }]) {
      const page = await browser.submit(asking, /\/already-paid/, typing);
      expect(page.text).toContain('Nothing was found for this at this place');
    }
  });

  it('says that it is for another place of the same operator', async () => {
    const routerId = await aRouter(app, shop);
    const at = await portalOf(app, { routerId }, { ...FROM_ROUTER, mac: OTHER_MAC });
    const start = await browser.open(at);
    const asking = await browser.follow(start, /\/already-paid$/);
    for (const typing of [{ code }, { code: receipt, phone_last4: phone.slice(-4) }]) {
      const page = await browser.submit(asking, /\/already-paid/, typing);
      expect(page.text).toContain('This code is for another place');
    }
  });

  it.each([
    [
      `starts_at = now() - interval '2 days', ends_at = now() - interval '1 day'`,
      'Your time is over',
    ],
    [`revoked_at = now(), revoke_reason = 'A test'`, 'This access was ended'],
  ])('says that it is over: %s', async (change, title) => {
    await app.database.query(`UPDATE entitlements SET ${change} WHERE user_id = $1`, [shop.userId]);
    expect((await typed(code)).text).toContain(title);
  });

  it('says that all devices are in use', async () => {
    await app.database.query(
      `INSERT INTO devices (chain_id, user_id, mac_address, named_at_sale)
       SELECT id, user_id, 'AA:BB:CC:00:77:99', true FROM entitlements WHERE user_id = $1`,
      [shop.userId],
    );
    expect((await typed(code)).text).toContain('Too many devices');
  });

  it('proves a code without a router, and attaches nothing', async () => {
    const elsewhere = await browser.open(await portalOf(app, shop, {}));
    const asking = await browser.follow(elsewhere, /\/already-paid$/);
    const found = await browser.submit(asking, /\/already-paid/, { code });
    expect(found.at).toMatch(/\/access$/);
    expect(found.links.filter((link) => /\/connect$/.test(link))).toEqual([]);
    expect(await devices()).not.toContain('');
  });
});
