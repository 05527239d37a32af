import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DashboardPlace } from '../support/dashboard.js';
import { addRouter } from '../support/router-rows.js';
import { anOperator } from '../support/shop.js';

describe('the packages', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
    await addRouter(place.app, place.shop, { name: 'Annex' });
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

      await menu('Copy to other routers');
      await dialog.getByLabel('Annex').check();
      await dialog.getByRole('button', { name: 'Copy to other routers' }).click();
      await dialog.getByText('Copied').waitFor();
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
      expect(rows.map(({ price }) => price)).toEqual(['35.00', '35.00']);
      expect(rows.filter((row) => row.is_active)).toHaveLength(1);
    },
  );

  it('are shown as the portal shows them', async () => {
    const screen = await place.page('/packages', { size: 'phone', isDark: true, language: 'sw' });
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
