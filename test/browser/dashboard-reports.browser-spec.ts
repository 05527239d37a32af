import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { insertReported } from '../support/reported-payments.js';
import { anOperator } from '../support/shop.js';

/** 23:30 of a day in Nairobi, which is still the same day in UTC; and half an hour later. */
const LATE = '2026-11-10T20:30:00Z';
const AFTER_MIDNIGHT = '2026-11-10T21:00:00Z';

describe('the reports', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
    const paid = { status: 'completed', amount: 5000 } as const;
    await insertReported(place.app, place.shop, [
      { ...paid, createdAt: LATE, completedAt: LATE },
      { ...paid, createdAt: LATE, completedAt: LATE, amount: 25_000 },
      { ...paid, createdAt: AFTER_MIDNIGHT, completedAt: AFTER_MIDNIGHT, provider: 'kopokopo' },
      { status: 'failed', amount: 5000, createdAt: LATE, completedAt: null },
    ]);
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it.each(BOTH_SIZES)(
    'cut days in the zone of the operator, the last one in full: %s',
    async (size) => {
      const screen = await place.page('/reports?from=2026-11-10&to=2026-11-10', {
        size,
        isDark: true,
      });
      await screen.sees('KES 300.00');
      await screen.sees('known of 0 of 2 sales');
      await screen.page.locator('.chart canvas').waitFor();
      expect(await screen.findings()).toEqual([]);
      expect(await screen.isTooWide()).toBe(false);
      await screen.page.getByLabel('Until').fill('2026-11-11');
      await screen.sees('KES 350.00');
      await screen.page.getByLabel('By', { exact: true }).selectOption('provider');
      await screen.sees('Kopo Kopo');
      expect(screen.path()).toContain('by=provider');
    },
  );

  it('are sorted by the headers of their table', async () => {
    const screen = await place.page('/reports?from=2026-11-10&to=2026-11-11&by=provider');
    const firstAfter = async (header: string, direction: string): Promise<string> => {
      await screen.page.getByRole('columnheader', { name: header }).getByRole('button').click();
      await screen.page.locator(`th[aria-sort=${direction}]`, { hasText: header }).waitFor();
      return screen.page.locator('tbody tr').first().innerText();
    };
    await screen.sees('Kopo Kopo');
    // 300.00 of two sales and 50.00 of one.
    expect(await firstAfter('Sales', 'descending')).toContain('IntaSend');
    expect(await firstAfter('Sales', 'ascending')).toContain('Kopo Kopo');
  });

  it('fit a phone, in Swahili', async () => {
    const screen = await place.page('/reports?from=2026-11-10&to=2026-11-11&by=day', {
      size: 'phone',
      language: 'sw',
    });
    await screen.sees('KES 350.00');
    await screen.page.locator('.chart canvas').waitFor();
    await screen.page.getByText('Kama jedwali').click();
    await screen.sees('KES 50.00');
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  });

  it.each(BOTH_SIZES)('are saved as CSV: %s', async (size) => {
    const screen = await place.page('/reports?from=2026-11-10&to=2026-11-11&by=day', { size });
    await screen.sees('KES 350.00');
    const { name, lines } = await screen.save('Save as CSV');
    expect(name).toMatch(/\.csv$/);
    expect(lines).toEqual([
      expect.stringContaining('key,label,sales,gross'),
      expect.stringContaining('2026-11-10T00:00:00+03:00,,2,300.00'),
      expect.stringContaining('2026-11-11T00:00:00+03:00,,1,50.00'),
    ]);
    await screen.page.getByText('The file is saved.').waitFor();
  });

  it('say when there was nothing to save', async () => {
    const operator = await anOperator(place.app);
    const screen = await place.page('/reports?by=package', { operator, size: 'phone' });
    await screen.sees('No sale in this period');
    expect(await screen.findings()).toEqual([]);
    const { lines } = await screen.save('Save as CSV');
    expect(lines).toHaveLength(1);
    await screen.page.getByText('there is nothing to export here').waitFor();
  });

  it('show an error instead of zeros, and try again', async () => {
    const screen = await place.page('/settings');
    await screen.page.route('**/reports/summary/?*', (route) => route.abort());
    await screen.page.getByRole('link', { name: 'Reports' }).click();
    await screen.page.getByRole('alert').waitFor();
    expect(await screen.text()).not.toContain('KES');
    await screen.page.unroute('**/reports/summary/?*');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.sees('KES 0.00');
  });
});
