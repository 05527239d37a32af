import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import { type Hotspot, startHotspot } from '../support/hotspot.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const EXAMPLE = new URL('../../examples/captive-portal/login.html', import.meta.url);

describe('the example of a login page, in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let shop: Shop;
  let hotspot: Hotspot;
  let context: BrowserContext;
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
  });
  afterEach(async () => {
    await context.close();
    await hotspot.stop();
  });

  async function open(options: BrowserContextOptions): Promise<void> {
    const html = await readFile(EXAMPLE, 'utf8');
    hotspot = await startHotspot(
      html
        .replace('https://pay.example.com', app.url)
        .replace('0'.repeat(32), shop.publicKey)
        .replace('routerId: 1,', `routerId: ${shop.routerId},`),
      { mac: 'AA:BB:CC:00:11:22', 'mac-esc': 'AA%3ABB%3ACC%3A00%3A11%3A22' },
    );
    context = await browser.newContext(options);
    page = await context.newPage();
    await page.goto(hotspot.url);
  }

  it('is Swahili where that is preferred, what the server says too, until English is asked for', async () => {
    await open({ locale: 'sw-KE' });
    await page.getByText('Chagua kifurushi').first().waitFor();
    await page.getByLabel('Nambari ya simu ya M-Pesa').fill('12');
    await page.getByRole('button', { name: 'Lipa KSh 50' }).click();
    await page.getByText('Nambari ya simu si sahihi').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByLabel('M-Pesa number').fill(aPhone());
    await page.getByRole('button', { name: 'Pay KSh 50' }).click();
    await page.getByText('Look at your phone').waitFor();
    await page.getByRole('button', { name: 'Kiswahili' }).click();
    await page.getByText('Angalia simu yako').waitFor();
    await page.reload();
    await page.getByText('Angalia simu yako').waitFor();
  });

  it('leads to the portal of the server where there is no JavaScript', async () => {
    await open({ javaScriptEnabled: false });
    const link = page.getByRole('link');
    expect(await link.getAttribute('href')).toContain(
      `https://pay.example.com/portal/${'0'.repeat(20)}?mac=AA%3ABB%3ACC%3A00%3A11%3A22&`,
    );
    expect(await link.isVisible()).toBe(true);
    for (const button of await page.locator('button').all()) {
      expect(await button.isVisible()).toBe(false);
    }
  });
});
