import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DashboardPlace } from '../support/dashboard.js';

describe('the dashboard', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it('logs an operator in and out', async () => {
    const { page, ...rest } = await place.page();
    expect(rest.faults).toEqual([]);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });
});
