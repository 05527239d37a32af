import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Locator } from 'playwright-core';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { addRouter } from '../support/router-rows.js';
import { anOperator } from '../support/shop.js';

describe('the packages', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
    for (const name of ['Annex', 'Branch']) await addRouter(place.app, place.shop, { name });
    await place.sell(2);
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it.each(['phone', 'wide'] as const)(
    'are added, changed, copied and taken off sale, on a %s',
    async (size) => {
      const screen = await place.page('/packages', { size });
      const { page } = screen;
      await screen.sees('2 sold');
      expect(await screen.findings()).toEqual([]);
      expect(await screen.isTooWide()).toBe(false);

      const name = `Evening ${size}`;
      const dialog = page.getByRole('dialog');
      // The rows of the size before are still there.
      const rowWith = (text: string): Promise<void> =>
        page
          .getByRole(size === 'phone' ? 'listitem' : 'row')
          .filter({ hasText: name })
          .filter({ hasText: text })
          .first()
          .waitFor();
      await page.getByRole('button', { name: 'Add a package' }).click();
      await dialog.getByLabel('Name', { exact: true }).fill(name);
      await dialog.getByLabel('Router', { exact: true }).selectOption('Cafe');
      await dialog.getByLabel('Price in KES').fill('30');
      await dialog.getByLabel('Lasts', { exact: true }).fill('6');
      expect(await screen.findings()).toEqual([]);
      await dialog.getByRole('button', { name: 'Add the package' }).click();
      await screen.sees(name);

      const menu = async (item: string): Promise<void> => {
        await page
          .getByRole('button', { name: `Change: ${name}` })
          .first()
          .click();
        await page.getByRole('menuitem', { name: item }).click();
      };
      await menu('Change');
      await dialog.getByLabel('Price in KES').fill('35');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await rowWith('KES 35.00');

      const copied: string[] = [];
      page.on('request', (request) => {
        if (request.url().endsWith('/copy/')) copied.push(request.postData() ?? '');
      });
      await menu('Copy to other routers');
      await dialog.getByLabel('All routers').check();
      await dialog.getByRole('button', { name: 'Copy to other routers' }).dblclick();
      await dialog.getByText('Copied').nth(1).waitFor();
      expect(copied).toHaveLength(1);
      expect(await screen.findings()).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });

      await menu('Copy to other routers');
      await dialog.getByLabel('Annex').check();
      await dialog.getByRole('button', { name: 'Copy to other routers' }).click();
      await dialog.getByText('already at: Annex').waitFor();
      expect(await screen.findings()).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });

      await page
        .getByRole('button', { name: `Change: ${name}` })
        .nth(1)
        .click();
      await page.getByRole('menuitem', { name: 'Take off sale' }).click();
      await rowWith('Off');
      const { body } = await place.app.get('/routers/packages/', place.shop.token);
      const rows = (body.results as { name: string; price: string; is_active: boolean }[]).filter(
        (row) => row.name === name,
      );
      expect(rows.map(({ price }) => price)).toEqual(['35.00', '35.00', '35.00']);
      expect(rows.filter((row) => row.is_active)).toHaveLength(2);
    },
  );

  it('are offered at each of 250 routers, and each of them can be chosen', async () => {
    const operator = await anOperator(place.app);
    await place.app.database.query(
      `WITH router AS (
         INSERT INTO routers (user_id, name, host, username, password_sealed)
         SELECT $1, 'Stall ' || n, '10.0.0.1', 'api', '' FROM generate_series(1, 250) n
         RETURNING id, user_id, name)
       INSERT INTO packages (user_id, router_id, name, package_type, duration_hours, price_minor,
                             download_speed_mbps, upload_speed_mbps)
       SELECT user_id, id, 'Day at ' || name, 'hourly', 24, 5000, 5, 5 FROM router`,
      [operator.userId],
    );
    const screen = await place.page('/packages', { size: 'phone', operator });
    const { page } = screen;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add a package' }).click();
    const choice = dialog.getByLabel('Router', { exact: true });
    await choice.selectOption('Stall 1');
    expect(await choice.locator('option').count()).toBe(250);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    const first = page.getByRole('button', { name: /^Change: Day at/ }).first();
    await first.click();
    await page.getByRole('menuitem', { name: 'Copy to other routers' }).click();
    await dialog.getByText('149 more').waitFor();
    await dialog.getByLabel('Find a router').fill('stall 1');
    await dialog.getByLabel('Stall 1', { exact: true }).check();
    await dialog.getByText('1 chosen, 50 at most').waitFor();
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
    await dialog.getByRole('button', { name: 'Copy to other routers' }).click();
    await dialog.getByText('Copied').waitFor();

    await page.goto(screen.urlOf('/payments'));
    await page.getByRole('button', { name: 'Filters' }).click();
    const filter = (label: string): Locator => page.getByLabel(label, { exact: true });
    await filter('Router').selectOption('Stall 1');
    await page.waitForURL(/router=\d+/);
    await filter('Package').selectOption('Day at Stall 1 · KES 50.00');
    await page.waitForURL(/router=\d+&package=\d+/);
    expect(await filter('Router').locator('option').count()).toBe(251);
    expect(await filter('Package').locator('option').count()).toBe(252);
  });

  it.each(BOTH_SIZES)('are shown as the portal shows them: %s', async (size) => {
    const screen = await place.page('/packages', { size, isDark: true, language: 'sw' });
    await screen.page.getByRole('button', { name: 'Onyesha lango' }).click();
    const shown = screen.page.frameLocator('.portal-preview iframe');
    await screen.page.getByRole('dialog').getByRole('combobox').selectOption('Cafe');
    await shown.getByText('Week').waitFor();
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  });

  it('say everything that the server refuses, also where its field is not shown', async () => {
    const operator = await anOperator(place.app);
    await addRouter(place.app, operator);
    const screen = await place.page('/packages', { size: 'phone', operator });
    const { page } = screen;
    await screen.sees('No package yet');
    // The form needs the routers, and waits for them.
    let load = (): void => undefined;
    const isLoading = new Promise<void>((resolve) => (load = resolve));
    await page.route('**/routers/?limit=*', async (route) => {
      await isLoading;
      await route.continue();
    });
    await page.reload();
    await page.getByRole('button', { name: 'Add a package' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Add a package').waitFor();
    expect(await dialog.getByRole('textbox').count()).toBe(0);
    load();

    const refuse = (field: string, error: string): Promise<unknown> =>
      page.route(
        '**/routers/packages/',
        (route) =>
          route.fulfill({
            status: 400,
            json: { error, code: 'invalid', fields: { [field]: [error] } },
          }),
        { times: 1 },
      );
    const save = dialog.getByRole('button', { name: 'Add the package' });
    // An operator with one router does not choose it.
    await refuse('router', 'This router was deleted.');
    await save.click();
    await dialog.getByRole('alert').getByText('This router was deleted.').waitFor();
    // This field is folded away.
    await refuse('device_limit', 'At most 20 devices.');
    await save.click();
    await dialog.getByText('At most 20 devices.').filter({ visible: true }).waitFor();
    expect(await dialog.getByRole('alert').count()).toBe(0);
    expect(await screen.findings()).toEqual([]);
  });

  it('lead to the routers while there is none, and try again after an error', async () => {
    const operator = await anOperator(place.app);
    const screen = await place.page('/packages', { operator });
    await screen.sees('A package belongs to a router.');
    expect(await screen.findings()).toEqual([]);
    await screen.page.route('**/routers/packages/*', (route) => route.abort());
    await screen.page.reload();
    await screen.sees('The server cannot be reached.');
    await screen.page.unroute('**/routers/packages/*');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.sees('No router yet');
  });
});
