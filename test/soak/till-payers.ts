import { setTimeout as delay } from 'node:timers/promises';
import { type Json, type Servers } from './http.js';
import { type KopoKopoClient } from './kopokopo-client.js';
import { type TillPurchase } from './plan.js';
import { type Reading } from './reading.js';
import { type SoakShop } from './shops.js';

const LOOK_EVERY_MS = 1_000;
/** Until a prompt that its customer cancels has failed. */
const LOOKS_FOR_A_FAILURE = 30;
/** Money waits two minutes for its prompt. */
const LOOKS_FOR_THE_END_OF_WAITING = 300;

/** Customers who pay the till by hand. */
export class TillPayers {
  private readonly paid: { readonly purchase: TillPurchase; readonly receipt: string }[] = [];

  constructor(
    private readonly servers: Servers,
    private readonly kopoKopo: KopoKopoClient,
    private readonly shops: readonly SoakShop[],
  ) {}

  /** Pays the till; whose money is to be matched has cancelled a prompt before. */
  async pay(purchase: TillPurchase): Promise<void> {
    const { phone, then } = purchase;
    const { till, price } = this.shopOf(purchase);
    const e164 = `+254${phone.slice(1)}`;
    if (then === 'matched') await this.cancelPrompt(purchase, e164.slice(1));
    const { receipt } = await this.kopoKopo.payTill({ till, phone: e164, amount: price });
    this.paid.push({ purchase, receipt });
  }

  /** Assigns and claims what is unmatched, once no money waits for its prompt any more. */
  async settle(reading: Reading): Promise<void> {
    for (let looks = 0; looks < LOOKS_FOR_THE_END_OF_WAITING; looks += 1) {
      const receipts = await reading.receipts();
      if (receipts.every(({ state }) => state !== 'waiting')) break;
      await delay(LOOK_EVERY_MS);
    }
    for (const { purchase, receipt } of this.paid) {
      if (purchase.then === 'assigned') await this.assign(purchase, receipt);
      if (purchase.then === 'claimed') await this.claim(purchase, receipt);
    }
  }

  private async cancelPrompt(purchase: TillPurchase, phone: string): Promise<void> {
    await this.kopoKopo.addOutcome({ outcome: 'cancelled', phone });
    const { portal, token, price, routerId, packageId } = this.shopOf(purchase);
    const { body } = await this.servers.call(purchase.index, {
      name: 'initiate before the till',
      path: '/payments/kopokopo/initiate/',
      headers: portal,
      body: {
        ...{ router_id: routerId, package_id: packageId, amount: price },
        ...{ phone_number: purchase.phone, mac_address: purchase.mac },
      },
    });
    const id = (body['payment'] as Json | undefined)?.['id'];
    if (typeof id !== 'string') return;
    for (let looks = 0; looks < LOOKS_FOR_A_FAILURE; looks += 1) {
      const read = {
        name: 'read',
        method: 'GET',
        path: `/payments/${id}/`,
        headers: token,
      } as const;
      const { body: payment } = await this.servers.call(purchase.index, read);
      if (payment['status'] === 'failed') return;
      await delay(LOOK_EVERY_MS);
    }
  }

  private async assign(purchase: TillPurchase, receipt: string): Promise<void> {
    const { token, routerId, packageId } = this.shopOf(purchase);
    const { body } = await this.servers.call(purchase.index, {
      name: 'receipts',
      method: 'GET',
      path: `/payments/receipts/?mpesa_reference=${receipt}`,
      headers: token,
    });
    const [found] = body['results'] as readonly Json[];
    await this.servers.call(purchase.index, {
      name: 'assign receipt',
      path: `/payments/receipts/${String(found?.['id'])}/assign/`,
      headers: token,
      body: { router_id: routerId, package_id: packageId, mac_address: purchase.mac },
    });
  }

  /** Claims it twice at different servers at the same time. */
  private async claim(purchase: TillPurchase, receipt: string): Promise<void> {
    const { portal, price, routerId, packageId } = this.shopOf(purchase);
    const claim = {
      name: 'claim receipt',
      path: '/payments/claim-receipt/',
      headers: portal,
      body: {
        ...{ router_id: routerId, package_id: packageId, amount: price },
        ...{ mpesa_reference: receipt, phone_last4: purchase.phone.slice(-4) },
        mac_address: purchase.mac,
      },
    };
    const servers = [purchase.index, purchase.index + 1];
    await Promise.all(servers.map((server) => this.servers.call(server, claim)));
  }

  private shopOf({ shop: index }: TillPurchase): SoakShop {
    const shop = this.shops[index];
    if (!shop) throw new Error(`There is no shop ${index}`);
    return shop;
  }
}
