import { type Headers, type TestApp } from './app.js';
import { checkStatus, initiate, type Overrides } from './selling.js';
import { type Shop } from './shop.js';

/** A payment that its customer has made, with the access claim of the customer. */
export interface Bought {
  readonly id: string;
  readonly claim: string;
}

/** `access` of a payment in the API. */
export interface ShownAccess {
  readonly state: string;
  readonly reason: string | null;
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  readonly online_since: string | null;
  readonly code?: string;
  readonly devices?: readonly { readonly mac_address: string; readonly online: boolean }[];
}

/** The headers of a portal that acts for a customer. */
export const withClaim = (shop: Shop, claim: string): Headers => ({
  ...shop.portal,
  'X-Access-Claim': claim,
});

/** Lets the router of a shop ask by RADIUS, from an address of its own. */
export async function useRadius(app: TestApp, shop: Shop, address: string): Promise<void> {
  await app.database.query(
    `UPDATE routers SET access_method = 'radius', nas_address = $2::text::inet WHERE id = $1`,
    [shop.routerId, address],
  );
}

/** Sells by a prompt that the phone pays at once. */
export async function buy(app: TestApp, shop: Shop, overrides: Overrides = {}): Promise<Bought> {
  const { body } = await initiate(app, shop, overrides).expect(201);
  const id = String(body.payment.id);
  await pay(app, shop, id);
  return { id, claim: String(body.access_claim) };
}

/** Lets the phone pay a prompt that is out. */
export async function pay(app: TestApp, shop: Shop, id: string): Promise<void> {
  await app.simulator.control.advance(60_000);
  const { body } = await checkStatus(app, shop, id).expect(200);
  if (body.status !== 'completed') throw new Error(`The payment is ${String(body.status)}`);
}

/** What the portal is told about the access of a payment. */
export async function accessOf(
  app: TestApp,
  shop: Shop,
  id: string,
  headers: Headers = shop.portal,
): Promise<ShownAccess> {
  const { body } = await checkStatus(app, shop, id, headers).expect(200);
  return body.payment.access as ShownAccess;
}
