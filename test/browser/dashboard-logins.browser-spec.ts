import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { type DashboardPage } from '../support/dashboard-page.js';

describe('the screen of logins', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open({ settings: { RATE_LIMIT_SCALE: '1000' } });
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  async function isWell(screen: DashboardPage): Promise<void> {
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  }

  /** A login by the API, as a program does it. @returns the header that it sends */
  async function aProgram(): Promise<{ readonly Authorization: string }> {
    const { username, password } = place.shop;
    const { body } = await place.app
      .post('/users/login/', { username, password }, { 'User-Agent': 'price-changer/2.0' })
      .expect(200);
    return { Authorization: `Bearer ${String(body.access_token)}` };
  }

  it.each([
    ['phone', 'en', false],
    ['phone', 'sw', true],
    ['wide', 'sw', false],
    ['wide', 'en', true],
  ] as const)('is well made: %s, %s, dark %s', async (size, language, isDark) => {
    await aProgram();
    const screen = await place.page('/logins', { size, language, isDark });
    await screen.sees('price-changer');
    await screen.sees(/Chrome/);
    await isWell(screen);
  });

  it.each(BOTH_SIZES)('ends one login, and only that one: %s', async (size) => {
    const [program, other] = [await aProgram(), await aProgram()];
    const { body } = await place.app.get('/users/sessions/', program).expect(200);
    const ids = (body as { results: { id: string; current: boolean }[] }).results;
    expect(ids.filter(({ current }) => current)).toHaveLength(1);
    const screen = await place.page('/logins', { size });
    await screen.sees('This one');
    const ends = screen.page.getByRole('button', { name: 'End the login price-changer' });
    await ends.first().waitFor();
    const before = await ends.count();
    await ends.first().click();
    await screen.page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
    await screen.page.getByText('The login was ended.').waitFor();
    expect(await ends.count()).toBe(before - 1);
    const statuses = await Promise.all(
      [program, other].map(async (token) => (await place.app.get('/users/profile/', token)).status),
    );
    expect(statuses.toSorted()).toEqual([200, 401]);
  });

  it.each(BOTH_SIZES)('ends all others, and stays logged in itself: %s', async (size) => {
    const program = await aProgram();
    const screen = await place.page('/logins', { size });
    // One has ended already when it is ended.
    await screen.page.route(
      '**/users/sessions/*/',
      async (route) => {
        await route.fetch();
        await route.continue();
      },
      { times: 1 },
    );
    await screen.page.getByRole('button', { name: 'End all others' }).click();
    const dialog = screen.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'End all others' }).click();
    await screen.sees('Nobody else is logged in.');
    await place.app.get('/users/profile/', program).expect(401);
    await screen.open('/logins');
    await screen.sees('This one');
  });

  it.each(BOTH_SIZES)('shows in the log what was tried, and filters it: %s', async (size) => {
    const { username } = place.shop;
    await place.app.post('/users/login/', { username, password: 'a wrong one' }).expect(401);
    const screen = await place.page('/logins', { size });
    await screen.sees('A login with a password failed.');
    await screen.page.getByLabel('Kind').selectOption({ label: 'Log-in refused' });
    await screen.page.getByText('Somebody logged in').first().waitFor({ state: 'detached' });
    await screen.sees('A login with a password failed.');
    await screen.page.getByLabel('Kind').selectOption({ label: 'RADIUS secret replaced' });
    await screen.sees('Nothing of this kind has happened.');
    await isWell(screen);
  });

  it('says what is wrong while the server fails, and goes on after another try', async () => {
    const screen = await place.browserOf();
    const answer = { status: 500, json: { error: 'Out of order', code: 'internal_error' } };
    await screen.page.route('**/users/sessions/**', (route) => route.fulfill(answer));
    await screen.logIn('/logins', place.shop.username, place.shop.password);
    await screen.sees('Out of order');
    await isWell(screen);
    await screen.page.unroute('**/users/sessions/**');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.sees('This one');
  });
});
