import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Call, type Json, type Servers } from './http.js';
import { type Hotspots } from './hotspots.js';
import { type KopoKopoClient } from './kopokopo-client.js';
import { type Purchase } from './plan.js';
import { type Sightings } from './sightings.js';
import { type SoakShop } from './shops.js';
import { type SimulatorClient } from './simulator-client.js';

const LOOK_EVERY_MS = 400;
const MAX_POLLS_FOR_AN_END = 30;
const MAX_WAITS_FOR_A_FIRST_RUN = 20;
/** Phones that pay by M-Pesa on payment pages, whoever the payment is for. */
const PAGE_PHONES = ['254733000001', '254733000002'] as const;

/** The environment of customers. */
export interface Market {
  readonly servers: Servers;
  readonly simulator: SimulatorClient;
  readonly kopoKopo: KopoKopoClient;
  readonly shops: readonly SoakShop[];
  readonly sightings: Sightings;
  /** Where customers log in; null when they do not. */
  readonly hotspots: Hotspots | null;
}

/** A customer, from the first tap to the last status check. */
export class Customer {
  private readonly shop: SoakShop;
  private isOnline = false;
  /** The provider in paths and answers. */
  private readonly word: 'intasend' | 'kopokopo';

  constructor(
    private readonly market: Market,
    private readonly purchase: Purchase,
  ) {
    const shop = market.shops[purchase.shop];
    if (!shop) throw new Error(`There is no shop ${purchase.shop}`);
    this.shop = shop;
    this.word = purchase.provider === 'kopokopo' ? 'kopokopo' : 'intasend';
  }

  /** Does what the plan says. The soak test exists to find out what goes wrong. */
  async buy(): Promise<void> {
    const { simulator, kopoKopo } = this.market;
    const { phone, firstOutcomes, provider } = this.purchase;
    const rules = firstOutcomes.map((outcome) => ({ outcome, phone: `254${phone.slice(1)}` }));
    for (const rule of rules) {
      await (provider === 'kopokopo' ? kopoKopo : simulator).addOutcome(rule);
    }
    if (this.purchase.triesBefore) await this.logIn(false);
    await this.goShopping();
    // Whoever was never told that it is paid may have paid nevertheless.
    if (!this.isOnline) await this.logIn(false);
  }

  private async goShopping(): Promise<void> {
    switch (this.purchase.scenario) {
      case 'prompt':
        await this.watch(await this.tap());
        return;
      case 'double_tap':
        await this.doubleTap();
        return;
      case 'link':
      case 'link_twice':
      case 'link_second_try':
      case 'link_unpaid':
        await this.payByLink();
        return;
      case 'retry':
        await this.failAndRetry();
        return;
      case 'forger':
        await this.forge();
        return;
    }
  }

  /** Asks for a prompt until a server responds; returns the payment's id, if there is one. */
  private async tap(server = this.purchase.index): Promise<string | null> {
    const answer = await this.sell('initiate', server);
    return idOf(answer);
  }

  private async sell(what: 'initiate' | 'create-link', server: number): Promise<Answer> {
    const { index, phone, mac, hasKey } = this.purchase;
    const call = (key: string): Call => ({
      name: what,
      path: `/payments/${this.word}/${what}/`,
      headers: { ...this.shop.portal, ...(hasKey ? { 'Idempotency-Key': key } : {}) },
      body: {
        router_id: this.shop.routerId,
        package_id: this.shop.packageId,
        amount: this.shop.price,
        phone_number: phone,
        mac_address: mac,
      },
    });
    // A portal that repeats a request during its first execution is told to wait.
    for (let waits = 0; waits < MAX_WAITS_FOR_A_FIRST_RUN; waits += 1) {
      const answer = await this.market.servers.call(server + waits, call(`buy-${index}`));
      if (answer.status !== 409) return answer;
      await delay(LOOK_EVERY_MS);
    }
    // The customer gives up and starts again.
    return this.market.servers.call(server, call(`buy-${index}-anew`));
  }

  /** Sends both taps to different servers at the same time. */
  private async doubleTap(): Promise<void> {
    const { index } = this.purchase;
    const [first, second] = await Promise.all([this.tap(index), this.tap(index + 1)]);
    await this.watch(first ?? second);
  }

