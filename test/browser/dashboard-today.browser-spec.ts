import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DashboardPlace } from '../support/dashboard.js';
import { initiate } from '../support/selling.js';
import { anOperator } from '../support/shop.js';

const PAYS_LESS = '0700000122';

describe('the screen of today', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
    await place.sell(1, { phone_number: '0722345678' });
    await initiate(place.app, place.shop, { phone_number: PAYS_LESS }).expect(201);
    await place.answerPrompts();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  it.each([
    { size: 'phone', language: 'sw', toDo: 'Malipo 1 ya kuangalia', taken: 'Zilizoingia leo' },
    { size: 'wide', language: 'en', toDo: '1 payment to look at', taken: 'Taken today' },
  ] as const)('says first what there is to do: $size', async ({ toDo, taken, ...look }) => {
    const screen = await place.page('/', { ...look, isDark: true });
    await screen.sees(toDo);
    await screen.sees(taken);
    await screen.sees('0722 345 678');
    await screen.page.locator('.chart canvas').waitFor();
    const text = await screen.text();
    expect(text.indexOf(toDo)).toBeLessThan(text.indexOf(taken));
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
    await screen.page.getByRole('link', { name: toDo }).click();
    await screen.page.waitForURL('**/review');
  });

  it.each([
    ['phone', '0733 000 222'],
    ['wide', '0733 000 333'],
  ] as const)('shows a new sale by itself: %s', async (size, phone) => {
    const screen = await place.page('/', { size });
    await screen.sees('0722 345 678');
    // The list has no answer until an event has told of the sale: asking again is not enough.
    let isTold = false;
    await screen.page.route(/\/events\//, async (route) => {
      const response = await route.fetch();
      isTold ||= (await response.text()).includes('payment.completed');
      await route.fulfill({ response });
    });
    await screen.page.route(/\/reports\/now\//, (route) =>
      isTold ? route.continue() : route.abort(),
    );
    await place.sell(1, { phone_number: phone.replaceAll(' ', '') });
    await screen.sees(phone);
  });

  it('leads a new operator to a first sale', async () => {
    const operator = await anOperator(place.app);
    const screen = await place.page('/', { size: 'phone', operator });
    await screen.sees('Add your first router');
    await screen.sees('No sale yet');
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  });

  it('shows an error instead of zeros, and tries again', async () => {
    const screen = await place.page('/settings');
    await screen.page.route('**/reports/**', (route) => route.abort());
    await screen.page.getByRole('link', { name: 'Today' }).click();
    await screen.page.getByRole('alert').first().waitFor();
    await screen.page.getByRole('alert').nth(1).waitFor();
    expect(await screen.text()).not.toContain('KES');
    await screen.page.unroute('**/reports/**');
    await screen.page.getByRole('button', { name: 'Try again' }).last().click();
    await screen.sees('Taken today');
  });
});
