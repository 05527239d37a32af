import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Page, type Response } from 'playwright-core';
import { BOTH_SIZES, DashboardPlace, type OperatorBrowser } from '../support/dashboard.js';

/** The most that a first visit of Today may load, compressed: about four seconds on 3G. */
const FIRST_LOAD_BYTES = 200_000;

const BROWSERS: readonly (readonly [name: string, browser: OperatorBrowser])[] = [
  ['on a phone', { size: 'phone' }],
  ['on a phone, dark, in Swahili', { size: 'phone', isDark: true, language: 'sw' }],
  ['on a wide screen', { size: 'wide' }],
  ['on a wide screen, dark, in Swahili', { size: 'wide', isDark: true, language: 'sw' }],
];
const SCREENS = [
  ...['/', '/first-steps', '/find', '/payments', '/review', '/access', '/packages', '/routers'],
  ...['/reports', '/portal', '/keys', '/webhooks', '/logins', '/settings', '/no-such-screen'],
];

/** How many bytes of the dashboard a page has loaded, as they were sent. */
function sentTo(page: Page): () => Promise<number> {
  const answers: Response[] = [];
  page.on('response', (answer) => {
    if (new URL(answer.url()).pathname.startsWith('/dashboard/')) answers.push(answer);
  });
  return async () => {
    const sizes = await Promise.all(answers.map((answer) => answer.request().sizes()));
    return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  };
}

describe('the frame of the dashboard', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it.each(BROWSERS)('fits and is accessible on every screen: %s', async (_name, browser) => {
    const window = await place.page('/', browser);
    for (const path of SCREENS) {
      await window.open(path);
      expect([path, await window.findings(), await window.isTooWide()]).toEqual([path, [], false]);
    }
  });

  it.each(BROWSERS)('fits and is accessible before the log-in: %s', async (_name, browser) => {
    const window = await place.browserOf(browser);
    for (const path of ['/log-in', '/register']) {
      await window.open(path);
      expect([path, await window.findings(), await window.isTooWide()]).toEqual([path, [], false]);
    }
  });

  it('has no horizontal bar when text is twice as large', async () => {
    const window = await place.page('/', { size: 'phone' });
    for (const path of SCREENS) {
      await window.open(path);
      await window.page.evaluate(`document.documentElement.style.fontSize = '200%'`);
      expect([path, await window.isTooWide()]).toEqual([path, false]);
    }
  });

  it('loads little: Today comes in 200 kB', async () => {
    const window = await place.page('/settings');
    const fresh = await place.browserOf();
    await fresh.page.context().addCookies(await window.page.context().cookies());
    const bytes = sentTo(fresh.page);
    await fresh.open('/');
    await fresh.page.waitForLoadState('networkidle');
    const sent = await bytes();
    expect(sent).toBeGreaterThan(FIRST_LOAD_BYTES / 4);
    expect(sent).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
  });

  it('is loaded again, once, when the server has a newer build', async () => {
    const window = await place.page('/');
    const { page } = window;
    let loads = 0;
    page.on('domcontentloaded', () => (loads += 1));
    await page.route('**/assets/webhooks-*.js', (route) => route.fulfill({ status: 404 }), {
      times: 1,
    });
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('heading', { name: 'Webhooks', level: 1 }).waitFor();
    expect(loads).toBe(1);
    const expected = window.faults.filter((fault) => fault.includes('assets/webhooks-'));
    expect(window.faults.splice(0)).toEqual(expected);
  });

  it('leads to all screens from a phone, by the bar and by "More", and out', async () => {
    const { page } = await place.page('/', { size: 'phone' });
    await page.getByRole('link', { name: 'Payments', exact: true }).click();
    await page.getByRole('heading', { name: 'Payments', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    const menu = page.getByRole('dialog', { name: 'Menu' });
    await menu.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await menu.waitFor({ state: 'hidden' });
    expect(await page.getByRole('link', { name: 'Today' }).getAttribute('aria-current')).toBeNull();
    await page.getByRole('button', { name: 'More' }).click();
    await menu.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });

  it.each(BOTH_SIZES)(
    'changes language, appearance and time zone, and keeps them: %s',
    async (size) => {
      const window = await place.page('/settings', { size });
      const { page } = window;
      await page.getByText('Kiswahili').click();
      await page.getByRole('heading', { name: 'Mipangilio' }).waitFor();
      await page.getByText('Giza').click();
      await page.getByLabel('Saa za eneo').selectOption('Africa/Kampala');
      await page.reload();
      await page.getByRole('heading', { name: 'Mipangilio' }).waitFor();
      expect(await page.getByLabel('Saa za eneo').inputValue()).toBe('Africa/Kampala');
      const root = page.locator('html');
      expect(await root.getAttribute('lang')).toBe('sw');
      expect(await root.getAttribute('data-mantine-color-scheme')).toBe('dark');
    },
  );
});
