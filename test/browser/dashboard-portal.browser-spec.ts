import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';

describe('the look of the portal', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it.each(BOTH_SIZES)('is previewed as it is typed, and saved, on a %s', async (size) => {
    const screen = await place.page('/portal', { size });
    const { page } = screen;
    const shown = page.frameLocator('.portal-preview iframe');
    await shown.locator('header').waitFor();

    const name = `Mama Njeri ${size}`;
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('A sentence for all customers').fill('Closed <b>on</b> Sunday.');
    await page.getByLabel('Phone number that customers call').fill('0712 345 678');
    await shown.getByText(name, { exact: true }).waitFor();
    await shown.getByText('Closed <b>on</b> Sunday.').waitFor();
    expect((await place.app.get('/portal/settings/', place.shop.token)).body.name).not.toBe(name);
    await page.locator('.look-preview').getByText('Kiswahili').click();
    await shown.locator('html[lang=sw]').waitFor();
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);

    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Customers see it within two seconds.').waitFor();
    const { body } = await place.app.get('/portal/settings/', place.shop.token);
    expect(body).toMatchObject({ name, support_phone: '+254712345678' });
  });

  it('says at the field what cannot be saved', async () => {
    const screen = await place.page('/portal', { size: 'phone', language: 'sw', isDark: true });
    const { page } = screen;
    await page.locator('input[data-path=color]').fill('kijani');
    await screen.sees('Mwonekano unasubiri');
    await page.locator('button[type=submit]').click();
    await page.locator('.mantine-InputWrapper-error').waitFor();
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  });

  it('tries again after an error', async () => {
    const screen = await place.page('/settings');
    await screen.page.route('**/portal/settings/', (route) => route.abort());
    await screen.page.goto(screen.urlOf('/portal'));
    await screen.sees('The server cannot be reached.');
    await screen.page.unroute('**/portal/settings/');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.page.getByLabel('Name', { exact: true }).waitFor();
  });
});
