import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type Language } from '#portal';
import { en } from '../../packages/portal/src/texts/en.js';
import { sw } from '../../packages/portal/src/texts/sw.js';
import { type Texts } from '../../packages/portal/src/texts/texts.js';
import { type HotspotFile } from '../../src/access/setup/hotspot-files.js';
import { aMac } from './access-rows.js';
import { type ChapHotspot, startChapHotspot } from './chap-hotspot.js';
import { findingsOn } from './axe.js';

const TEXTS: Readonly<Record<Language, Texts>> = { en, sw };
const VIEWPORT = { width: 360, height: 640 };
/** An old phone on a bad network. */
const CPU_SLOWDOWN = 6;
const NETWORK = {
  offline: false,
  latency: 400,
  downloadThroughput: 51_200,
  uploadThroughput: 51_200,
};

/** What differs between the phones of customers. */
export interface PhoneOptions {
  readonly script?: boolean;
  readonly language?: Language;
  readonly isDark?: boolean;
  readonly isSlow?: boolean;
  readonly mac?: string;
}

/** A router as phones meet it: its pages, and who decides about logins. */
export interface PhoneRouter {
  readonly files: readonly HotspotFile[];
  readonly admit: (mac: string, username: string) => Promise<string | null>;
}

/** A customer's phone in a hotspot, with one window of its browser. */
export class PortalPhone {
  /** Where the window was, in order. */
  readonly places: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly options: PhoneOptions,
    private context: BrowserContext,
    page: Page,
    readonly mac: string,
    readonly hotspot: ChapHotspot,
  ) {
    this.shown = page;
  }
  private shown: Page;

  static async join(
    browser: Browser,
    router: PhoneRouter,
    options: PhoneOptions = {},
  ): Promise<PortalPhone> {
    const { mac = aMac(), script = true } = options;
    const hotspot = await startChapHotspot({
      files: router.files,
      mac,
      admit: (username) => router.admit(mac, username),
      method: script ? 'chap' : 'pap',
    });
    const context = await contextOf(browser, options);
    const phone = new PortalPhone(browser, options, context, await context.newPage(), mac, hotspot);
    await phone.prepare();
    return phone;
  }

  get page(): Page {
    return this.shown;
  }

  get texts(): Texts {
    return TEXTS[this.options.language ?? 'en'];
  }

  get hasScript(): boolean {
    return this.options.script ?? true;
  }

  /** Opens any page: the router shows its own, which leads to the portal. */
  async open(): Promise<void> {
    await this.page.goto(`${this.hotspot.url}login`, { waitUntil: 'commit' });
    await this.sees(this.texts.packages.title);
  }

  /** Closes the window, and opens one that remembers nothing. */
  async forget(): Promise<void> {
    await this.context.close();
    this.context = await contextOf(this.browser, this.options);
    this.shown = await this.context.newPage();
    await this.prepare();
  }

  /** Another window of the same browser. */
  async tab(): Promise<Page> {
    return this.context.newPage();
  }

  /** Waits for a page with this heading. */
  async sees(heading: string | RegExp, page = this.page): Promise<void> {
    const exact = typeof heading === 'string';
    await page.getByRole('heading', { name: heading, exact }).waitFor();
  }

  async tap(name: string | RegExp, page = this.page): Promise<void> {
    await page.getByRole('link', { name }).or(page.getByRole('button', { name })).first().click();
  }

  /** Chooses the cheapest package. */
  async choose(): Promise<void> {
    await this.page.locator('a.offer').first().click();
    await this.sees(this.texts.phone.title);
  }

  /** Gives a number to pay. */
  async pay(number: string, page = this.page): Promise<void> {
    await page.getByLabel(this.texts.phone.label).fill(number);
    await page.getByRole('button', { name: this.texts.phone.pay('KSh 50') }).click();
  }

  /** Buys the cheapest package, as far as the page that waits. */
  async buy(number: string): Promise<void> {
    await this.open();
    await this.choose();
    await this.pay(number);
  }

  /** From the page that offers it to the page of a device that is online. */
  async connect(): Promise<void> {
    await this.tap(this.texts.paid.connect);
    // The page of a router that hashes passwords needs a script; this router takes them plain.
    if (!this.hasScript) await this.tap('Connect / Unganisha');
    await this.sees(this.texts.connected.title);
  }

  /** What axe finds. */
  findings(): Promise<readonly string[]> {
    return findingsOn(this.page);
  }

  /** All text of the page. */
  async text(): Promise<string> {
    return (await this.page.textContent('body')) ?? '';
  }

  async leave(): Promise<void> {
    await this.context.close();
    await this.hotspot.stop();
  }

  private async prepare(): Promise<void> {
    this.page.on('framenavigated', (frame) => {
      if (frame === this.page.mainFrame()) this.places.push(frame.url());
    });
    if (this.options.isSlow !== true) return;
    const session = await this.context.newCDPSession(this.page);
    await session.send('Network.emulateNetworkConditions', NETWORK);
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  }
}

const contextOf = (browser: Browser, options: PhoneOptions): Promise<BrowserContext> =>
  browser.newContext({
    viewport: VIEWPORT,
    isMobile: true,
    hasTouch: true,
    // The certificate of the portal's host is signed by itself.
    ignoreHTTPSErrors: true,
    javaScriptEnabled: options.script ?? true,
    locale: options.language ?? 'en',
    colorScheme: options.isDark === true ? 'dark' : 'light',
    // Axe would measure colours in the middle of an animation.
    reducedMotion: 'reduce',
  });
