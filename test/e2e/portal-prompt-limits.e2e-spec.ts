import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  buyInPortal,
  FROM_ROUTER,
  PortalBrowser,
  type PortalPage,
  portalOf,
} from '../support/portal-browser.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const WAIT = 'You can try again at';

describe('the limits of the portal', () => {
  let app: TestApp;
  let shop: Shop;
  let browser: PortalBrowser;
  let devices = 0;

  beforeAll(async () => {
    app = await startTestApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    browser = new PortalBrowser(app);
  });
  beforeEach(async () => {
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  const aMac = (): string => {
    devices += 1;
    return `06:11:22:33:44:${devices.toString(16).padStart(2, '0')}`;
  };
  const packagesFor = async (mac: string): Promise<PortalPage> =>
    browser.open(await portalOf(app, shop, { ...FROM_ROUTER, mac }));

  it('prompt one phone three times, from however many sessions and devices', async () => {
    const phone = aPhone();
    for (let times = 0; times < 3; times += 1) {
      const page = await buyInPortal(browser, await packagesFor(aMac()), phone);
      expect(page.text).toContain('Check your phone');
    }
    const refused = await buyInPortal(browser, await packagesFor(aMac()), phone);
    expect(refused.text).toContain(WAIT);
    expect(refused.status).toBe(200);
  });

  it('begin ten payments in one session, whatever phones are typed', async () => {
    const packages = await packagesFor('');
    for (let times = 0; times < 10; times += 1) {
      const page = await buyInPortal(browser, packages, aPhone());
      expect(page.text).toContain('Check your phone');
    }
    const refused = await buyInPortal(browser, packages, aPhone());
    expect(refused.text).toContain(WAIT);
    // Another customer of the same venue goes on.
    const other = await buyInPortal(browser, await packagesFor(aMac()), aPhone());
    expect(other.text).toContain('Check your phone');
  });

  it('count no number that cannot be prompted, so that nobody uses up the share of a router by them', async () => {
    const packages = await packagesFor(aMac());
    for (let times = 0; times < 10; times += 1) {
      const page = await buyInPortal(browser, packages, '12345');
      expect(page.text).toContain('This is not a phone number');
    }
    const page = await buyInPortal(browser, packages, aPhone());
    expect(page.text).toContain('Check your phone');
  });

  it('compare ten wrong proofs with a receipt, from however many sessions', async () => {
    for (let times = 0; times < 11; times += 1) {
      const asking = await browser.follow(await packagesFor(aMac()), /\/already-paid$/);
      const page = await browser.submit(asking, /\/already-paid/, {
        code: 'OAH3FEH5DT',
        phone_last4: String(1_000 + times),
      });
      expect(page.text).toContain(times < 10 ? 'Nothing was found for this at this place' : WAIT);
    }
  });
});
