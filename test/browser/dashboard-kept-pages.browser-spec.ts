import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Page } from 'playwright-core';
import { DashboardPlace } from '../support/dashboard.js';

/** Whether each showing of the document was one of a kept page. */
const SHOWINGS = `addEventListener('pageshow', ({ persisted }) => {
  (window.showings ??= []).push(persisted);
})`;
const REFRESH = '**/session/refresh';

describe('a page that was left for another site', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open({ keepsPages: true });
    await place.sell(1);
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  /** Goes to another site, as by a link or the address bar. */
  const leave = async (page: Page): Promise<void> => {
    const { port } = new URL(place.app.url);
    await page.goto(`http://localhost:${port}/health/live/`);
  };
  // Playwright waits for a document to load, and a page that was kept does not.
  const goBack = (page: Page): Promise<void> =>
    page.evaluate('void setTimeout(() => history.back())');
  const loggedOut = (page: Page): Promise<void> =>
    page.getByRole('heading', { name: 'Log in' }).waitFor();

  async function showsNothingOf(page: Page): Promise<void> {
    const content = await page.content();
    expect(content).not.toContain('KES 50.00');
    expect(content).not.toContain(place.shop.username);
  }

  it('shows nothing on "back" once the operator has logged out in another tab', async () => {
    const screen = await place.page('/payments');
    await screen.sees('KES 50.00');
    const other = await place.anotherTab(screen);
    await other.open('/settings');
    await leave(screen.page);
    await other.page.getByRole('button', { name: 'Log out' }).click();
    await loggedOut(other.page);
    await goBack(screen.page);
    await loggedOut(screen.page);
    await showsNothingOf(screen.page);
  });

  it('is hidden on "back", where the browser has kept it, until the login is checked', async () => {
    const screen = await place.browserOf();
    const { page } = screen;
    await page.addInitScript(SHOWINGS);
    // Chromium keeps no page with this header; other browsers do.
    await page.route(`${screen.urlOf('/')}**`, async (route) => {
      if (route.request().resourceType() !== 'document') return route.fallback();
      const response = await route.fetch();
      const headers = { ...response.headers(), 'cache-control': 'no-cache' };
      return route.fulfill({ response, headers });
    });
    await screen.logIn('/payments', place.shop.username, place.shop.password);
    await screen.open('/payments');
    const sale = page.locator('tbody').getByText('KES 50.00');
    await sale.waitFor();
    await leave(page);
    await goBack(page);
    await sale.waitFor();
    expect(await page.evaluate('showings')).toEqual([false, true]);

    await leave(page);
    // The login ends without a word to the page that is kept.
    const ended = await page.context().request.delete(`${place.app.url}/session`, {
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(ended.ok()).toBe(true);
    let answer: () => void = () => undefined;
    const isAnswered = new Promise<void>((resolve) => (answer = resolve));
    await page.route(REFRESH, async (route) => {
      await isAnswered;
      await route.fallback();
    });
    const asked = page.waitForRequest(REFRESH);
    await goBack(page);
    await asked;
    expect(await page.evaluate('showings')).toEqual([false, true, true]);
    expect(await sale.isVisible()).toBe(false);
    answer();
    await loggedOut(page);
    await showsNothingOf(page);
  });
});
