import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { useRadius } from '../support/claims.js';
import { scrape, valueOf } from '../support/metrics.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { buyInPortal, FROM_ROUTER, PortalBrowser, portalOf } from '../support/portal-browser.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const A_MINUTE = 60_000;

describe('customers who are in a hurry', () => {
  let database: TestDatabase;
  let app: TestApp;
  let shop: Shop;
  const browser = new PortalBrowser({
    get url() {
      return app.url;
    },
  });

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
  });
  beforeEach(async () => {
    shop = await aShop(app);
    await useRadius(app, shop, `10.77.2.${(shop.routerId % 250) + 1}`);
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
  });

  const paid = async (): Promise<void> => {
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
  };
  const attempts = async (): Promise<number> => {
    const rows = await app.database.query('SELECT 1 FROM payment_attempts WHERE user_id = $1', [
      shop.userId,
    ]);
    return rows.length;
  };

  it('tap twice on the same page: one prompt, and the answer of either tap shows the code', async () => {
    const packages = await browser.open(await portalOf(app, shop));
    const asking = await browser.follow(packages, /\/phone\?/);
    const phone = aPhone();
    const pages = await Promise.all(
      [1, 2, 3].map(() => browser.submit(asking, /\/buy/, { phone_number: phone })),
    );
    expect(await attempts()).toBe(1);
    await paid();
    for (const { at } of pages) {
      const page = await browser.open(at);
      expect(page.text).toContain('Payment received');
      expect(page.text).toContain('Your access code');
    }
  });

  it('buy in two windows: one prompt, and the second window shows nothing of the first', async () => {
    const phone = aPhone();
    const [first, second] = await Promise.all(
      [1, 2].map(async () =>
        buyInPortal(browser, await browser.open(await portalOf(app, shop)), phone),
      ),
    );
    expect(await attempts()).toBe(1);
    await paid();
    const pages = await Promise.all([first, second].map((page) => browser.open(page?.at ?? '')));
    const titles = pages.map(({ text }) =>
      /Payment received|A payment from this device/.exec(text),
    );
    expect(titles.map((found) => found?.[0]).sort()).toEqual([
      'A payment from this device',
      'Payment received',
    ]);
    const [stranger] = pages.filter(({ text }) => !text.includes('Payment received'));
    expect(stranger?.text).not.toContain(phone);
    expect(stranger?.html).not.toMatch(/Your access code|M-Pesa receipt/);
  });

  it('close the window: the device leads back to a page that says that a payment waits', async () => {
    const phone = aPhone();
    const waiting = await buyInPortal(
      browser,
      await browser.open(await portalOf(app, shop)),
      phone,
    );
    const back = await browser.open(await portalOf(app, shop));
    expect(back.text).toContain('A payment from this device is waiting');
    const found = await browser.follow(back, /\/payment$/);
    expect(found.text).toContain('A payment from this device is waiting');
    expect(found.text).not.toContain(phone);
    await paid();
    const received = await browser.open(found.at);
    expect(received.text).toContain('A payment from this device was received');
    expect(received.html).not.toMatch(/connect"|Your access code|KSh/);
    // Its own address still shows all of it.
    expect((await browser.open(waiting.at)).text).toContain('Your access code');
    const other = await portalOf(app, shop, { ...FROM_ROUTER, mac: 'AA:BB:CC:00:99:99' });
    expect((await browser.open(other)).text).not.toContain('A payment from this device');
  });

  it('try again while the webhook comes: one of both counts, and nobody is prompted twice', async () => {
    app.simulator.control.addOutcome({ outcome: 'late_success', times: 1 });
    const waiting = await buyInPortal(
      browser,
      await browser.open(await portalOf(app, shop)),
      aPhone(),
    );
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
    const failed = await browser.open(waiting.at);
    expect(failed.text).toContain('Nothing was charged');
    const [again] = failed.forms.filter(({ action }) => /\/again/.test(action));
    await Promise.all([
      app.simulator.control.advance(A_MINUTE),
      ...[1, 2, 3].map(() =>
        request(app.url)
          .post(again?.action ?? '')
          .type('form')
          .send({})
          .expect(303),
      ),
    ]);
    await app.idle();
    expect(await attempts()).toBeLessThanOrEqual(2);
    expect((await browser.open(waiting.at)).text).toContain('Payment received');
  });

  it('wait: the version changes when the page does, and tells nothing', async () => {
    const waiting = await buyInPortal(
      browser,
      await browser.open(await portalOf(app, shop)),
      aPhone(),
    );
    const at = waiting.at.replace('/payment', '/state');
    const versionOf = async (): Promise<string> => {
      const { body, headers } = await request(app.url).get(at).expect(200);
      expect(Object.keys(body as object)).toEqual(['version']);
      expect(headers['cache-control']).toBe('no-store');
      return (body as { version: string }).version;
    };
    const first = await versionOf();
    expect(waiting.html).toContain(first);
    expect(await versionOf()).toBe(first);
    await paid();
    const second = await versionOf();
    expect(second).not.toBe(first);
    expect(second).toMatch(/^[0-9a-f]{16}$/);
  });

  it('wait in hundreds of pages: the provider is asked about a payment once in the interval', async () => {
    const patient = await startTestApp({
      ...{ databaseUrl: database.url, simulator: app.simulator },
      settings: { STATUS_CHECK_MIN_INTERVAL_MS: '60000' },
    });
    try {
      const window = new PortalBrowser(patient);
      const packages = await window.open(await portalOf(app, shop));
      const { at } = await buyInPortal(window, packages, aPhone());
      const state = at.replace('/payment', '/state');
      await Promise.all(
        Array.from({ length: 200 }, () => request(patient.url).get(state).expect(200)),
      );
      await patient.idle();
      const asked = valueOf(await scrape(patient), 'lipafi_provider_call_duration_seconds_count', {
        operation: 'fetch_reports',
      });
      expect(asked).toBe(1);
    } finally {
      await patient.stop();
    }
  });

  it('buy more in the same window: the time is added, and the code stays', async () => {
    const phone = aPhone();
    const waiting = await buyInPortal(
      browser,
      await browser.open(await portalOf(app, shop)),
      phone,
    );
    await paid();
    const first = await browser.open(waiting.at);
    const packages = await browser.open(waiting.at.replace('/payment', '/packages'));
    expect(packages.text).toContain('You are connected. Time left');
    // Another phone pays this time: the session proves whose access it is.
    const more = await buyInPortal(browser, packages, aPhone());
    await paid();
    const second = await browser.open(more.at);
    const codeIn = (text: string) => /Your access code\s+(\S+)/.exec(text)?.[1];
    expect(codeIn(first.text)).toBeDefined();
    expect(codeIn(second.text)).toBe(codeIn(first.text));
    expect(second.text).toContain('M-Pesa receipt');
    const chains = await app.database.query(
      'SELECT DISTINCT chain_id FROM entitlements WHERE user_id = $1',
      [shop.userId],
    );
    expect(chains).toHaveLength(1);
  });

  it('send a form again after it was paid: no second prompt, and the page of the payment', async () => {
    const packages = await browser.open(await portalOf(app, shop));
    const asking = await browser.follow(packages, /\/phone\?/);
    const typed = { phone_number: aPhone() };
    await browser.submit(asking, /\/buy/, typed);
    await paid();
    // The script sends it again when the server was away, and so does a browser that loads it again.
    const again = await browser.submit(asking, /\/buy/, typed);
    expect(again.text).toContain('Payment received');
    expect(await attempts()).toBe(1);
  });

  it('go back and send an old page again, after its link was made: the link, and nothing new', async () => {
    app.simulator.control.addOutcome({ outcome: 'wrong_pin', times: 1 });
    const waiting = await buyInPortal(
      browser,
      await browser.open(await portalOf(app, shop)),
      aPhone(),
    );
    await paid();
    const failed = await browser.open(waiting.at);
    const linked = await browser.submit(failed, /\/link/);
    const before = await attempts();
    for (const form of [/\/link/, /\/again/]) {
      const shown = await browser.submit(failed, form);
      expect(shown.links).toEqual(
        expect.arrayContaining(linked.links.filter((to) => /^http/.test(to))),
      );
      expect(shown.text).toContain('Open the payment page');
    }
    expect(await attempts()).toBe(before);
  });

  it('load the answer of a form by its address: they are where they were', async () => {
    const waiting = await buyInPortal(
      browser,
      await browser.open(await portalOf(app, shop)),
      aPhone(),
    );
    for (const step of ['buy', 'again', 'link']) {
      const page = await browser.open(waiting.at.replace('/payment', `/${step}`));
      expect(page.at).toMatch(/\/payment$/);
      expect(page.text).toContain('Check your phone');
    }
    expect(await attempts()).toBe(1);
  });
});
