import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type RadiusRouter } from 'router-simulator';
import { startTestApp, type TestApp, type TestAppOptions } from './app.js';
import { startBrowser } from './browser.js';
import { DashboardPage } from './dashboard-page.js';
import { startTestFreeradius, type TestFreeradius } from './freeradius.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { aPhone, initiate } from './selling.js';
import { startSimulatedRouter } from './simulated-router.js';
import { aPackage, aShop, type Operator, type Shop } from './shop.js';

const A_MINUTE = 60_000;
/** The sizes at which each job of a screen is tested. */
export const BOTH_SIZES = ['phone', 'wide'] as const;
const SIZES = { phone: { width: 360, height: 740 }, wide: { width: 1280, height: 800 } } as const;
/** Far from the operator's zone: what is shown must not depend on it. */
const BROWSER_ZONE = 'America/New_York';

/** How the browser of an operator differs. */
export interface OperatorBrowser {
  readonly size?: keyof typeof SIZES;
  readonly isDark?: boolean;
  readonly language?: 'en' | 'sw';
  /** Who logs in; by default the operator of the shop. */
  readonly operator?: Pick<Operator, 'username' | 'password'>;
}

/** What a place has besides the server. */
export interface DashboardPlaceOptions extends Pick<
  TestAppOptions,
  'settings' | 'clock' | 'routerAddresses'
> {
  /** Starts FreeRADIUS and the router at this address of 127.0.0.0/8, which no other test file uses. */
  readonly radiusAddress?: string;
  /** Whether the browsers keep pages that were left, see `startBrowser`. */
  readonly keepsPages?: boolean;
}

/** A server with a shop, and browsers of its operator. */
export class DashboardPlace {
  private readonly contexts: BrowserContext[] = [];
  private readonly pages: DashboardPage[] = [];

  private constructor(
    readonly app: TestApp,
    readonly shop: Shop,
    /** The shop's router; null unless an address was given. */
    readonly router: RadiusRouter | null,
    private readonly browser: Browser,
    private readonly database: TestDatabase,
    private readonly freeradius: TestFreeradius | null,
  ) {}

  static async open({
    radiusAddress,
    keepsPages = false,
    ...options
  }: DashboardPlaceOptions = {}): Promise<DashboardPlace> {
    const database = await createTestDatabase();
    const app = await startTestApp({ ...options, databaseUrl: database.url });
    const shop = await aShop(app);
    await aPackage(app, shop, shop.routerId, {
      name: 'Week',
      duration_hours: 168,
      price: '250.00',
    });
    const freeradius = radiusAddress === undefined ? null : await startTestFreeradius(database.url);
    const router =
      freeradius && radiusAddress !== undefined
        ? await startSimulatedRouter(app.database, shop.routerId, freeradius, {
            address: radiusAddress,
          })
        : null;
    return new DashboardPlace(
      app,
      shop,
      router,
      await startBrowser({ keepsPages }),
      database,
      freeradius,
    );
  }

  /** Sells the shop's package to new customers, who pay. @returns the ids of the payments */
  async sell(count = 1, overrides: Readonly<Record<string, unknown>> = {}): Promise<string[]> {
    const ids: string[] = [];
    for (let sale = 0; sale < count; sale += 1) {
      const { body } = await initiate(this.app, this.shop, {
        phone_number: aPhone(),
        ...overrides,
      }).expect(201);
      ids.push(String(body.payment.id));
    }
    await this.answerPrompts();
    return ids;
  }

  /** All customers answer their prompts. */
  async answerPrompts(): Promise<void> {
    await this.app.simulator.control.advance(A_MINUTE);
    await this.app.idle();
  }

  /** A browser in another zone than the operator's, with one window; nobody is logged in. */
  async browserOf(options: OperatorBrowser = {}): Promise<DashboardPage> {
    const context = await this.browser.newContext({
      viewport: SIZES[options.size ?? 'wide'],
      timezoneId: BROWSER_ZONE,
      locale: options.language === 'sw' ? 'sw-KE' : 'en-US',
      colorScheme: options.isDark === true ? 'dark' : 'light',
      hasTouch: options.size === 'phone',
    });
    this.contexts.push(context);
    return this.windowIn(context);
  }

  /** Another window of the same browser. */
  async anotherTab(page: DashboardPage): Promise<DashboardPage> {
    return this.windowIn(page.page.context());
  }

  /** A browser whose operator has logged in and sees a screen, such as `/payments`. */
  async page(path = '/', options: OperatorBrowser = {}): Promise<DashboardPage> {
    const page = await this.browserOf(options);
    const { username, password } = options.operator ?? this.shop;
    await page.logIn(path, username, password);
    return page;
  }

  /** Closes all browsers, and fails if a page has broken its policy or thrown an error. */
  async clear(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    const faults = this.pages.splice(0).flatMap((page) => page.faults);
    if (faults.length > 0) throw new Error(`The pages had faults:\n${faults.join('\n')}`);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.router?.stop();
    await this.freeradius?.stop();
    await this.app.stop();
    await this.database.drop();
  }

  private async windowIn(context: BrowserContext): Promise<DashboardPage> {
    const page: Page = await context.newPage();
    const opened = new DashboardPage(page, this.app.url);
    this.pages.push(opened);
    return opened;
  }
}
