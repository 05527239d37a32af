import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids/uuid.js';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { initiate, paymentDetails } from '../support/selling.js';

const CANCELS = '0700000101';

describe('a payment', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  const aCancelled = async (): Promise<string> => {
    const { body } = await initiate(place.app, place.shop, { phone_number: CANCELS }).expect(201);
    await place.answerPrompts();
    return String(body.payment.id);
  };
  const details = (id: string) => paymentDetails(place.app, place.shop, id);

  it.each(BOTH_SIZES)('tells its history in words: %s', async (size) => {
    const [id = ''] = await place.sell();
    const { completed_at: paidAt } = await details(id);
    const screen = await place.page(`/payments/${id}`, { size, language: 'sw', isDark: true });
    await screen.sees('Mtoa huduma alipokea ombi');
    await screen.sees('Limelipwa');
    await screen.sees('KES 50.00');
    const atThePlace = new Intl.DateTimeFormat('sw-KE', {
      ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Africa/Nairobi' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    }).format(new Date(paidAt ?? ''));
    await screen.sees(atThePlace);
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  });

  it.each(BOTH_SIZES)(
    'that failed is tried again once, however often one presses: %s',
    async (size) => {
      const id = await aCancelled();
      const screen = await place.page(`/payments/${id}`, { size });
      const sent: string[] = [];
      screen.page.on('request', (request) => {
        if (request.url().endsWith('/retry/'))
          sent.push(request.headers()['idempotency-key'] ?? '');
      });
      await screen.sees('It can be tried 3 times more.');
      expect(await screen.findings()).toEqual([]);
      await screen.page.getByRole('button', { name: 'Ask the customer again' }).dblclick();
      await screen.sees('The customer was asked again');
      await screen.sees('Attempt 2');
      expect(sent).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
      expect((await details(id)).attempts).toHaveLength(2);
      await place.answerPrompts();
    },
  );

  it('is sent again with the same key, when the answer was lost', async () => {
    const id = await aCancelled();
    const screen = await place.page(`/payments/${id}`);
    const keys: string[] = [];
    screen.page.on('request', (request) => {
      if (request.url().endsWith('/retry/')) keys.push(request.headers()['idempotency-key'] ?? '');
    });
    await screen.page.route(
      '**/retry/',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    // An event tells the screen of the second attempt, and the button would be gone before it is pressed.
    let read: () => void = () => undefined;
    const mayRead = new Promise<void>((resolve) => (read = resolve));
    await screen.page.route(`**/payments/${id}/`, async (route) => {
      await mayRead;
      await route.continue();
    });
    const again = screen.page.getByRole('button', { name: 'Ask the customer again' });
    await again.click();
    await screen.page.getByRole('alert').waitFor();
    await again.click();
    read();
    await screen.sees('Attempt 2');
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect((await details(id)).attempts).toHaveLength(2);
    await place.answerPrompts();
  });

  it('is asked for anew after another failure, also when the answer before was lost', async () => {
    const id = await aCancelled();
    const screen = await place.page(`/payments/${id}`);
    await screen.page.route(
      '**/retry/',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    const again = screen.page.getByRole('button', { name: 'Ask the customer again' });
    await again.click();
    await screen.page.getByRole('alert').waitFor();
    await place.answerPrompts();
    await screen.sees('It can be tried 2 times more.');
    await again.click();
    await screen.sees('Attempt 3');
    await place.answerPrompts();
  });

  it.each(BOTH_SIZES)('is marked by hand as not paid, and then as paid: %s', async (size) => {
    const { body } = await initiate(place.app, place.shop, { phone_number: CANCELS }).expect(201);
    const id = String(body.payment.id);
    const screen = await place.page(`/payments/${id}`, { size });
    const { page } = screen;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Mark as not paid' }).click();
    await dialog.getByLabel('Reason').fill('Has left without paying');
    await dialog.getByRole('button', { name: 'Mark as not paid' }).click();
    await screen.sees('Marked as not paid by hand');
    await dialog.waitFor({ state: 'detached' });
    await place.answerPrompts();
    expect(await details(id)).toMatchObject({ status: 'failed' });

    await page.getByRole('button', { name: 'Mark as paid' }).click();
    await dialog.getByLabel('Reason').fill('Paid in cash');
    expect(await screen.findings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Mark as paid' }).click();
    await screen.sees('Marked as paid by hand');
    await screen.sees(`By: ${place.shop.username}`);
    await dialog.waitFor({ state: 'detached' });
    expect(await details(id)).toMatchObject({ status: 'completed' });
    expect(await page.getByRole('button', { name: 'Mark as paid' }).count()).toBe(0);
  });

  it('that does not exist is an error in words', async () => {
    const screen = await place.page(`/payments/${newId()}`);
    await screen.page.getByRole('alert').waitFor();
    expect(await screen.text()).not.toContain('KES');
    expect(await screen.page.getByRole('button', { name: 'Try again' }).count()).toBe(1);
  });
});
