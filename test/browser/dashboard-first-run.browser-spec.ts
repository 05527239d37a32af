import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContext } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import { DashboardPage } from '../support/dashboard-page.js';
import { anOperator } from '../support/shop.js';

const A_MINUTE = 60_000;
/** The simulator refuses to ask this number. */
const REFUSED = '0700000211';

/** As `npm start` runs: with the simulator, and nobody registered. */
describe('the first steps', () => {
  let app: TestApp;
  let browser: Browser;
  let context: BrowserContext;
  const opened: DashboardPage[] = [];

  beforeAll(async () => {
    app = await startTestApp({ settings: { SIMULATOR: 'on' } });
    browser = await startBrowser();
  });
  afterEach(async () => {
    await context.close();
    expect(opened.splice(0).flatMap(({ faults }) => faults)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  async function aVisitor(width: number): Promise<DashboardPage> {
    context = await browser.newContext({
      viewport: { width, height: 800 },
      locale: 'en-US',
      // Far from the operator's zone: what is shown must not depend on it.
      timezoneId: 'America/New_York',
    });
    const visitor = new DashboardPage(await context.newPage(), app.url);
    opened.push(visitor);
    return visitor;
  }

  async function fillIn(visitor: DashboardPage, username: string): Promise<void> {
    const { page } = visitor;
    await page.goto(visitor.urlOf('/'));
    await page.getByRole('link', { name: 'Create an account' }).click();
    // Only the new screen has it; the user name is asked for on the screen before, too.
    await page.getByLabel('E-mail').fill(`${username}@example.com`);
    await page.getByLabel('User name').fill(username);
    await page.getByRole('textbox', { name: 'Password' }).fill('karibu sana wageni');
    await page.getByRole('button', { name: 'Create the account' }).click();
  }

  async function register(visitor: DashboardPage, username: string): Promise<void> {
    await fillIn(visitor, username);
    await visitor.page.getByRole('button', { name: 'Go on' }).click();
    await visitor.sees('Four steps to your first sale');
  }

  it.each([360, 1280])(
    'lead a visitor of an empty server to a first simulated sale, at %d pixels',
    async (width) => {
      const visitor = await aVisitor(width);
      const { page } = visitor;
      await register(visitor, `amina-${String(width)}`);
      const press = (name: string): Promise<void> => page.getByRole('button', { name }).click();
      expect(await visitor.findings()).toEqual([]);
      expect(await visitor.isTooWide()).toBe(false);

      await press('Use the test keys of the simulator');
      await press('Save the keys');
      await visitor.sees('The provider accepts these keys.');
      await visitor.sees('there is no webhook to set up');

      await page.getByLabel('Name', { exact: true }).fill('Cafe');
      expect(await visitor.findings()).toEqual([]);
      await press('Add the router');

      await press('Add the package');
      expect(await page.getByLabel('Phone number that pays').inputValue()).toBe('0712345678');
      expect(await visitor.findings()).toEqual([]);
      await press('Ask for KES 50.00');
      await visitor.sees('The phone is being asked to pay');
      expect(await visitor.findings()).toEqual([]);

      await app.simulator.control.advance(A_MINUTE);
      await app.idle();
      await visitor.sees('Paid: KES 50.00');
      await visitor.sees('Everything is ready.');
      expect(await visitor.findings()).toEqual([]);
      expect(await visitor.isTooWide()).toBe(false);
    },
  );

  it('go on where they were left, and say what the server refuses beside its field', async () => {
    const visitor = await aVisitor(360);
    const { page } = visitor;
    await register(visitor, 'baraka');
    await page.getByLabel('Publishable key').fill('ISSecretKey_test_baraka');
    await page.getByRole('textbox', { name: 'Secret key' }).fill('ISPubKey_test_baraka');
    await page.getByRole('button', { name: 'Save the keys' }).click();
    await page.locator('.mantine-InputWrapper-error').first().waitFor();
    await page.locator('input:focus').waitFor();
    expect(await visitor.findings()).toEqual([]);

    await page.getByRole('button', { name: 'Use the test keys of the simulator' }).click();
    await page.getByRole('button', { name: 'Save the keys' }).click();
    await page.getByLabel('Name', { exact: true }).waitFor();
    await page.reload();
    await page.getByLabel('Name', { exact: true }).waitFor();
    await visitor.sees('IntaSend, Test');

    await page.getByLabel('Name', { exact: true }).fill('Cafe');
    await page.getByRole('button', { name: 'Add the router' }).click();
    await page.getByRole('button', { name: 'Add the package' }).click();
    await page.getByLabel('Phone number that pays').fill(REFUSED);
    await page.getByRole('button', { name: 'Ask for KES 50.00' }).click();
    await page.locator('main [role=alert]').waitFor();
    // The server keeps the refusal for the same request; this one is another.
    await page.getByLabel('Phone number that pays').fill('0712345678');
    await page.getByRole('button', { name: 'Ask for KES 50.00' }).click();
    await visitor.sees('The phone is being asked to pay');
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
    await visitor.sees('Paid: KES 50.00');
  });

  it('lead from live keys to the steps of their webhook', async () => {
    const visitor = await aVisitor(360);
    const operator = await anOperator(app);
    const keys = {
      ...{ provider: 'intasend', environment: 'live' },
      ...{ api_key: 'ISPubKey_live_eshe', private_key: 'ISSecretKey_live_eshe' },
    };
    await app.post('/payments/credentials/', keys, operator.token).expect(201);
    await visitor.logIn('/first-steps', operator.username, operator.password);
    await visitor.sees('With a webhook, IntaSend reports each payment at once.');
    expect(await visitor.text()).not.toContain('simulator reports');
    expect(await visitor.findings()).toEqual([]);
    expect(await visitor.isTooWide()).toBe(false);
    await visitor.page.getByRole('link', { name: 'Set up the webhook' }).click();
    await visitor.sees('Open IntaSend, Settings, Webhooks');
    await visitor.page.getByRole('button', { name: 'Make a challenge' }).click();
    await visitor.sees('It is saved here.');
    await visitor.page.goto(visitor.urlOf('/first-steps'));
    await visitor.sees('IntaSend, Live');
    expect(await visitor.text()).not.toContain('webhook');
  });

  it('show the keys of an account whose log-in was lost, and lead to the log-in', async () => {
    const visitor = await aVisitor(360);
    const { page } = visitor;
    await page.route('**/session', (route) => route.abort());
    await fillIn(visitor, 'daudi');
    await page.getByText('Private key').first().waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });

  it('say that the server cannot be reached, and try again', async () => {
    const visitor = await aVisitor(360);
    await register(visitor, 'chebet');
    const lists = '**/routers/?limit=*';
    await visitor.page.route(lists, (route) => route.abort());
    await visitor.page.reload();
    await visitor.sees('The server cannot be reached.');
    expect(await visitor.findings()).toEqual([]);
    await visitor.page.unroute(lists);
    await visitor.page.getByRole('button', { name: 'Try again' }).click();
    await visitor.sees('Payment keys');
  });
});
