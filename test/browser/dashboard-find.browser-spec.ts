import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { initiate, paymentDetails } from '../support/selling.js';

const PHONE = '0722345678';

describe('the box for finding', () => {
  let place: DashboardPlace;
  let id: string;
  let receipt: string;

  beforeAll(async () => {
    place = await DashboardPlace.open();
    await place.app.database.query(`UPDATE routers SET access_method = 'radius'`);
    [id = ''] = await place.sell(1, { phone_number: PHONE });
    receipt = String((await paymentDetails(place.app, place.shop, id))['mpesa_reference']);
    await initiate(place.app, place.shop, { phone_number: '0700000101' }).expect(201);
    await place.answerPrompts();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it.each(BOTH_SIZES)('leads from a receipt straight to its payment: %s', async (size) => {
    const screen = await place.page('/payments', { size });
    const { page } = screen;
    // The screen takes keys when its heading has the focus.
    await page.locator('h1:focus').waitFor();
    if (size === 'phone') await page.getByRole('link', { name: 'Find', exact: true }).click();
    else await page.keyboard.press('Control+k');
    await page.locator('input[type=search]:focus').waitFor();
    await page.keyboard.type(receipt.toLowerCase());
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/payments/${id}`);
    await screen.sees('What has happened');
  });

  it.each(BOTH_SIZES)('says of a phone whether it has access, and until when: %s', async (size) => {
    const screen = await place.page('/find', { size, language: 'sw', isDark: true });
    expect(await screen.findings()).toEqual([]);
    await screen.page.getByRole('searchbox').fill('+254 722 345 678');
    await screen.page.keyboard.press('Enter');
    await screen.sees(/Simu hii ina ufikiaji hadi \d/);
    await screen.sees('Lipo, kwa nambari ya simu');
    await screen.sees('Ufikiaji, kwa nambari ya simu');
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
    await screen.page.getByRole('link', { name: /Ufikiaji, kwa/ }).click();
    await screen.page.waitForURL(/\/access\/[0-9a-f-]{36}$/);
  });

  it.each(BOTH_SIZES)(
    'says that a phone has no access, and leads to the reason: %s',
    async (size) => {
      const screen = await place.page('/find?q=0700000101', { size });
      await screen.sees('No access is running for this phone.');
      await screen.sees('Failed');
      expect(await screen.findings()).toEqual([]);
      expect(await screen.isTooWide()).toBe(false);
      await screen.page.getByRole('link', { name: 'Why is this customer not online?' }).click();
      await screen.page.waitForURL(/\/access\?view=why&q=0700000101$/);
    },
  );

  it('says when it has found nothing', async () => {
    const screen = await place.page('/find?q=0799999999', { size: 'phone' });
    await screen.sees('Nothing was found');
    expect(await screen.findings()).toEqual([]);
  });

  it('shows an error instead of nothing found, and tries again', async () => {
    const screen = await place.page('/find');
    await screen.page.route('**/search/?*', (route) => route.abort());
    await screen.page.getByRole('searchbox').fill(PHONE);
    await screen.page.keyboard.press('Enter');
    await screen.page.getByRole('alert').waitFor();
    expect(await screen.text()).not.toContain('Nothing was found');
    await screen.page.unroute('**/search/?*');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.sees('0722 345 678');
  });
});
