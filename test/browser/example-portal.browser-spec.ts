import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import { type Hotspot, type HotspotVariables, md5Of, startHotspot } from '../support/hotspot.js';
import { accessOf, buy, useRadius } from '../support/claims.js';
import { aPhone, initiate, paymentDetails } from '../support/selling.js';
import { aPackage, aShop, type Shop } from '../support/shop.js';

const EXAMPLE = new URL('../../examples/captive-portal/login.html', import.meta.url);
const A_MINUTE = 60_000;
let routers = 0;
const DEVICE = { mac: 'AA:BB:CC:00:11:22', ip: '10.5.50.7', 'link-orig': 'http://example.com/' };

describe('the example of a login page, in a browser, from another origin', () => {
  let app: TestApp;
  let browser: Browser;
  let shop: Shop;
  let hotspot: Hotspot;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });
  beforeEach(async () => {
    faults.length = 0;
    shop = await aShop(app);
    await aPackage(app, shop, shop.routerId, { name: 'One hour', duration_hours: 1, price: 10 });
    await useRadius(app, shop, `10.77.9.${String(++routers)}`);
    context = await browser.newContext();
  });
  afterEach(async () => {
    await context.close();
    await hotspot.stop();
    expect(faults).toEqual([]);
  });

  /** Opens the page as a customer's phone does, with the operator's three values in it. */
  async function open(variables: HotspotVariables = DEVICE): Promise<void> {
    const html = await readFile(EXAMPLE, 'utf8');
    hotspot = await startHotspot(
      html
        .replace('https://pay.example.com', app.url)
        .replace('0'.repeat(32), shop.publicKey)
        .replace('routerId: 1,', `routerId: ${shop.routerId},`),
      variables,
    );
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(hotspot.url);
  }

  async function pay(phone: string, packageName = 'One hour'): Promise<void> {
    await page.getByText(packageName).click();
    await page.getByLabel('M-Pesa number').fill(phone);
    await page.getByRole('button', { name: /^Pay/ }).click();
  }

  /** Lets the customer decide about the prompt; the server receives a webhook. */
  async function decide(): Promise<void> {
    await app.simulator.control.advance(A_MINUTE);
    await app.idle();
  }

  const waiting = (): Promise<void> => page.getByText('Look at your phone').waitFor();

  async function onlyPayment(): Promise<Record<string, unknown>> {
    const { body } = await app.get('/payments/', shop.token).expect(200);
    expect(body.results).toHaveLength(1);
    return body.results[0] as Record<string, unknown>;
  }

  /** The access code of the only payment, once it is completed. */
  async function codeOfPayment(): Promise<string> {
    const { id } = await onlyPayment();
    return (await accessOf(app, shop, String(id), shop.token)).code ?? '';
  }

  /** Buys, and uses up all data of it. Returns the access code. */
  async function useUp(phone: string): Promise<string> {
    await pay(phone);
    await waiting();
    await decide();
    const code = await codeOfPayment();
    hotspot.refuseWith('cap');
    await page.getByRole('alert').filter({ hasText: 'used up' }).waitFor();
    await page.getByRole('button', { name: 'Choose a package' }).click();
    return code;
  }

  async function connect(proof: string, digits: string): Promise<void> {
    await page.getByLabel('Code or M-Pesa receipt').fill(proof);
    await page.getByLabel('Last 4 digits of the number that paid').fill(digits);
    await page.getByRole('button', { name: 'Connect' }).click();
  }

  const online = (): Promise<void> =>
    page.getByRole('heading', { name: 'You are online' }).waitFor();

  it('lists what the router sells, cheapest first, and says what will be paid', async () => {
    await open();
    await page.getByRole('heading', { name: 'Cafe' }).waitFor();
    expect(await page.locator('.package b').allTextContents()).toEqual([
      'One hour',
      expect.stringMatching(/^Package/),
    ]);
    await page.getByRole('button', { name: 'Pay KSh 10' }).waitFor();
    await page.locator('.package').last().click();
    await page.getByRole('button', { name: 'Pay KSh 50' }).waitFor();
  });

  it('sells, waits for the customer, and logs in at the router', async () => {
    await open();
    // The page logs in by itself after a moment, and must have been looked at before.
    const letIn = hotspot.holdLogins();
    await pay(aPhone());
    await waiting();
    expect(await onlyPayment()).toMatchObject({
      status: 'processing',
      amount: '10.00',
      mac_address: DEVICE.mac,
    });
    await decide();
    const code = await codeOfPayment();
    hotspot.admit(code);
    await page.getByText('Asante! It is paid.').waitFor();
    await page.getByText(`Code ${code.slice(0, 4)}-${code.slice(4)}`).waitFor();
    letIn();
    await online();
    expect(hotspot.logins.at(-1)).toEqual({
      ...{ username: code, password: code, dst: DEVICE['link-orig'] },
    });
  });

  it('logs in again by itself when the router learns about the payment later', async () => {
    await open();
    await pay(aPhone());
    await waiting();
    await decide();
    const code = await codeOfPayment();
    // The response, because a login that is still running would be accepted.
    await page.waitForResponse(
      (response) => response.request().method() === 'POST' && isLogin(response.url()),
    );
    hotspot.admit(code);
    await online();
    expect(hotspot.logins.length).toBeGreaterThanOrEqual(2);
  });

  it('encodes the password as the router asks for', async () => {
    await open({ ...DEVICE, 'chap-id': '\\371', 'chap-challenge': '\\001\\102' });
    await pay(aPhone());
    await waiting();
    await decide();
    const code = await codeOfPayment();
    hotspot.admit(code);
    await online();
    expect(hotspot.logins.at(-1)).toMatchObject({ password: md5Of(`\u00f9${code}\u0001B`) });
  });

  it('says why the router refuses, what to do and whom to call, and does not try again', async () => {
    await open();
    hotspot.refuseWith('devices');
    await pay(aPhone());
    await waiting();
    await decide();
    const reason = 'As many devices as you have paid for are online. Disconnect one of them first.';
    await page.getByRole('alert').filter({ hasText: reason }).waitFor();
    await page.getByText('Ask at the counter, or call 0700 000 000.').waitFor();
    const tried = hotspot.logins.length;
    hotspot.admit(await codeOfPayment());
    await page.getByRole('button', { name: 'Go online' }).click();
    await online();
    expect(hotspot.logins.length).toBe(tried + 1);
  });

  it('shows other words of the router as they are', async () => {
    await open();
    hotspot.refuseWith('RADIUS server is not responding');
    await pay(aPhone());
    await waiting();
    await decide();
    const refused = page.getByRole('alert').filter({ hasText: 'RADIUS server is not responding' });
    await refused.waitFor();
  });

  it('says that the router does not answer, and connects when it does', async () => {
    await open();
    await app.database.query('UPDATE routers SET unreachable_since = now() WHERE id = $1', [
      shop.routerId,
    ]);
    await pay(aPhone());
    await waiting();
    await decide();
    await page.getByText('The router does not answer.').waitFor();
    hotspot.admit(await codeOfPayment());
    await app.database.query('UPDATE routers SET unreachable_since = NULL');
    await online();
  });

  it.each(['the same', 'another'])('shows the code of what %s phone continues', async (which) => {
    await open();
    const phone = aPhone();
    const code = await useUp(phone);
    await pay(which === 'another' ? aPhone() : phone);
    await waiting();
    await decide();
    await page.getByText('Added to what you have').waitFor();
    await page.getByText(`Code ${code.slice(0, 4)}-${code.slice(4)}`).waitFor();
  });

  it('connects another device by the receipt, or by the code', async () => {
    const bought = await buy(app, shop, { phone_number: '0711 555 678' });
    const { mpesa_reference: receipt } = await paymentDetails(app, shop, bought.id);
    const { code = '' } = await accessOf(app, shop, bought.id, shop.token);
    await open();
    await page.getByRole('button', { name: 'I have paid already' }).click();
    await connect(String(receipt), '0000');
    await page.getByText('No access was found for this code or receipt at this router.').waitFor();
    await connect(String(receipt).toLowerCase(), '5678');
    await page.getByRole('alert').filter({ hasText: 'unknown user' }).waitFor();
    expect(hotspot.logins[0]?.['username']).toMatch(/^lt-[0-9a-f]{32}$/);
    await page.getByRole('button', { name: 'I have paid already' }).click();
    await connect(`${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase(), '');
    await page.waitForURL('**/login');
    expect(hotspot.logins.at(-1)?.['username']).toMatch(/^lt-[0-9a-f]{32}$/);
  });

  it.each([409, 429])('leaves a code to the router when the server says %i', async (status) => {
    const bought = await buy(app, shop, { mac_address: '02:00:00:00:00:01' });
    const { code = '' } = await accessOf(app, shop, bought.id, shop.token);
    await open();
    hotspot.admit(code);
    const answer = { status, headers: { 'access-control-allow-origin': '*' }, json: {} };
    if (status === 429) await page.route('**/reconnect/', (route) => route.fulfill(answer));
    await page.getByRole('button', { name: 'I have paid already' }).click();
    await connect(`${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase(), '');
    await online();
  });

  it('finds what was bought before again when another purchase fails', async () => {
    await open();
    const code = await useUp(aPhone());
    await pay('0700000101');
    await waiting();
    await decide();
    await page.getByText(/cancelled/i).waitFor();
    hotspot.admit(code);
    await page.goto(hotspot.url);
    await online();
  });

  it('asks for the receipt when another request has begun the sale', async () => {
    const phone = aPhone();
    const { packages } = (await app.get(`/routers/${shop.routerId}/packages/`, shop.portal)).body;
    const [{ id: cheapest }] = packages as [{ id: number }];
    const sale = { package_id: cheapest, amount: '10.00', mac_address: DEVICE.mac };
    await initiate(app, shop, { phone_number: phone, ...sale }).expect(201);
    await open();
    await pay(phone);
    await waiting();
    await decide();
    await page.getByText('It is paid. Type the receipt in the message from M-Pesa.').waitFor();
    expect(await page.getByLabel('Last 4 digits').inputValue()).toBe(phone.slice(-4));
  });

  it('shows the customer why a payment failed, and allows another try', async () => {
    await open();
    await pay('0700000101');
    await waiting();
    await decide();
    const wrong = page.getByRole('alert').filter({ hasText: /cancel/i });
    await wrong.waitFor();
    await pay(aPhone());
    await waiting();
    expect(await wrong.isVisible()).toBe(false);
  });

  it('shows the message of the server about an invalid number', async () => {
    await open();
    await pay('12');
    await page.getByText('Invalid phone number format').waitFor();
  });

  it('finds the payment again when the page was closed meanwhile', async () => {
    await open();
    await pay(aPhone());
    await waiting();
    await page.close();
    await decide();
    hotspot.admit(await codeOfPayment());
    page = await context.newPage();
    await page.goto(hotspot.url);
    await online();
  });

  it('prompts once when the customer starts again with the same number', async () => {
    const phone = aPhone();
    await open();
    await pay(phone);
    await waiting();
    await page.getByRole('button', { name: 'Start again' }).click();
    await pay(phone);
    await waiting();
    await onlyPayment();
  });

  it('sends a lost request again under the same key', async () => {
    await open();
    const keys: (string | undefined)[] = [];
    await page.route('**/initiate/', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    const phone = aPhone();
    await pay(phone);
    await page.getByText('The payment service cannot be reached. Please try again.').waitFor();
    await pay(phone);
    await waiting();
    await onlyPayment();
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });
});

const isLogin = (url: string): boolean => new URL(url).pathname === '/login';
