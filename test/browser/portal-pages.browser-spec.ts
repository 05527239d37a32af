import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type * as Axe from 'axe-core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type Frame, LANGUAGES, type Page as PortalPage } from '#portal';
import { aFrame, example, EXAMPLES, LOOK } from '../../packages/portal/src/testing/examples.js';
import { startBrowser } from '../support/browser.js';
import { type PortalServer, startPortalServer } from '../support/portal-pages.js';

const LOGO =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Runs in the page, of whose types the tests know nothing. */
const TOO_SMALL = `(() => {
  const shown = [...document.body.querySelectorAll('*')].filter(
    (element) => element.getClientRects().length > 0,
  );
  const targets = shown.filter(
    (element) =>
      element.matches('a, button, .choice, input:not([type=radio])') &&
      element.getBoundingClientRect().height < 44,
  );
  const texts = shown.filter(
    (element) => element.textContent.trim() && parseFloat(getComputedStyle(element).fontSize) < 16,
  );
  return [...targets, ...texts].map(({ outerHTML }) => outerHTML);
})()`;
const LOGO_WIDTH = "document.querySelector('header img').clientWidth";

describe('the pages of the portal, on a small phone', () => {
  let browser: Browser;
  let server: PortalServer;
  let axe: string;
  let shown: { page: PortalPage; frame: Frame };
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    // A page that waits is told that nothing has changed.
    server = await startPortalServer(({ path }) =>
      path.endsWith('/state')
        ? { json: { version: '7' } }
        : { ...shown, status: statusOf(shown.page) },
    );
    // Axe waits for no animation, and would measure colours in the middle of one.
    context = await browser.newContext({ reducedMotion: 'reduce' });
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('dialog', (dialog) => faults.push(dialog.message()));
    page.on('console', (message) => {
      // The status of the page about a restart.
      if (message.type() === 'error' && !message.text().includes('status of 503')) {
        faults.push(message.text());
      }
    });
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });
  afterEach(() => {
    expect(faults.splice(0)).toEqual([]);
  });

  /** Opens a page; what the browser complains about, such as the security policy, is a fault. */
  async function open(portalPage: PortalPage, frame: Frame, width = 360): Promise<void> {
    shown = { page: portalPage, frame };
    await page.setViewportSize({ width, height: 640 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(server.url, { waitUntil: 'load' });
    await page.evaluate(axe);
  }

  /** What axe finds, in all rules or in one: rule and element. */
  async function findings(rules?: readonly string[]): Promise<readonly string[]> {
    const options = rules === undefined ? {} : { runOnly: [...rules] };
    const { violations } = await page.evaluate(
      (given) => (globalThis as unknown as { axe: typeof Axe }).axe.run(given),
      options,
    );
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  /** In light and in dark only the colours differ. */
  async function allFindings(): Promise<readonly string[]> {
    const light = await findings();
    await page.emulateMedia({ colorScheme: 'dark' });
    return [...light, ...(await findings(['color-contrast']))];
  }

  /** Targets that are too small for a thumb, and text that is too small for eyes. */
  const tooSmall = (): Promise<readonly string[]> => page.evaluate(TOO_SMALL);

  const overflow = (): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  describe.each(LANGUAGES)('in the language %s', (language) => {
    it.each(EXAMPLES)(
      'are accessible, large enough and not wider than the phone: %s',
      async (_name, shownPage) => {
        await open(shownPage, aFrame({ language }));
        expect(await tooSmall()).toEqual([]);
        expect(await overflow()).toBe(0);
        expect(await allFindings()).toEqual([]);
      },
    );
  });

  it.each(['#ffffff', '#000000', '#ffd400', '#e2231a', '#7a7a7a', '#00c853'])(
    'can be read in the colour %s of an operator',
    async (colour) => {
      const frame = aFrame({ look: { ...LOOK, colour } });
      await open(example('packages'), frame);
      expect(await allFindings()).toEqual([]);
      await open(example('waiting_again'), frame);
      expect(await allFindings()).toEqual([]);
    },
  );

  it('hold long words of an operator, and a logo', async () => {
    const packages = example('packages');
    if (packages.kind !== 'packages') throw new Error('The example has another kind');
    const long = 'Supercalifragilistic'.repeat(6);
    const look = { ...LOOK, name: long, notice: long, logo: LOGO };
    const offers = packages.offers.map((offer) => ({ ...offer, name: long }));
    await open({ ...packages, offers }, aFrame({ look }), 320);
    expect(await overflow()).toBe(0);
    expect(await page.evaluate(LOGO_WIDTH)).toBe(40);
    expect(await findings()).toEqual([]);
  });

  it('send one request for the first page', async () => {
    const asked = server.requests.length;
    await open(example('packages'), aFrame());
    await page.waitForLoadState('networkidle');
    expect(server.requests.slice(asked).map(({ path }) => path)).toEqual(['/']);
  });
});

/** The page about a restart asks for itself, and loads again as soon as it is another one. */
const statusOf = (page: PortalPage): number =>
  page.kind === 'problem' && page.problem.kind === 'server_restarting' ? 503 : 200;
