import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { anOperator } from '../support/shop.js';

describe('the keys of providers', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it.each(BOTH_SIZES)('are added, checked, switched off and deleted, on a %s', async (size) => {
    const operator = await anOperator(place.app);
    const secret = `ISSecretKey_test_${size}_abcd`;
    const screen = await place.page('/keys', { size, operator });
    const { page } = screen;
    await screen.sees('No keys yet');
    expect(await screen.findings()).toEqual([]);
    await page.getByRole('button', { name: 'Add keys' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Test', { exact: true }).click();
    await dialog.getByLabel('Publishable key').fill(`ISPubKey_test_${operator.username}`);
    await dialog.getByRole('textbox', { name: 'Secret key' }).fill(secret);
    expect(await screen.findings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Save the keys' }).click();
    await screen.sees('The provider accepts these keys.');
    await screen.sees('Secret ends with abcd');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(secret);

    await page.getByRole('button', { name: 'New secret key' }).click();
    await dialog.getByRole('textbox', { name: 'Secret key' }).fill(`${secret}_efgh`);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await screen.sees('Secret ends with efgh');
    // What the provider said was about the other secret; it does not accept this one.
    expect(await screen.text()).not.toContain('The provider accepts these keys.');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Check with the provider' }).click();
    await screen.sees(/the provider does not accept them/);

    await page.locator('summary').click();
    await screen.sees(/\/payments\/webhook\/$/);
    await page.getByRole('button', { name: 'Make a challenge' }).click();
    await screen.sees('It is saved here.');
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);

    await page.getByRole('button', { name: 'Switch off' }).click();
    await screen.sees('Switched off');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete the keys' }).click();
    await screen.sees('No keys yet');
    const { body } = await place.app.get('/payments/credentials/', operator.token);
    expect(body.results).toEqual([]);
  });

  it('stay switched off when the answer was lost and the button is pressed again', async () => {
    const screen = await place.page('/keys');
    const { page } = screen;
    const credentials = '**/payments/credentials/**';
    const off = page.getByRole('button', { name: 'Switch off' });
    await off.waitFor();
    const changed: number[] = [];
    await page.route(credentials, async (route) => {
      // The list stays as it is shown, so that the button is still there.
      if (route.request().method() !== 'GET') changed.push((await route.fetch()).status());
      await route.abort();
    });
    for (const count of [1, 2]) {
      const lost = page.waitForEvent('requestfailed', (request) => request.method() !== 'GET');
      await off.click();
      await lost;
      expect(changed).toHaveLength(count);
      await screen.sees('The server cannot be reached.');
    }
    expect(changed).toEqual([200, 200]);
    await page.unroute(credentials);
    const { body } = await place.app.get('/payments/credentials/', place.shop.token);
    expect(body.results).toMatchObject([{ is_active: false }]);
    await page.reload();
    await page.getByRole('button', { name: 'Use them again' }).click();
    await screen.sees('In use');
  });

  it('are not changed later by a button that was pressed while offline', async () => {
    const screen = await place.page('/keys');
    const { page } = screen;
    const changes: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') changes.push(request.url());
    });
    await page.getByRole('button', { name: 'Switch off' }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Switch off' }).click();
    await screen.sees('The server cannot be reached.');
    expect(changes).toHaveLength(1);
    await page.context().setOffline(false);
    await page.reload();
    await screen.sees('In use');
    expect(changes.filter((url) => url.includes('/credentials/'))).toHaveLength(1);
  });

  it.each(BOTH_SIZES)('of Kopo Kopo show beside the field what is refused: %s', async (size) => {
    const screen = await place.page('/keys', { size, isDark: true, language: 'sw' });
    const { page } = screen;
    await page.getByRole('button', { name: 'Ongeza funguo' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Kopo Kopo', { exact: true }).click();
    await dialog.locator('[data-path=client_id]').fill('client');
    await dialog.locator('[data-path=client_secret]').fill('secret');
    await dialog.locator('[data-path=api_key]').fill('key');
    await dialog.locator('[data-path=till_number]').fill('not a till');
    await dialog.locator('button[type=submit]').click();
    await dialog.locator('.mantine-InputWrapper-error').waitFor();
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  });

  it('are asked for again after an error', async () => {
    const screen = await place.page('/settings');
    await screen.page.route('**/payments/credentials/?*', (route) => route.abort());
    await screen.page.goto(screen.urlOf('/keys'));
    await screen.sees('The server cannot be reached.');
    await screen.page.unroute('**/payments/credentials/?*');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.sees('In use');
  });
});
