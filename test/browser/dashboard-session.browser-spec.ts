import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Page, type Route } from 'playwright-core';
import { DashboardPlace } from '../support/dashboard.js';
import {
  expireToken,
  queryAtOnce,
  REFRESH,
  refreshesOf,
  sendAtOnce,
} from '../support/dashboard-session.js';
import { anOperator } from '../support/shop.js';
import { until } from '../support/until.js';

const QUERIES = 10;

/** Sends a request as the browser does, so that the server has answered, and loses the answer. */
async function loseAnswer(route: Route): Promise<void> {
  const request = route.request();
  const headers = await request.allHeaders();
  const answer = await fetch(request.url(), {
    method: request.method(),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':'))),
    body: request.postData(),
  });
  expect(answer.status).toBe(200);
  await route.abort();
}

const loggedOut = (page: Page): Promise<void> =>
  page.getByRole('heading', { name: 'Log in' }).waitFor();
const loggedIn = (page: Page): Promise<void> => page.locator('#content h1').waitFor();

describe('the login of the dashboard', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it('begins and ends with the keyboard alone', async () => {
    const window = await place.browserOf();
    const { page } = window;
    await page.goto(window.urlOf('/log-in'));
    await loggedOut(page);
    await focusOn(page, 'input[autocomplete=username]');
    await page.keyboard.type(place.shop.username);
    await focusOn(page, 'input[autocomplete=current-password]');
    await page.keyboard.type(place.shop.password);
    await page.keyboard.press('Enter');
    await loggedIn(page);
    // A screen reader says where it is.
    await page.locator('h1:focus').waitFor();
    await page.keyboard.press('Control+K');
    await page.getByRole('heading', { name: 'Find' }).waitFor();
    await focusOn(page, 'button:has-text("Log out")');
    await page.keyboard.press('Enter');
    await loggedOut(page);
  });

  it('says in the words of the server why it does not begin, and keeps the name', async () => {
    const window = await place.browserOf();
    const { page } = window;
    await page.goto(window.urlOf('/log-in'));
    await page.getByLabel('User name').fill(place.shop.username);
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Invalid credentials').waitFor();
    expect(await page.getByLabel('User name').inputValue()).toBe(place.shop.username);
  });

  it('asks for errors in the chosen language, whatever that of the browser', async () => {
    const window = await place.browserOf({ language: 'en' });
    const { page } = window;
    await page.addInitScript(
      `localStorage.setItem('lipafi-preferences', JSON.stringify({ language: 'sw' }))`,
    );
    const languages = ['/session', '/payments/'].map(async (path) => {
      const request = await page.waitForRequest((each) => new URL(each.url()).pathname === path);
      return request.headers()['accept-language'];
    });
    await window.logIn('/payments', place.shop.username, place.shop.password);
    expect(await Promise.all(languages)).toEqual(['sw', 'sw']);
  });

  it('goes on where the address leads, after the log-in and after a reload', async () => {
    const window = await place.browserOf();
    const { page } = window;
    await page.goto(window.urlOf('/payments?phone=0712345678'));
    await loggedOut(page);
    await page.getByLabel('User name').fill(place.shop.username);
    await page.getByLabel('Password', { exact: true }).fill(place.shop.password);
    await page.keyboard.press('Enter');
    await loggedIn(page);
    expect(window.path()).toBe('/payments?phone=0712345678');
    await page.reload();
    await loggedIn(page);
    expect(window.path()).toBe('/payments?phone=0712345678');
  });

  it.each(['//evil.example', '/\\\\evil.example', 'https://evil.example'])(
    'leads to no other server: %s',
    async (next) => {
      const window = await place.page('/settings');
      const search = new URLSearchParams({ next }).toString();
      await window.page.goto(window.urlOf(`/log-in?${search}`));
      await window.page.locator('h1:not(:has-text("Log in"))').waitFor();
      expect(new URL(window.page.url()).origin).toBe(place.app.url);
    },
  );

  it('is refreshed once for ten requests that are refused at the same time', async () => {
    const window = await place.page('/');
    const refreshes = refreshesOf(window);
    await expireToken([window]);
    expect(await queryAtOnce(window, QUERIES)).toEqual(Array.from({ length: QUERIES }, () => 200));
    expect(refreshes()).toBe(1);
  });

  it('is refreshed once for two tabs', async () => {
    const first = await place.page('/');
    const second = await place.anotherTab(first);
    await second.open('/settings');
    const counts = [refreshesOf(first), refreshesOf(second)];
    await expireToken([first, second]);
    const statuses = await Promise.all([queryAtOnce(first, QUERIES), queryAtOnce(second, QUERIES)]);
    expect(new Set(statuses.flat())).toEqual(new Set([200]));
    expect(counts.map((count) => count()).reduce((sum, count) => sum + count)).toBe(1);
  });

  it('is refreshed by each tab in turn without locks, as on plain http', async () => {
    const first = await place.browserOf();
    await first.page.context().addInitScript(`delete Navigator.prototype.locks`);
    await first.logIn('/', place.shop.username, place.shop.password);
    const second = await place.anotherTab(first);
    await second.open('/settings');
    expect(await second.page.evaluate('navigator.locks === undefined')).toBe(true);
    await expireToken([first, second]);
    const statuses = await Promise.all([queryAtOnce(first, QUERIES), queryAtOnce(second, QUERIES)]);
    expect(new Set(statuses.flat())).toEqual(new Set([200]));
    await second.page.reload();
    await loggedIn(second.page);
  });

  it('goes on when the answer to a refresh was lost', async () => {
    const window = await place.page('/settings');
    const refreshes = refreshesOf(window);
    await window.page.route(REFRESH, loseAnswer, { times: 1 });
    await window.page.reload();
    await loggedIn(window.page);
    expect(refreshes()).toBe(2);
    await window.page.reload();
    await loggedIn(window.page);
  });

  it('goes on when the page is loaded again while it refreshes', async () => {
    const window = await place.page('/settings');
    let answered: () => void = () => undefined;
    const isAnswered = new Promise<void>((resolve) => (answered = resolve));
    await window.page.route(
      REFRESH,
      async (route) => {
        await loseAnswer(route).catch(() => undefined);
        answered();
      },
      { times: 1 },
    );
    await window.page.reload();
    await isAnswered;
    await window.page.reload();
    await loggedIn(window.page);
  });

  it('ends in all tabs at once, with nothing left on the screen', async () => {
    await place.sell(1);
    const first = await place.page('/settings');
    const second = await place.anotherTab(first);
    await second.open('/settings');
    await second.page.getByText(place.shop.username).first().waitFor();
    await second.open('/payments');
    await second.sees('KES 50.00');
    await first.page.getByRole('button', { name: 'Log out' }).click();
    await Promise.all([loggedOut(first.page), loggedOut(second.page)]);
    expect(await second.page.content()).not.toContain('KES 50.00');
    await second.page.goBack();
    await loggedOut(second.page);
    expect(await second.page.content()).not.toContain(place.shop.username);
    await second.page.goto(second.urlOf('/payments'));
    await loggedOut(second.page);
  });

  it('ends although a tab refreshes it just then', async () => {
    const first = await place.page('/settings');
    const second = await place.anotherTab(first);
    await second.open('/settings');
    const steps: string[] = [];
    second.page.on('request', (request) => {
      if (request.method() === 'DELETE') steps.push('logged out');
    });
    // The server has refreshed, and its answer is on its way.
    let [isRefreshed, arrive] = [(): void => undefined, (): void => undefined];
    const refreshed = new Promise<void>((resolve) => (isRefreshed = resolve));
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    await first.page.route(
      REFRESH,
      async (route) => {
        const response = await route.fetch();
        isRefreshed();
        await arrived;
        steps.push('refreshed');
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    await expireToken([first]);
    const query = queryAtOnce(first, 1);
    await refreshed;
    await second.page.getByRole('button', { name: 'Log out' }).click();
    await until(
      'the log-out waits for the refresh, or does not',
      () =>
        second.page.evaluate<number>(
          'navigator.locks.query().then(({ pending }) => pending.length)',
        ),
      (waiting) => waiting > 0 || steps.length > 0,
    );
    arrive();
    await Promise.all([loggedOut(first.page), loggedOut(second.page)]);
    expect(steps).toEqual(['refreshed', 'logged out']);
    await query;
  });

  it('shows nothing of a page that the browser has kept, once the login has ended', async () => {
    const first = await place.page('/settings');
    const second = await place.anotherTab(first);
    await second.open('/payments');
    // What the browser does with a page that is left and shown again, without its memory of pages.
    await second.page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide'))`);
    // Dialogs are not in the root.
    const display = `getComputedStyle(document.documentElement).display`;
    expect(await second.page.evaluate(display)).toBe('none');
    // The login ends without a word to the other tab.
    await first.page.evaluate(
      `fetch('/session', { method: 'DELETE' }).then(({ status }) => status)`,
    );
    const back = `dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`;
    await second.page.evaluate(back);
    await loggedOut(second.page);
  });

  it('is kept when the server cannot be told that it should end', async () => {
    const window = await place.page('/settings');
    await window.page.route('**/session', (route) => route.abort());
    await window.page.getByRole('button', { name: 'Log out' }).click();
    await window.page.getByText('you are still logged in').waitFor();
    expect(window.path()).toBe('/settings');
  });

  it('says that the server cannot be reached, instead of asking for a password', async () => {
    const window = await place.page('/settings');
    await window.page.route(REFRESH, (route) => route.abort());
    await window.page.reload();
    await window.page.getByText('The server cannot be reached').waitFor();
    await window.page.unroute(REFRESH);
    await window.page.getByRole('button', { name: 'Try again' }).click();
    await loggedIn(window.page);
  });

  it('changes in all tabs when somebody else logs in, who sends nothing of the one before', async () => {
    const first = await place.page('/settings');
    const other = await anOperator(place.app);
    const second = await place.anotherTab(first);
    await second.page.goto(second.urlOf('/settings'));
    await loggedIn(second.page);
    // A change by the one before, whose token has expired, and which is refused late.
    let [isSent, refuse] = [(): void => undefined, (): void => undefined];
    const sent = new Promise<void>((resolve) => (isSent = resolve));
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    await first.page.route(
      '**/users/rotate-api-keys/*',
      async (route) => {
        isSent();
        await refused;
        await route.fulfill({ status: 401, json: { error: 'Expired', code: 'token_expired' } });
      },
      { times: 1 },
    );
    const change = sendAtOnce(
      first,
      1,
      `POST('/users/rotate-api-keys/', { params: { query: { grace_hours: 0 } } })`,
    );
    await sent;
    await second.page.evaluate(
      `fetch('/session', { method: 'DELETE' }).then(({ status }) => status)`,
    );
    await second.logIn('/settings', other.username, other.password);
    await first.page.getByText(other.username).waitFor();
    refuse();
    expect(await change).toEqual([401]);
  });
});

/** Presses Tab until an element has the focus. */
async function focusOn(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await page.locator(selector).and(page.locator(':focus')).count()) === 1) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${selector}`);
}
