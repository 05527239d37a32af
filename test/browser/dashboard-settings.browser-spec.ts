import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DashboardPlace } from '../support/dashboard.js';
import { anOperator } from '../support/shop.js';

describe('the settings', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it.each(['phone', 'wide'] as const)(
    'change provider, password and API keys, on a %s',
    async (size) => {
      const operator = await anOperator(place.app);
      const screen = await place.page('/settings', { size, operator });
      const { page } = screen;
      await page.getByLabel('Sell through').selectOption('Kopo Kopo');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').waitFor();
      const { body } = await place.app.get('/payments/settings/', operator.token);
      expect(body.preferred_provider).toBe('kopokopo');

      await page.getByRole('textbox', { name: 'Present password' }).fill('not this one at all');
      await page.getByRole('textbox', { name: 'New password' }).fill('a better pass phrase');
      await page.getByRole('button', { name: 'Change the password' }).click();
      await page.locator('.mantine-InputWrapper-error').waitFor();
      await page.getByRole('textbox', { name: 'Present password' }).fill(operator.password);
      await page.getByRole('button', { name: 'Change the password' }).click();
      await page.getByText('The password is changed.').waitFor();
      await place.app
        .post('/users/login/', { username: operator.username, password: 'a better pass phrase' })
        .expect(200);

      await screen.sees(operator.publicKey);
      await page.getByRole('button', { name: 'Make new keys' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Make new keys' }).waitFor();
      expect(await screen.findings()).toEqual([]);
      await dialog.getByRole('button', { name: 'Make new keys' }).click();
      await screen.sees('It is shown only now.');
      await dialog.waitFor({ state: 'hidden' });
      expect(await screen.findings()).toEqual([]);
      expect(await screen.isTooWide()).toBe(false);
    },
  );

  it('say that the server cannot be reached, and try again', async () => {
    const screen = await place.page('/keys', { size: 'phone', isDark: true, language: 'sw' });
    await screen.page.route('**/payments/settings/', (route) => route.abort());
    await screen.page.goto(screen.urlOf('/settings'));
    await screen.sees('Seva haipatikani.');
    expect(await screen.findings()).toEqual([]);
    await screen.page.unroute('**/payments/settings/');
    await screen.page.getByRole('button', { name: 'Jaribu tena' }).click();
    await screen.page.getByLabel('Uza kupitia').waitFor();
    expect(await screen.isTooWide()).toBe(false);
  });
});
