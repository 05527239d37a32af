import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BOTH_SIZES, DashboardPlace } from '../support/dashboard.js';
import { type DashboardPage } from '../support/dashboard-page.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

describe('the screen of webhooks', () => {
  let place: DashboardPlace;

  beforeAll(async () => {
    place = await DashboardPlace.open();
  });
  afterEach(() => place.clear());
  afterAll(() => place.stop());

  async function isWell(screen: DashboardPage): Promise<void> {
    expect(await screen.findings()).toEqual([]);
    expect(await screen.isTooWide()).toBe(false);
  }

  /** A webhook about a payment. @returns the id of the payment, and of the event */
  async function aWebhook(): Promise<{ readonly payment: string; readonly event: number }> {
    const sold = await aPromptOut(place.app, place.shop);
    await deliver(place.app, paidEvent(sold, place.shop));
    await place.app.idle();
    const { body } = await place.app.get('/payments/webhook-events/', place.shop.token).expect(200);
    const [newest] = (body as { results: { id: number; payment_id: string }[] }).results;
    expect(newest?.payment_id).toBe(sold.id);
    return { payment: sold.id, event: newest?.id ?? 0 };
  }

  const fail = (event: number): Promise<unknown> =>
    place.app.database.query(`UPDATE webhook_events SET outcome = 'failed' WHERE id = $1`, [event]);

  it('leads to the provider keys while nothing was reported', async () => {
    const screen = await place.page('/webhooks', { size: 'phone' });
    await screen.sees('Nothing was reported yet.');
    await isWell(screen);
    await screen.page.getByRole('link', { name: 'Set up webhooks' }).click();
    await screen.page.getByRole('heading', { name: 'Provider keys', level: 1 }).waitFor();
  });

  it.each([
    ['phone', 'en', true],
    ['phone', 'sw', false],
    ['wide', 'sw', true],
    ['wide', 'en', false],
  ] as const)('is well made: %s, %s, dark %s', async (size, language, isDark) => {
    const { event } = await aWebhook();
    await fail(event);
    const screen = await place.page('/webhooks', { size, language, isDark });
    await screen.sees('COMPLETE');
    await isWell(screen);
    await screen.open(`/webhooks?event=${event}`);
    await screen.page.getByRole('dialog').getByText('"COMPLETE"').waitFor();
    await isWell(screen);
  });

  it.each(BOTH_SIZES)('shows first what failed, and processes it again: %s', async (size) => {
    const { event, payment } = await aWebhook();
    await fail(event);
    const screen = await place.page('/webhooks', { size });
    await screen.sees(/could not be processed/);
    await screen.page.getByRole('link', { name: 'Show them' }).click();
    const rows = screen.page
      .getByRole(size === 'phone' ? 'listitem' : 'row')
      .filter({ hasText: 'Not processed' });
    await rows.first().waitFor();
    await rows.first().getByRole('link').click();
    const dialog = screen.page.getByRole('dialog');
    await dialog.getByText('What the provider sent').waitFor();
    expect(await dialog.innerText()).not.toContain(place.shop.challenge);
    await dialog.getByRole('button', { name: 'Process again' }).click();
    await dialog.getByText('It waits to be processed.').waitFor();
    await place.app.idle();
    await dialog.getByText(/It has settled its payment/).waitFor();
    await dialog.getByRole('link', { name: 'Show the payment' }).click();
    await screen.page.waitForURL(screen.urlOf(`/payments/${payment}`));
  });

  it('filters by outcome', async () => {
    await aWebhook();
    const screen = await place.page('/webhooks');
    await screen.page.getByLabel('Outcome').selectOption({ label: 'Kept, not used' });
    await screen.sees('No event has this outcome.');
    await screen.page.getByRole('button', { name: 'Clear the filters' }).click();
    await screen.sees('COMPLETE');
  });

  it('says what is wrong while the server fails, and goes on after another try', async () => {
    await aWebhook();
    const screen = await place.browserOf();
    const answer = { status: 500, json: { error: 'Out of order', code: 'internal_error' } };
    await screen.page.route('**/payments/webhook-events/**', (route) => route.fulfill(answer));
    await screen.logIn('/webhooks', place.shop.username, place.shop.password);
    await screen.sees('Out of order');
    await isWell(screen);
    await screen.page.unroute('**/payments/webhook-events/**');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.sees('COMPLETE');
  });
});
