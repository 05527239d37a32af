import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { type Browser, type Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import { type Hotspot, startHotspot } from '../support/hotspot.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const EXISTING = new URL('../fixtures/existing-login.html', import.meta.url);
const A_MINUTE = 60_000;

describe('an existing login page, unchanged, in a browser, from another origin', () => {
  let app: TestApp;
  let browser: Browser;
  let shop: Shop;
  let hotspot: Hotspot;
  let page: Page;

  beforeAll(async () => {
    app = await startTestApp();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });
  beforeEach(async () => {
    shop = await aShop(app);
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await hotspot.stop();
  });

  /** Opens the page with the shop's values in it, or with others. */
  async function open(others: Readonly<Record<string, string>> = {}): Promise<void> {
    const values = {
      API_URL: app.url,
      PUBLIC_KEY: shop.publicKey,
      ROUTER_ID: String(shop.routerId),
      PACKAGE_ID: String(shop.packageId),
      PACKAGE_PRICE: shop.price,
      ...others,
    };
    const html = Object.entries(values).reduce(
      (text, [name, value]) => text.replace(name, value),
      await readFile(EXISTING, 'utf8'),
    );
    hotspot = await startHotspot(html, { mac: 'aa:bb:cc:00:11:22', ip: '10.5.50.7' });
    await page.goto(hotspot.url);
  }

  async function pay(phone: string): Promise<void> {
    await page.locator('#phone').fill(phone);
    await page.getByRole('button').click();
  }

  const shows = (text: string | RegExp): Promise<void> => page.getByText(text).waitFor();

  async function payments(): Promise<Record<string, unknown>[]> {
    const { body } = await app.get('/payments/', shop.token).expect(200);
    return body.results as Record<string, unknown>[];
  }

  async function decide(): Promise<void> {
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
  }

  it('sells: prompts, waits and sees that it is paid', async () => {
    await open();
    await pay(aPhone());
    await shows('Waiting');
    await decide();
    const [payment] = await payments();
    await shows(`Paid ${String(payment?.id)}`);
    expect(payment).toMatchObject({
      status: 'completed',
      amount: '50.00',
      mac_address: 'AA:BB:CC:00:11:22',
      ip_address: '10.5.50.7',
    });
    expect(await page.evaluate('intasendId')).toBe(payment?.intasend_payment_id);
  });

  it('sees that the customer has cancelled', async () => {
    await open();
    await pay('0700000101');
    await shows('Waiting');
    await decide();
    await shows(/^Failed/);
  });

  it.each([
    ['12', 'Error: Invalid phone number format'],
    ['', 'Error: router_id, package_id, phone_number, and amount are required'],
  ])('shows what is wrong with the number "%s"', async (phone, sentence) => {
    await open();
    await pay(phone);
    await shows(sentence);
    expect(await payments()).toEqual([]);
  });

  it('shows why IntaSend has refused', async () => {
    await open();
    app.simulator.control.addFault({ fault: 'detail_error', status: 400 });
    await pay(aPhone());
    await shows(/^Error: Failed to initiate STK push: /);
  });

  it.each([
    [{ PUBLIC_KEY: 'nonsense' }, /^Error: Invalid public API key format\./],
    [{ ROUTER_ID: '2147483647' }, 'Error: Router not found or access denied'],
    [{ PACKAGE_PRICE: '49.00' }, 'Error: Amount must match package price: 50.00 KES'],
  ])('shows what is wrong with %j', async (others, sentence) => {
    await open(others);
    await pay(aPhone());
    await shows(sentence);
  });

  it('continues to wait while it is unknown whether the phone rings', async () => {
    await open();
    app.simulator.control.addFault({ fault: 'drop_after' });
    await pay(aPhone());
    await shows('Waiting');
    await decide();
    await shows(/^Paid/);
  });

  it('gets one prompt of two taps', async () => {
    await open();
    const phone = aPhone();
    await page.locator('#phone').fill(phone);
    await page.getByRole('button').dblclick();
    await shows('Waiting');
    await decide();
    await shows(/^Paid/);
    expect(await payments()).toHaveLength(1);
  });
});
