import { type Pool } from 'pg';
import { aMac } from './access-rows.js';
import { type Headers, type TestApp } from './app.js';
import { accessOf, type Bought, useRadius, withClaim } from './claims.js';
import { RadiusFunctions } from './radius-functions.js';
import { type Overrides, paymentDetails } from './selling.js';
import { aShop, type Shop } from './shop.js';

export const RECONNECT = '/access/reconnect/';
export const TICKETS = '/access/login-tickets/';

let routers = 0;

/** A server, a shop whose router asks by RADIUS, and what its customers can prove. */
export class Place {
  private constructor(
    readonly app: TestApp,
    readonly shop: Shop,
    readonly radius: RadiusFunctions,
  ) {}

  static async open(app: TestApp, pool: Pool): Promise<Place> {
    const shop = await aShop(app);
    const address = `10.77.3.${String(++routers)}`;
    await useRadius(app, shop, address);
    const router = { routerId: shop.routerId, userId: shop.userId, address, secret: '' };
    return new Place(app, shop, new RadiusFunctions(pool, router));
  }

  reconnect(proof: Overrides, headers: Headers = this.shop.portal) {
    const device = { router_id: this.shop.routerId, mac_address: aMac() };
    return this.app.post(RECONNECT, { ...device, ...proof }, headers);
  }

  ticket(body: Overrides, headers: Headers = this.shop.portal) {
    return this.app.post(TICKETS, body, headers);
  }

  async codeOf({ id, claim }: Bought): Promise<string> {
    return (await accessOf(this.app, this.shop, id, withClaim(this.shop, claim))).code ?? '';
  }

  async receiptOf({ id }: Bought): Promise<string> {
    return String((await paymentDetails(this.app, this.shop, id))['mpesa_reference']);
  }
}
