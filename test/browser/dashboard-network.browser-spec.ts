import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Page } from 'playwright-core';
import { DashboardPlace } from '../support/dashboard.js';
import { type DashboardPage } from '../support/dashboard-page.js';
import { initiate, paymentDetails } from '../support/selling.js';

/** A slow mobile network: 400 kbit/s each way, and 400 ms until an answer begins. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const CANCELS = '0700000101';
const PAYS = '0722345678';
/** Longer than any screen waits before it asks again. */
const A_MINUTE = '01:01';

async function slowDown({ page }: DashboardPage): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', SLOW);
}

/** Keeps requests waiting on their way to the server. @returns sends them, and all later ones */
async function hold(page: Page, url: RegExp): Promise<() => void> {
  let send: () => void = () => undefined;
  const isSent = new Promise<void>((resolve) => (send = resolve));
  await page.route(url, async (route) => {
    await isSent;
    await route.fallback();
  });
  return send;
}

/** A request that changes something on the server. */
interface Change {
  readonly path: string;
  readonly key: string | undefined;
}

/** What a page changes on the server, in order. */
function changesOf({ page }: DashboardPage): readonly Change[] {
  const changes: Change[] = [];
  page.on('request', (request) => {
    if (request.method() === 'GET') return;
    const { pathname: path } = new URL(request.url());
    changes.push({ path, key: request.headers()['idempotency-key'] });
  });
  return changes;
}

describe('the dashboard on a bad network', () => {
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

  it('shows something at every step, and does nothing twice, when it is slow', async () => {
    const id = await aCancelled();
    await place.sell(1, { phone_number: PAYS });
    const screen = await place.browserOf({ size: 'phone' });
    const { page } = screen;
    const main = page.locator('main');
    const changes = changesOf(screen);
    const sent = (path: RegExp) => changes.filter((change) => path.test(change.path));
    await slowDown(screen);

    const sendScripts = await hold(page, /\/assets\/.*\.js$/);
    await page.goto(screen.urlOf('/log-in'), { waitUntil: 'commit' });
    await page.getByRole('status').getByText('Lipafi').waitFor();
    sendScripts();
    await page.getByLabel('User name').fill(place.shop.username);
    await page.getByLabel('Password', { exact: true }).fill(place.shop.password);
    const sendToday = await hold(page, /\/reports\/(now|summary)\//);
    await page.getByRole('button', { name: 'Log in' }).dblclick();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await main.getByRole('status').first().waitFor();
    expect(await page.getByRole('link', { name: 'Payments', exact: true }).isVisible()).toBe(true);
    expect(await screen.text()).not.toMatch(/KES|Updated/);
    expect(await screen.findings()).toEqual([]);
    sendToday();
    await screen.sees('0722 345 678');
    await screen.sees(/^Updated/);
    expect(await main.locator('.list-card', { hasText: '0722 345 678' }).count()).toBe(1);
    expect(sent(/\/session$/)).toHaveLength(1);

    const sendScreen = await hold(page, /\/assets\/payments-.*\.js$/);
    await page.getByRole('link', { name: 'Payments', exact: true }).click();
    await main.getByText('Loading').waitFor();
    sendScreen();
    const sendPayment = await hold(page, new RegExp(`/payments/${id}/$`));
    await main.getByRole('link', { name: '0700 000 101' }).click();
    await page.getByRole('heading', { name: 'Payment', exact: true }).waitFor();
    await main.getByRole('status', { name: 'Loading' }).waitFor();
    expect(await screen.text()).not.toMatch(/KES|Updated/);
    sendPayment();
    await screen.sees('It can be tried 3 times more.');

    // What is shown stays as it was, so that the button is still there.
    const sendChanged = await hold(page, new RegExp(`/payments/${id}/$`));
    await page.route(
      '**/retry/',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    const again = page.getByRole('button', { name: 'Ask the customer again' });
    await again.dblclick();
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
    await again.click();
    await page.getByText('The customer is asked for the PIN again.').waitFor();
    sendChanged();
    await screen.sees('Attempt 2');
    const keys = sent(/\/retry\/$/).map(({ key }) => key);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0]]);
    expect((await paymentDetails(place.app, place.shop, id)).attempts).toHaveLength(2);
    await place.answerPrompts();
  });

  it('says how old its figures are while answers are late, and while they are lost', async () => {
    const [id = ''] = await place.sell();
    const details = new RegExp(`/payments/${id}/$`);
    const screen = await place.browserOf();
    const { page } = screen;
    await page.clock.install();
    const send = await hold(page, details);
    // Only the first answer comes at once.
    await page.route(details, (route) => route.continue(), { times: 1 });
    await screen.logIn(`/payments/${id}`, place.shop.username, place.shop.password);
    await screen.sees(/^Updated (just now|\d+ s ago)$/);

    await page.clock.fastForward(A_MINUTE);
    await screen.sees('Updated 1 min ago');
    expect(await screen.text()).not.toContain('cannot be reached');
    send();
    await screen.sees(/^Updated (just now|\d+ s ago)$/);

    await page.route(details, (route) => route.abort());
    await page.clock.fastForward(A_MINUTE);
    await screen.sees(
      /^The server cannot be reached\. These figures may be old\. Updated 1 min ago$/,
    );
    await screen.sees('KES 50.00');
    await page.unroute(details);
    await page.clock.fastForward(A_MINUTE);
    await screen.sees(/^Updated (just now|\d+ s ago)$/);
    expect(await screen.text()).not.toContain('cannot be reached');
  });
});
