import request from 'supertest';
import { PROVIDERS } from '../../src/providers/index.js';
import { startTestApp, type TestApp, type TestAppOptions } from './app.js';
import { aPhone, type PaymentDetails, paymentDetails } from './selling.js';
import { aShop, type Shop } from './shop.js';
import { tillProvider } from './till-provider/index.js';
import {
  type Charge,
  type Merchant,
  type SignedWebhook,
  startTillService,
  type TillMoney,
  type TillService,
} from './till-provider/till-service.js';

export const MERCHANT: Merchant = {
  clientId: 'till-client-1',
  clientSecret: 'till-secret-0123456789',
  apiKey: 'till-webhook-0123456789',
  till: 'K112233',
};
export const TILL_KEYS = {
  provider: 'kopokopo',
  client_id: MERCHANT.clientId,
  client_secret: MERCHANT.clientSecret,
  api_key: MERCHANT.apiKey,
  till_number: MERCHANT.till,
};

/** A shop with a till whose money comes by itself. */
export interface TillShop extends Shop {
  readonly tillCredentialId: number;
}

/** A server with a provider that has a till, and the service of that provider. */
export interface TillApp {
  readonly app: TestApp;
  readonly service: TillService;
  stop(): Promise<void>;
}

export async function startTillApp(options: TestAppOptions = {}): Promise<TillApp> {
  const service = await startTillService(MERCHANT);
  const others = PROVIDERS.filter(({ code }) => code !== 'kopokopo');
  const providers = [...others, tillProvider(service.url)];
  const app = await startTestApp({ ...options, providers });
  return {
    app,
    service,
    stop: async () => {
      await app.stop();
      await service.stop();
    },
  };
}

/** An operator with a shop and a till. */
export async function aTillShop({ app }: TillApp, price = '50.00'): Promise<TillShop> {
  const shop = await aShop(app, { price });
  const added = await app.post('/payments/credentials/', TILL_KEYS, shop.token).expect(201);
  return { ...shop, tillCredentialId: Number(added.body.id) };
}

/** What happens at a till shop, in few words. */
export class AtTheTill {
  constructor(
    private readonly at: TillApp,
    readonly shop: TillShop,
  ) {}

  /** Prompts a phone through the till's provider. */
  async prompt(phone = aPhone(), overrides: object = {}): Promise<string> {
    const body = this.shop.saleRequest({ phone_number: phone, ...overrides });
    const sold = await this.at.app
      .post('/payments/kopokopo/initiate/', body, this.shop.portal)
      .expect(201);
    return String(sold.body.payment.id);
  }

  /** The till's provider reports money at the till. */
  async report(money: Partial<TillMoney> & Pick<TillMoney, 'receipt'>): Promise<void> {
    await this.deliver(
      this.at.service.tillWebhook({ amount: this.shop.price, phone: null, ...money }),
    );
  }

  /** Sends a webhook to the address of the till's credentials. */
  async deliver({ body, headers }: SignedWebhook): Promise<void> {
    const path = `/payments/webhook/kopokopo/${this.shop.tillCredentialId}/`;
    await request(this.at.app.url).post(path).set(headers).send(body).expect(200, { status: 'ok' });
    await this.at.app.idle();
  }

  /** The charge of an attempt of a payment. */
  chargeOf(paymentId: string, attempt = 1): Charge {
    const name = `${paymentId}-${attempt}`;
    const charge = this.at.service.charges.find(({ reference }) => reference === name);
    if (!charge) throw new Error('The service was not asked to collect');
    return charge;
  }

  /** The receipt that the service gives to a prompt that was paid. */
  receiptOf(paymentId: string): string {
    return `R${this.chargeOf(paymentId).id.toUpperCase()}`;
  }

  /** The customer pays the prompt, and the service reports its result. */
  async payPrompt(paymentId: string): Promise<void> {
    const charge = this.chargeOf(paymentId);
    this.at.service.finish(charge, 'Success');
    const { body, headers } = this.at.service.webhookOf(charge);
    const { pathname } = new URL(charge.callbackUrl);
    await request(this.at.app.url).post(pathname).set(headers).send(body).expect(200);
    await this.at.app.idle();
  }

  details(paymentId: unknown): Promise<PaymentDetails> {
    return paymentDetails(this.at.app, this.shop, paymentId);
  }

  /** The two minutes are over that money waits for the result of its own prompt. */
  async wait(): Promise<void> {
    await this.at.app.database.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now()
        WHERE key LIKE 'receipt-%' AND locked_at IS NULL`,
    );
    await this.at.app.idle();
  }

  /** The receipts of the operator, newest first. */
  async receipts(query = ''): Promise<Readonly<Record<string, unknown>>[]> {
    const { body } = await this.at.app
      .get(`/payments/receipts/${query}`, this.shop.token)
      .expect(200);
    return body.results as Readonly<Record<string, unknown>>[];
  }

  async receipt(mpesaReference: string): Promise<Readonly<Record<string, unknown>>> {
    const [found] = await this.receipts(`?mpesa_reference=${mpesaReference}`);
    if (!found) throw new Error('There is no such receipt');
    return found;
  }

  /** The payments of the operator. */
  async payments(query = ''): Promise<Readonly<Record<string, unknown>>[]> {
    const { body } = await this.at.app.get(`/payments/${query}`, this.shop.token).expect(200);
    return body.results as Readonly<Record<string, unknown>>[];
  }
}

let receipts = 0;

/** A new receipt of the mobile money company. */
export const aReceipt = (): string => `TDL4X${String(10_000 + receipts++)}`;
