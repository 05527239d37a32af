import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RouterOs, startRouterOs } from 'router-simulator';
import { DashboardPlace } from '../support/dashboard.js';
import { aHeardShop } from '../support/heard-router.js';
import { changeRouter } from '../support/router-rows.js';
import { anOperator } from '../support/shop.js';

/** The day at the shop. */
const today = (): string => new Date().toLocaleDateString('en-CA', { timeZone: 'Africa/Nairobi' });

const LOGIN = { username: 'api', password: 'router' };

describe('the routers', () => {
  let place: DashboardPlace;
  let device: RouterOs;

  beforeAll(async () => {
    device = await startRouterOs({ login: LOGIN });
    place = await DashboardPlace.open({ routerAddresses: { refusalOf: () => null } });
  });
  afterEach(() => place.clear());
  afterAll(async () => {
    await place.stop();
    await device.stop();
  });

  it.each(['phone', 'wide'] as const)('are set up step by step, on a %s', async (size) => {
    const operator = await anOperator(place.app);
    const screen = await place.page('/routers', { size, operator });
    const { page } = screen;
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/setup/')) asked.push(request.url());
    });
    await screen.sees('No router yet');
    expect(await screen.findings()).toEqual([]);
    await page.getByRole('button', { name: 'Add a router' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Cafe');
    expect(await screen.findings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Add the router' }).click();

    await screen.sees('The router has sent its first packet');
    expect(await page.getByText('Not yet.').count()).toBe(4);
    await page.getByRole('img', { name: 'QR code of the portal' }).waitFor();
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Show script and files' }).click();
    await page.getByRole('button', { name: 'Download login.html' }).waitFor();
    expect(asked).toHaveLength(1);
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);

    const id = Number(/\/routers\/(\d+)/.exec(screen.path())?.[1]);
    await place.app.get(`/routers/${String(id)}/packages/`, operator.portal).expect(200);
    await page.reload();
    await page.locator('.checklist').getByText('Seen').waitFor();
    expect(await page.getByText('Not yet.').count()).toBe(3);

    const script = page.locator('.setup-script');
    const showScript = page.getByRole('button', { name: 'Show script and files' });
    await showScript.click();
    await script.waitFor();
    const before = await script.innerText();
    await page.getByRole('button', { name: 'Replace the RADIUS secret' }).click();
    await dialog.getByRole('button', { name: 'Replace the RADIUS secret' }).click();
    await screen.sees('Run the script again by');
    expect(await screen.findings()).toEqual([]);
    // What was shown has the old secret.
    expect(await script.count()).toBe(0);
    await showScript.click();
    await script.waitFor();
    expect(await script.innerText()).not.toBe(before);

    await page.getByRole('button', { name: 'Change the router' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await script.count()).toBe(0);

    await page.getByRole('button', { name: 'Delete the router' }).click();
    await dialog.getByRole('button', { name: 'Delete the router' }).click();
    await screen.sees('No router yet');
  });

  it('show what they sell today, and what a connection test says', async () => {
    const day = today();
    await place.sell(1);
    const screen = await place.page('/routers', { size: 'phone', isDark: true, language: 'sw' });
    const { page } = screen;
    await screen.sees(/KES (50|0)\.00/);
    const text = await screen.text();
    // At midnight the sale is one of yesterday.
    if (today() === day) expect(text).toContain('KES 50.00');
    await screen.sees('Haiulizwi');
    expect(await screen.findings()).toEqual([]);
    await page.getByRole('link', { name: /Cafe/ }).click();
    await page.getByRole('button', { name: 'Jaribu muunganisho' }).click();
    await page.locator('main [role=alert]').waitFor();
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  });

  it('are silent in their list and on their screen where Today says so, and say what they run', async () => {
    const operator = await aHeardShop(place.app, 10, { cause: null, minutesAgo: 10 });
    const address = { host: '127.0.0.1', port: device.port, ...LOGIN };
    await changeRouter(place.app, operator, operator.routerId, address);
    const screen = await place.page('/', { size: 'phone', operator });
    const { page } = screen;
    await page.getByRole('link', { name: 'Cafe is not heard from' }).click();
    await screen.sees('Silent since');
    expect(await screen.text()).not.toContain('Heard');
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await screen.sees('The router answers.');
    await screen.sees('RouterOS 7.16.2 (stable), hAP ax2');
    expect(await screen.findings()).toEqual([]);
    await page.goto(screen.urlOf('/routers'));
    await screen.sees('Silent since');
    expect(await screen.text()).not.toContain('Heard');
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  });

  it('are asked for again after an error', async () => {
    const screen = await place.page('/settings');
    const lists = '**/routers/?*';
    await screen.page.route(lists, (route) => route.abort());
    await screen.page.goto(screen.urlOf('/routers'));
    await screen.sees('The server cannot be reached.');
    await screen.page.unroute(lists);
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.sees('Cafe');
  });
});
