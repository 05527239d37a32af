import { type Browser } from 'playwright-core';
import { type RadiusRouter } from 'router-simulator';
import request from 'supertest';
import { type HotspotFile } from '../../src/access/setup/hotspot-files.js';
import { startTestApp, type TestApp } from './app.js';
import { startBrowser } from './browser.js';
import { startTestFreeradius, type TestFreeradius } from './freeradius.js';
import { type PhoneOptions, type PhoneRouter, PortalPhone } from './portal-phone.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { startSimulatedRouter } from './simulated-router.js';
import { aPackage, aShop, type Shop } from './shop.js';
import { startTlsFront, type TlsFront } from './tls-front.js';

const A_MINUTE = 60_000;
/** Some have many packages. */
const PACKAGES = 10;
export const SUPPORT_PHONE = '0722000111';

/** A payment as it is stored, with the access code that it gave. */
export interface BoughtRow {
  readonly code: string | null;
  readonly receipt: string | null;
}

interface Running {
  readonly front: TlsFront;
  readonly database: TestDatabase;
  readonly freeradius: TestFreeradius;
  readonly radius: RadiusRouter;
}

/**
 * A place with a hotspot: the server, its portal by https, FreeRADIUS, and a router with the pages of
 * the set-up.
 */
export class PortalPlace {
  private readonly phones: PortalPhone[] = [];

  private constructor(
    readonly app: TestApp,
    readonly portalUrl: string,
    private readonly router: PhoneRouter,
    private readonly browser: Browser,
    private readonly running: Running,
  ) {}

  /** @param address an address of 127.0.0.0/8 that no other test file uses */
  static async open(address: string): Promise<PortalPlace> {
    const front = await startTlsFront();
    const database = await createTestDatabase();
    const app = await startTestApp({
      databaseUrl: database.url,
      settings: { PORTAL_URL: front.url, INTASEND_TIMEOUT_MS: '1500' },
    });
    front.leadTo(app.url);
    const shop = await aShop(app);
    for (let number = 2; number <= PACKAGES; number += 1) {
      await aPackage(app, shop, shop.routerId, { price: `${50 * number}.00` });
    }
    await putLook(app, shop);
    const freeradius = await startTestFreeradius(database.url);
    const radius = await startSimulatedRouter(app.database, shop.routerId, freeradius, { address });
    const setup = await app.get(`/routers/${shop.routerId}/setup/`, shop.token).expect(200);
    const { files, portal_url: portalUrl } = setup.body as {
      readonly files: readonly HotspotFile[];
      readonly portal_url: string;
    };
    const router: PhoneRouter = {
      files,
      admit: async (mac, user) => {
        const outcome = await radius.login({ mac, user });
        return outcome.isAccepted ? null : (outcome.reason ?? 'RADIUS server is not responding');
      },
    };
    const browser = await startBrowser();
    const running = { front, database, freeradius, radius };
    return new PortalPlace(app, portalUrl, router, browser, running);
  }

  /** A customer comes in. */
  async phone(options: PhoneOptions = {}): Promise<PortalPhone> {
    const phone = await PortalPhone.join(this.browser, this.router, options);
    this.phones.push(phone);
    return phone;
  }

  /** All customers answer their prompts. */
  async answerPrompts(): Promise<void> {
    await this.app.simulator.control.advance(A_MINUTE);
    await this.app.idle();
  }

  /** What the payments of a number have given. */
  boughtBy(number: string): Promise<BoughtRow[]> {
    return this.app.database.query<BoughtRow>(
      `SELECT e.access_code AS code, p.mpesa_reference AS receipt
         FROM payments p LEFT JOIN entitlements e ON e.payment_id = p.id
        WHERE p.phone_number = $1`,
      [number],
    );
  }

  /** Whether accounting says that a device is online. */
  async isOnline(mac: string): Promise<boolean> {
    const rows = await this.app.database.query(
      'SELECT FROM accounting_sessions WHERE mac_address = $1 AND stopped_at IS NULL',
      [mac],
    );
    return rows.length === 1;
  }

  /** How many prompts a number got, and how often it was charged. */
  async chargesOf(number: string): Promise<{ readonly prompts: number; readonly paid: number }> {
    const { control } = this.app.simulator;
    const ending = number.slice(1);
    return Promise.resolve({
      prompts: control.invoices().filter(({ phone }) => phone.endsWith(ending)).length,
      paid: control.books().filter(({ phone }) => phone.endsWith(ending)).length,
    });
  }

  /** All customers go. */
  async clear(): Promise<void> {
    await Promise.all(this.phones.splice(0).map((phone) => phone.leave()));
  }

  async stop(): Promise<void> {
    const { front, database, freeradius, radius } = this.running;
    await this.clear();
    await this.browser.close();
    await radius.stop();
    await freeradius.stop();
    await this.app.stop();
    await database.drop();
    await front.stop();
  }
}

async function putLook(app: TestApp, { token }: Shop): Promise<void> {
  const look = { name: 'Mama Njeri Cafe', color: '#0a6a3a', support_phone: SUPPORT_PHONE };
  await request(app.url).put('/portal/settings/').set(token).send(look).expect(200);
}
