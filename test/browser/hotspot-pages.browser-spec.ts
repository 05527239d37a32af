import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { hotspotFiles } from '../../src/access/setup/hotspot-files.js';
import { startBrowser } from '../support/browser.js';
import {
  type ChapHotspot,
  type ChapHotspotOptions,
  startChapHotspot,
} from '../support/chap-hotspot.js';

const CODE = 'AB23-CD45';
const TICKET = `lt-${'0123456789abcdef'.repeat(2)}`;

describe('the pages of a hotspot, in a browser', () => {
  let portal: Server;
  let portalUrl: string;
  let browser: Browser;
  let hotspot: ChapHotspot;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    portal = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>The portal</h1>');
    });
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
    portalUrl = `http://127.0.0.1:${(portal.address() as AddressInfo).port}/portal/1?theme=dark`;
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    portal.closeAllConnections();
    portal.close();
  });
  beforeEach(() => {
    faults.length = 0;
  });
  afterEach(async () => {
    await context.close();
    await hotspot.stop();
    expect(faults).toEqual([]);
  });

  async function open(
    path: string,
    options: Partial<ChapHotspotOptions> = {},
    { javaScriptEnabled = true, routerName = 'Cafe' } = {},
  ): Promise<void> {
    hotspot = await startChapHotspot({
      files: hotspotFiles({ routerName, portalUrl }),
      codes: [CODE, TICKET],
      ...options,
    });
    context = await browser.newContext({ javaScriptEnabled });
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('dialog', (dialog) => faults.push(dialog.message()));
    await page.goto(`${hotspot.url}${path}`, { waitUntil: 'commit' });
  }

  /** The parameters that the portal was opened with. */
  async function atPortal(): Promise<Record<string, string>> {
    await page.getByRole('heading', { name: 'The portal' }).waitFor();
    return Object.fromEntries(new URL(page.url()).searchParams);
  }

  const DEVICE = { theme: 'dark', mac: 'AA:BB:CC:00:11:22' };

  it('take a customer without a code to the portal, with what the router knows', async () => {
    await open('login');
    expect(await atPortal()).toEqual({
      ...DEVICE,
      ip: '10.5.50.7',
      'link-login-only': `${hotspot.url}login`,
      'link-orig': 'http://example.com/?a=1&b=2',
      error: '',
    });
    expect(hotspot.logins).toEqual([]);
  });

  it.each([CODE, TICKET])('log in with %s by CHAP, and return to the portal', async (code) => {
    await open(`login?var=${code}`);
    expect(await atPortal()).toEqual({ ...DEVICE, connected: '1', var: code });
    expect(hotspot.logins).toEqual([
      { username: code, isRight: true, dst: expect.stringContaining('connected=1') },
    ]);
  });

  it('find the code in the address where the router does not fill it in', async () => {
    await open(`login?var=${CODE}`, { fillsVar: false });
    await atPortal();
    expect(hotspot.logins).toMatchObject([{ username: CODE, isRight: true }]);
  });

  it('log in without a hash where the router gives no challenge', async () => {
    await open(`login?var=${CODE}`, { method: 'pap' });
    await atPortal();
    expect(hotspot.logins).toMatchObject([{ username: CODE, isRight: true }]);
  });

  it('say to the portal why a login was refused, and try no second time', async () => {
    await open('login?var=ZZZZ-9999');
    expect(await atPortal()).toMatchObject({ ...DEVICE, error: 'expired <b>' });
    expect(hotspot.logins).toMatchObject([{ username: 'ZZZZ-9999', isRight: false }]);
  });

  it.each([
    `"><script>alert(1)</script>`,
    `';alert(1);//`,
    'javascript:alert(1)',
    'a'.repeat(41),
    '%',
  ])('take %j for no code', async (text) => {
    await open(`login?var=${encodeURIComponent(text)}`);
    await atPortal();
    expect(hotspot.logins).toEqual([]);
  });

  it('show a hostile name of the router as text', async () => {
    const routerName = `$(mac)</title></h1><script>alert(1)</script>'"`;
    await open('login?var=ZZZZ-9999', { codes: [] }, { javaScriptEnabled: false, routerName });
    expect(await page.locator('h1').textContent()).toBe(routerName);
  });

  it('log in with a button where JavaScript is off and the router takes plain passwords', async () => {
    await open(`login?var=${TICKET}`, { method: 'pap' }, { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'Connect' }).click();
    expect(await atPortal()).toMatchObject({ connected: '1' });
    expect(hotspot.logins).toMatchObject([{ username: TICKET, isRight: true }]);
  });

  it('take a customer without a code to the portal where JavaScript is off', async () => {
    await open('login', { method: 'pap' }, { javaScriptEnabled: false });
    expect(await atPortal()).toMatchObject(DEVICE);
  });
});
