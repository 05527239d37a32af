import { setTimeout as delay } from 'node:timers/promises';
import { randomHex } from '../common/crypto/tokens.js';
import { type DemoAccess } from './access/demo-access.js';
import { type DemoRouter } from './access/demo-router.js';
import { type DemoClient } from './client.js';
import { type DemoProvider } from './demo-provider.js';
import { type StepPrinter } from './step-printer.js';

type Json = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

const POLL_MS = 1_000;
const MAX_POLLS = 60;
const PASSWORD = 'karibu sana wageni';

/** The data that the demo leaves for further requests. */
export interface DemoShop {
  readonly username: string;
  readonly password: string;
  readonly publicKey: string;
  readonly routerId: number;
  readonly packageId: number;
  readonly price: string;
  readonly sold: readonly Json[];
}

/**
 * Sells a package by a prompt and, where the provider has links, by one; and lets what was bought be
 * used.
 */
export class DemoSales {
  constructor(
    private readonly client: DemoClient,
    private readonly printer: StepPrinter,
    /** Pays a link as a customer's browser does. */
    private readonly payLink: (url: string, phone: string) => Promise<void>,
    private readonly router: DemoRouter,
    private readonly access: DemoAccess,
    private readonly provider: DemoProvider,
  ) {}

  async run(): Promise<DemoShop> {
    const username = `demo-${randomHex(3)}`;
    const { token, portal, publicKey } = await this.registerOperator(username);
    const { routerId, packageId, price } = await this.openShop(token);
    await this.router.open(() =>
      this.client.call({
        method: 'GET',
        path: `/routers/${routerId}/setup/`,
        headers: token,
        isQuiet: true,
      }),
    );
    await this.access.give(routerId, token);

    this.printer.step('The captive portal shows what the router sells');
    await this.client.call({
      method: 'GET',
      path: `/routers/${routerId}/packages/`,
      headers: portal,
    });

    const request = { router_id: routerId, package_id: packageId, amount: price };
    const paid = await this.sellByPrompt(portal, request);
    await this.access.logIn(paid, token);
    const sold = this.provider.hasLinks ? [paid, await this.sellByLink(portal, request)] : [paid];
    await this.access.operate(paid, token);
    await this.access.seeOff();
    return { username, password: PASSWORD, publicKey, routerId, packageId, price, sold };
  }

  private async registerOperator(
    username: string,
  ): Promise<{ token: Headers; portal: Headers; publicKey: string }> {
    this.printer.step('An operator registers and logs in');
    const registered = await this.client.call({
      path: '/users/register/',
      body: { username, email: `${username}@example.com`, password: PASSWORD },
      shown: ['message', 'user_id', 'api_key.public_key'],
    });
    const login = await this.client.call({
      path: '/users/login/',
      body: { username, password: PASSWORD },
      shown: ['access_token', 'user_id'],
    });
    const publicKey = String((registered.api_key as Json).public_key);
    return {
      publicKey,
      token: { Authorization: `Bearer ${String(login.access_token)}` },
      portal: { 'X-Public-Key': publicKey },
    };
  }

  private async openShop(
    token: Headers,
  ): Promise<{ routerId: number; packageId: number; price: string }> {
    this.printer.step(`The operator adds ${this.provider.name} keys, a router and a package`);
    const suffix = randomHex(8);
    await this.client.call({
      path: '/payments/credentials/',
      headers: token,
      body: this.provider.credentials(suffix),
      shown: this.provider.shown,
    });
    const router = await this.client.call({
      path: '/routers/',
      headers: token,
      body: {
        name: 'Cafe Mzima',
        host: '192.168.88.1',
        username: 'api',
        password: 'router',
        ...this.router.fields,
      },
      shown: ['id', 'name', 'access_method'],
    });
    const sold = await this.client.call({
      path: '/routers/packages/',
      headers: token,
      body: {
        name: 'One day',
        router: router.id,
        package_type: 'hourly',
        duration_hours: 24,
        price: '50.00',
        download_speed_mbps: 10,
        upload_speed_mbps: 5,
      },
      shown: ['id', 'name', 'price', 'duration_display', 'speed_display'],
    });
    return {
      routerId: Number(router.id),
      packageId: Number(sold.id),
      price: String(sold.price),
    };
  }

  private async sellByPrompt(portal: Headers, request: Json): Promise<Json> {
    this.printer.step('A customer picks it and is prompted on the phone (STK push)');
    const started = await this.client.call({
      path: `/payments/${this.provider.word}/initiate/`,
      headers: portal,
      body: { ...request, phone_number: '0712345678', mac_address: this.access.mac },
      shown: [
        'message',
        'payment.id',
        'payment.status',
        `${this.provider.word}.state`,
        'access_claim',
      ],
    });
    this.printer.line('   The customer enters the M-Pesa PIN; the portal asks every second.');
    return this.waitUntilPaid(portal, started);
  }

  private async sellByLink(portal: Headers, request: Json): Promise<Json> {
    this.printer.step('Another customer pays by a link');
    const created = await this.client.call({
      path: '/payments/intasend/create-link/',
      headers: portal,
      body: { ...request, phone_number: '0722000000' },
      shown: ['message', 'payment.id', 'payment.status', 'intasend.payment_url'],
    });
    this.printer.line('   The customer opens the page and presses Pay.');
    await this.payLink(String((created.intasend as Json).payment_url), '0722000000');
    return this.waitUntilPaid(portal, created);
  }

  /** Asks as the page of the customer does, which has the access claim of the sale. */
  private async waitUntilPaid(portal: Headers, sale: Json): Promise<Json> {
    const payment = sale.payment as Json;
    const headers = { ...portal, 'X-Access-Claim': String(sale.access_claim) };
    const path = `/payments/${this.provider.word}/${String(payment.id)}/check-status/`;
    for (let polls = 0; polls < MAX_POLLS; polls += 1) {
      const checked = await this.client.call({ path, headers, isQuiet: true });
      if (checked.status === 'completed' || checked.status === 'failed') {
        this.printer.request('POST', path, undefined);
        this.printer.answer(200, checked, [
          'message',
          'status',
          'payment.mpesa_reference',
          'payment.access.state',
          'payment.access.code',
          'payment.access.ends_at',
        ]);
        return checked.payment as Json;
      }
      await delay(POLL_MS);
    }
    throw new Error(`Payment ${String(payment.id)} did not end in ${MAX_POLLS} seconds`);
  }
}
