import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import { type Hotspot, type HotspotVariables, startHotspot } from '../support/hotspot.js';
import { aPhone } from '../support/selling.js';
import { aPackage, aShop, type Shop } from '../support/shop.js';

const EXAMPLE = new URL('../../examples/captive-portal/login.html', import.meta.url);
const A_MINUTE = 60_000;
const DEVICE = { mac: 'AA:BB:CC:00:11:22', ip: '10.5.50.7', 'link-orig': 'http://example.com/' };

describe('the example of a login page, in a browser, from another origin', () => {
  let app: TestApp;
  let browser: Browser;
  let shop: Shop;
  let hotspot: Hotspot;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });
  beforeEach(async () => {
    faults.length = 0;
    shop = await aShop(app);
    await aPackage(app, shop, shop.routerId, { name: 'One hour', duration_hours: 1, price: 10 });
    context = await browser.newContext();
  });
  afterEach(async () => {
    await context.close();
    await hotspot.stop();
    expect(faults).toEqual([]);
  });

  /** Opens the page as a customer's phone does, with the operator's three values in it. */
  async function open(variables: HotspotVariables = DEVICE): Promise<void> {
    const html = await readFile(EXAMPLE, 'utf8');
    hotspot = await startHotspot(
      html
        .replace('https://pay.example.com', app.url)
        .replace('0'.repeat(32), shop.publicKey)
        .replace('routerId: 1,', `routerId: ${shop.routerId},`),
      variables,
    );
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(hotspot.url);
  }

  async function pay(phone: string, packageName = 'One hour'): Promise<void> {
    await page.getByText(packageName).click();
    await page.getByLabel('M-Pesa number').fill(phone);
    await page.getByRole('button', { name: /^Pay/ }).click();
  }

  /** Lets the customer decide about the prompt; the server receives a webhook. */
  async function decide(): Promise<void> {
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
  }

  const waiting = (): Promise<void> => page.getByText('Look at your phone').waitFor();

  async function onlyPayment(): Promise<Record<string, unknown>> {
    const { body } = await app.get('/payments/', shop.token).expect(200);
    expect(body.results).toHaveLength(1);
    return body.results[0] as Record<string, unknown>;
  }

  it('lists what the router sells, cheapest first, and says what will be paid', async () => {
    await open();
    await page.getByRole('heading', { name: 'Cafe' }).waitFor();
    expect(await page.locator('.package b').allTextContents()).toEqual([
      'One hour',
      expect.stringMatching(/^Package/),
    ]);
    await page.getByRole('button', { name: 'Pay KSh 10' }).waitFor();
    await page.locator('.package').last().click();
    await page.getByRole('button', { name: 'Pay KSh 50' }).waitFor();
  });

  it('sells, waits for the customer, and logs in at the router', async () => {
    await open();
    await pay(aPhone());
    await waiting();
    const { id, ...payment } = await onlyPayment();
    expect(payment).toMatchObject({
      status: 'processing',
      amount: '10.00',
      mac_address: DEVICE.mac,
    });
    hotspot.admit(String(id));
    await decide();
    await page.getByText('Asante! It is paid.').waitFor();
    await page.getByRole('heading', { name: 'You are online' }).waitFor();
    expect(hotspot.logins).toEqual([{ username: id, password: id, dst: DEVICE['link-orig'] }]);
  });

  it('logs in again by itself when the router learns about the payment later', async () => {
    await open();
    await pay(aPhone());
    await waiting();
    await decide();
    const { id } = await onlyPayment();
    // The response, because a login that is still running would be accepted.
    await page.waitForResponse(
      (response) => response.request().method() === 'POST' && isLogin(response.url()),
    );
    hotspot.admit(String(id));
    await page.getByRole('heading', { name: 'You are online' }).waitFor();
    expect(hotspot.logins.length).toBeGreaterThanOrEqual(2);
  });

  it('encodes the password as the router asks for', async () => {
    await open({ ...DEVICE, 'chap-id': '\\371', 'chap-challenge': '\\001\\102' });
    await pay(aPhone());
    await waiting();
    const { id } = await onlyPayment();
    hotspot.admit(String(id));
    await decide();
    await page.getByRole('heading', { name: 'You are online' }).waitFor();
    expect(hotspot.logins[0]).toMatchObject({ password: `md5(\u00f9${String(id)}\u0001B)` });
  });

  it('shows the customer why a payment failed, and allows another try', async () => {
    await open();
    await pay('0700000101');
    await waiting();
    await decide();
    const wrong = page.getByRole('alert').filter({ hasText: /cancel/i });
    await wrong.waitFor();
    await pay(aPhone());
    await waiting();
    expect(await wrong.isVisible()).toBe(false);
  });

  it('shows the message of the server about an invalid number', async () => {
    await open();
    await pay('12');
    await page.getByText('Invalid phone number format').waitFor();
  });

  it('finds the payment again when the page was closed meanwhile', async () => {
    await open();
    await pay(aPhone());
    await waiting();
    await page.close();
    await decide();
    const { id } = await onlyPayment();
    hotspot.admit(String(id));
    page = await context.newPage();
    await page.goto(hotspot.url);
    await page.getByRole('heading', { name: 'You are online' }).waitFor();
  });

  it('prompts once when the customer starts again with the same number', async () => {
    const phone = aPhone();
    await open();
    await pay(phone);
    await waiting();
    await page.getByRole('button', { name: 'Start again' }).click();
    await pay(phone);
    await waiting();
    await onlyPayment();
  });

  it('sends a lost request again under the same key', async () => {
    await open();
    const keys: (string | undefined)[] = [];
    await page.route('**/initiate/', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    const phone = aPhone();
    await pay(phone);
    await page.getByText('The payment service cannot be reached. Please try again.').waitFor();
    await pay(phone);
    await waiting();
    await onlyPayment();
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });
});

const isLogin = (url: string): boolean => new URL(url).pathname === '/login';