  private async payByLink(): Promise<void> {
    const { index, scenario } = this.purchase;
    const answer = await this.sell('create-link', index);
    const url = (answer.body['intasend'] as Json | undefined)?.['payment_url'];
    if (typeof url !== 'string' || scenario === 'link_unpaid') return;
    if (scenario === 'link_second_try') await payPage(url, 'fail', PAGE_PHONES[0]);
    await Promise.all([
      payPage(url, 'pay', PAGE_PHONES[0]),
      ...(scenario === 'link_twice' ? [payPage(url, 'pay', PAGE_PHONES[1])] : []),
    ]);
    await this.watch(idOf(answer));
  }

  /** Fails first, and pays after a retry; some have paid the first attempt after all. */
  private async failAndRetry(): Promise<void> {
    const paymentId = await this.tap();
    if (paymentId === null) return;
    const isFailed = await this.waitForFailure(paymentId);
    if (!isFailed) return;
    await this.market.servers.call(this.purchase.index + 1, {
      name: 'retry',
      path: `/payments/${this.word}/${paymentId}/retry/`,
      headers: this.shop.portal,
    });
    await this.watch(paymentId);
  }

  private async waitForFailure(paymentId: string): Promise<boolean> {
    for (let looks = 0; looks < MAX_POLLS_FOR_AN_END; looks += 1) {
      await delay(LOOK_EVERY_MS);
      const { body } = await this.market.servers.call(this.purchase.index + looks, {
        name: 'read',
        method: 'GET',
        path: `/payments/${paymentId}/`,
        headers: this.shop.token,
      });
      this.market.sightings.see(body);
      if (body['status'] === 'failed' || body['status'] === 'completed') {
        return body['status'] === 'failed';
      }
    }
    return false;
  }

  /** Pays nothing, but tells the server otherwise. */
  private async forge(): Promise<void> {
    const { servers } = this.market;
    const { index } = this.purchase;
    const answer = await this.sell('initiate', index);
    const paymentId = idOf(answer);
    const told = (answer.body[this.word] as Json | undefined)?.['invoice_id'];
    // If the response has no invoice, an invented one is used.
    const invoiceId = typeof told === 'string' && told !== '' ? told : 'FORGED7';
    const reference = `${paymentId ?? ''}-1`;
    const { price } = this.shop;
    await servers.callOnce(index + 1, {
      name: 'forged webhook',
      path: this.word === 'kopokopo' ? '/payments/webhook/kopokopo/' : '/payments/webhook/',
      body:
        this.word === 'kopokopo'
          ? forgedResult(invoiceId, reference, price)
          : forgedEvent(invoiceId, reference, price),
    });
    await this.watch(paymentId);
  }

  /** Checks the status now and then, at any server, and leaves in the end. */
  private async watch(paymentId: string | null): Promise<void> {
    if (paymentId === null) return;
    for (let looks = 0; looks < this.purchase.looks; looks += 1) {
      await delay(LOOK_EVERY_MS);
      const { body } = await this.market.servers.call(this.purchase.index + looks, {
        name: 'check-status',
        path: `/payments/${this.word}/${paymentId}/check-status/`,
        headers: this.shop.portal,
      });
      this.market.sightings.see(body['payment']);
      if (body['status'] === 'completed') {
        await this.logIn(true);
        return;
      }
    }
  }

  /** Lets the device log in at the router by its MAC address. */
  private async logIn(hasPaid: boolean): Promise<void> {
    const { shop, mac } = this.purchase;
    const outcome = await this.market.hotspots?.login(shop, mac, hasPaid);
    this.isOnline = hasPaid || outcome?.isAccepted === true;
  }
}

/** An event of IntaSend with a guessed challenge. */
const forgedEvent = (invoiceId: string, reference: string, price: string) => ({
  invoice_id: invoiceId,
  state: 'COMPLETE',
  api_ref: reference,
  value: price,
  currency: 'KES',
  updated_at: '2030-01-01T00:00:00.000000+03:00',
  challenge: 'a good guess',
});

/** A result of Kopo Kopo without a signature. */
const forgedResult = (id: string, reference: string, price: string) => ({
  data: {
    id,
    type: 'incoming_payment',
    attributes: {
      status: 'Success',
      event: { resource: { reference: 'FORGED7', amount: price, currency: 'KES' } },
      metadata: { reference },
    },
  },
});

/** Submits the form of a payment page, as a payer's browser does. */
async function payPage(url: string, action: 'pay' | 'fail', phone: string): Promise<void> {
  const form = new URLSearchParams({ phone_number: phone, action });
  const response = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
  await response.text();
}

function idOf({ body }: Answer): string | null {
  const payment = body['payment'] as Json | undefined;
  const id = payment?.['id'] ?? body['payment_id'];
  return typeof id === 'string' ? id : null;
}
