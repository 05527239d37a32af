import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { aRouter, anOperator } from '../support/shop.js';
import { initiate } from '../support/selling.js';

const CANCELS = '0700000101';

describe('the payments', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
    await place.sell(2);
    await initiate(place.app, place.shop, { phone_number: CANCELS }).expect(201);
    await place.answerPrompts();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it('are cards on a phone, which are filtered and lead to the payment', async () => {
    const screen = await place.page('/payments', { size: 'phone', language: 'sw' });
    await screen.sees('0700 000 101');
    await screen.sees('Limeshindikana');
    expect(await screen.page.locator('main table').count()).toBe(0);
    expect(await screen.page.locator('main .list-card').count()).toBe(3);
    expect(await screen.isTooWide()).toBe(false);
    expect(await screen.findings()).toEqual([]);
    await screen.page.getByRole('button', { name: 'Vichujio' }).click();
    await screen.page.getByLabel('Hali').selectOption('failed');
    await screen.page.waitForURL(/status=failed/);
    await screen.page.locator('main .list-card').nth(1).waitFor({ state: 'detached' });
    expect(await screen.findings()).toEqual([]);
    await screen.page.locator('main .list-card', { hasText: '0700 000 101' }).click();
    await screen.page.waitForURL(/\/payments\/[0-9a-f-]{36}$/);
  });

  it('are a table where there is room, with filters that stay in the address', async () => {
    const screen = await place.page('/payments', { isDark: true });
    const { page } = screen;
    await screen.sees('KES 50.00');
    expect(await page.locator('tbody tr').count()).toBe(3);
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
    await page.getByLabel('Status').selectOption('failed');
    await page.waitForURL(/status=failed/);
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
    expect(await page.locator('tbody').innerText()).toContain('0700 000 101');
    await page.reload();
    await screen.sees('0700 000 101');
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByLabel('Phone or receipt').fill('0799999999');
    await page.keyboard.press('Enter');
    await screen.sees('No payment fits these filters');
    await page.getByRole('main').getByRole('button', { name: 'Clear the filters' }).last().click();
    await page.locator('tbody tr').nth(2).waitFor();
    expect(screen.path()).toBe('/payments');
  });

  it.each(BOTH_SIZES)('are saved as CSV with the same filters: %s', async (size) => {
    const screen = await place.page('/payments?status=failed', { size });
    await screen.sees('0700 000 101');
    const {
      name,
      lines: [names, ...rows],
    } = await screen.save('Save as CSV');
    expect(name).toMatch(/\.csv$/);
    expect(names).toContain('mpesa_reference');
    expect(rows).toEqual([expect.stringContaining('failed')]);
    await screen.page.getByText('The file is saved.').waitFor();
  });

  it('offer a test sale while there are none', async () => {
    const operator = await anOperator(place.app);
    await aRouter(place.app, operator);
    const screen = await place.page('/payments', { size: 'phone', operator });
    await screen.sees('No sale yet');
    expect(await screen.page.getByRole('link', { name: 'Make a test sale' }).count()).toBe(1);
    expect(await screen.findings()).toEqual([]);
  });

  it('show an error instead of an empty list, and try again', async () => {
    const screen = await place.page('/settings');
    const { page } = screen;
    await page.route('**/payments/?*', (route) => route.abort());
    await page.getByRole('link', { name: 'Payments' }).click();
    await page.getByRole('alert').waitFor();
    expect(await screen.text()).toContain('The server cannot be reached.');
    await page.unroute('**/payments/?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await screen.sees('KES 50.00');
  });
});
