import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { buyInPortal, FROM_ROUTER, PortalBrowser, portalOf } from '../support/portal-browser.js';
import { aRouterShop, type RouterShop } from '../support/router-shop.js';
import { aPhone } from '../support/selling.js';

const { mac: MAC, ip: IP } = FROM_ROUTER;

describe('the device that an address names', () => {
  let app: TestApp;
  let at: RouterShop;
  let browser: PortalBrowser;

  beforeAll(async () => {
    app = await startTestApp({
      routerAddresses: { refusalOf: () => null },
      settings: { ROUTER_TIMEOUT_MS: '1500' },
    });
    browser = new PortalBrowser(app);
  });
  beforeEach(async () => {
    at = await aRouterShop(app);
  });
  afterEach(() => at.stop());
  afterAll(() => app.stop());

  async function soldTo(): Promise<string | undefined> {
    const packages = await browser.open(await portalOf(app, at.shop));
    const waiting = await buyInPortal(browser, packages, aPhone());
    expect(waiting.text).toContain('Check your phone');
    const [payment] = await app.database.query<{ mac: string }>(
      `SELECT mac_address AS mac FROM payments WHERE user_id = $1`,
      [at.shop.userId],
    );
    return payment?.mac;
  }

  it('is sold to when its router has it at that address', async () => {
    at.router.hotspot.connect(MAC, IP);
    expect(await soldTo()).toBe(MAC);
  });

  it.each([
    ['is not at the hotspot', () => undefined],
    [
      'is there at another address',
      () => {
        at.router.hotspot.connect(MAC, '10.5.50.99');
      },
    ],
  ])('is left out of the sale when it %s, by the word of its router', async (_what, prepare) => {
    prepare();
    expect(await soldTo()).toBe('');
  });

  it('is believed while the router is away, which delays no sale', async () => {
    await app.database.query('UPDATE routers SET port = 9 WHERE id = $1', [at.shop.routerId]);
    expect(await soldTo()).toBe(MAC);
  });

  it('is not attached by a code when it is not at the hotspot', async () => {
    const chain = await at.give();
    const start = await browser.open(await portalOf(app, at.shop));
    const asking = await browser.follow(start, /\/already-paid$/);
    const found = await browser.submit(asking, /\/already-paid/, { code: chain.code });
    expect(found.at).toMatch(/\/access$/);
    const devices = await app.database.query('SELECT 1 FROM devices WHERE chain_id = $1', [
      chain.chainId,
    ]);
    expect(devices).toEqual([]);
  });
});
