import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { useRadius } from '../support/claims.js';
import {
  FROM_ROUTER,
  PortalBrowser,
  type PortalPage,
  portalOf,
} from '../support/portal-browser.js';
import { aPhone } from '../support/selling.js';
import { aPackage, aRouter, aShop } from '../support/shop.js';
import {
  aReceipt,
  aTillShop,
  AtTheTill,
  startTillApp,
  type TillApp,
} from '../support/till-shop.js';

const NOT_FOUND = 'Nothing was found for this at this place';
const BY_HAND = 'Did you pay to the till by yourself?';

describe('money that was paid to the till by hand, in the portal', () => {
  let at: TillApp;
  let till: AtTheTill;
  let phone: string;
  let receipt: string;
  const browser = new PortalBrowser({
    get url() {
      return at.app.url;
    },
  });

  beforeAll(async () => {
    at = await startTillApp();
  });
  afterAll(() => at.stop());
  beforeEach(async () => {
    till = new AtTheTill(at, await aTillShop(at));
    await useRadius(at.app, till.shop, `10.77.9.${(till.shop.routerId % 250) + 1}`);
    phone = aPhone();
    receipt = aReceipt();
  });

  const arrive = async (): Promise<void> => {
    await till.report({ receipt, phone });
    await till.wait();
  };
  /** The page that asks which package was paid for. */
  const asked = async (
    { routerId } = till.shop,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<PortalPage> => {
    const start = await browser.open(await portalOf(at.app, { routerId }, FROM_ROUTER));
    const asking = await browser.follow(start, /\/already-paid$/);
    const fields = { code: receipt, phone_last4: phone.slice(-4), ...typed };
    return browser.submit(asking, /\/already-paid/, fields);
  };
  const choose = (
    page: PortalPage,
    packageId: number,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<PortalPage> =>
    browser.submit(page, /\/already-paid/, { package: String(packageId), ...typed });

  it('is claimed with the package that it was paid for, and connects', async () => {
    await arrive();
    const asking = await asked();
    expect(asking.text).toContain(NOT_FOUND);
    expect(asking.text).toContain(BY_HAND);
    const paid = await choose(asking, till.shop.packageId);
    expect(paid.at).toMatch(/\/payment$/);
    expect(paid.text).toContain('Payment received');
    expect(paid.text).toContain('Your access code');
    expect(paid.text).toContain(receipt);
    expect((await browser.follow(paid, /\/connect$/)).left).toMatch(/\/login\?var=lt-/);
    expect(await till.payments()).toMatchObject([
      { status: 'completed', mpesa_reference: receipt, mac_address: FROM_ROUTER.mac },
    ]);
    expect(await till.receipt(receipt)).toMatchObject({ state: 'counted' });
  });

  it('is asked about in the same way whether the receipt exists or not', async () => {
    const before = await asked();
    await arrive();
    const after = await asked();
    expect(after.text).toBe(before.text);
  });

  it.each<[string, (page: PortalPage) => Promise<PortalPage>]>([
    [
      'a package at another price',
      async (page) => choose(page, await aPackage(at.app, till.shop, till.shop.routerId, CHEAPER)),
    ],
    [
      'the digits of another phone',
      (page) =>
        choose(page, till.shop.packageId, {
          phone_last4: phone.endsWith('0000') ? '1111' : '0000',
        }),
    ],
    ['another receipt', (page) => choose(page, till.shop.packageId, { code: 'OAH3FEH5DT' })],
    [
      'a package of another router',
      async (page) => {
        const routerId = await aRouter(at.app, till.shop);
        return choose(page, await aPackage(at.app, till.shop, routerId));
      },
    ],
    ['no package at all', (page) => browser.submit(page, /\/already-paid/, { package: 'x' })],
  ])('is not given for %s: the same page', async (_what, send) => {
    await arrive();
    const page = await send(await asked());
    expect(page.at).toMatch(/\/already-paid\?fault=not_found$/);
    expect(page.text).toContain(NOT_FOUND);
    expect(page.text).toContain(BY_HAND);
    expect(await till.payments()).toEqual([]);
    expect(await till.receipt(receipt)).toMatchObject({ state: 'unmatched' });
  });

  it('is not given at another operator', async () => {
    await arrive();
    const other = await aTillShop(at);
    const page = await choose(await asked(other), other.packageId);
    expect(page.text).toContain(NOT_FOUND);
    expect(await till.receipt(receipt)).toMatchObject({ state: 'unmatched' });
  });

  it('is not asked about where the operator has no till', async () => {
    const shop = await aShop(at.app);
    const page = await asked({ ...till.shop, ...shop });
    expect(page.text).toContain(NOT_FOUND);
    expect(page.text).not.toContain(BY_HAND);
  });

  it('makes one payment when the same page is sent from two tabs, and both show it', async () => {
    await arrive();
    const asking = await asked();
    const tabs = await Promise.all([1, 2].map(() => choose(asking, till.shop.packageId)));
    for (const tab of tabs) {
      expect(tab.at).toMatch(/\/payment$/);
      expect((await browser.open(tab.at)).text).toContain('Your access code');
    }
    expect(await till.payments()).toHaveLength(1);
  });

  it('is claimed once: another window with the same receipt finds the access, without its code', async () => {
    await arrive();
    const other = await asked();
    await choose(await asked(), till.shop.packageId);
    const second = await choose(other, till.shop.packageId);
    expect(second.at).toMatch(/\/access$/);
    expect(second.text).not.toContain('Your access code');
    expect(await till.payments()).toHaveLength(1);
  });

  it('says the same in Swahili', async () => {
    const path = await portalOf(at.app, till.shop, { ...FROM_ROUTER, lang: 'sw' });
    const asking = await browser.follow(await browser.open(path), /\/already-paid\?lang=sw$/);
    const typed = { code: receipt, phone_last4: phone.slice(-4) };
    const page = await browser.submit(asking, /\/already-paid/, typed);
    expect(page.text).toContain('Je, ulilipa kwenye till wewe mwenyewe?');
  });

  it('cannot be guessed: failures are counted with those of the API', async () => {
    const strict = await startTillApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    try {
      const shop = await aTillShop(strict);
      const window = new PortalBrowser(strict.app);
      const body = {
        ...{ router_id: shop.routerId, package_id: shop.packageId, amount: shop.price },
        ...{ mpesa_reference: receipt, phone_last4: '0000' },
      };
      for (let time = 0; time < 8; time += 1) {
        await strict.app.post('/payments/claim-receipt/', body, shop.portal).expect(404);
      }
      const start = await window.open(await portalOf(strict.app, shop));
      const asking = await window.follow(start, /\/already-paid$/);
      const typed = { code: receipt, phone_last4: '1111' };
      const first = await window.submit(asking, /\/already-paid/, typed);
      expect(first.text).toContain(NOT_FOUND);
      const choice = { package: String(shop.packageId) };
      const second = await window.submit(first, /\/already-paid/, choice);
      expect(second.text).toContain('Too many tries');
    } finally {
      await strict.stop();
    }
  });
});

const CHEAPER = { price: '20.00' };
