import { type Response, type Test } from 'supertest';
import { type TestApp } from './app.js';
import { type Overrides } from './selling.js';
import { type Shop } from './shop.js';

/** The endpoints of portals that execute a request with an Idempotency-Key once. */
export const INITIATE = '/payments/intasend/initiate/';
export const CREATE_LINK = '/payments/intasend/create-link/';

/** Sells with an Idempotency-Key, through the shop's portal. */
export const sellUnder = (
  app: TestApp,
  shop: Shop,
  key: string,
  { path = INITIATE, ...overrides }: Overrides & { readonly path?: string } = {},
): Test => app.post(path, shop.saleRequest(overrides), { ...shop.portal, 'Idempotency-Key': key });

/** The expected response of a replay: the first response, byte for byte. */
export const isReplayOf = (first: Response) => ({
  status: first.status,
  text: first.text,
  replayed: 'true',
});

/** The parts that {@link isReplayOf} compares. */
export const replayIn = ({ status, text, headers }: Response) => ({
  status,
  text,
  replayed: headers['idempotent-replayed'],
});

/** The number of payments of a phone. */
export async function paymentsOf(app: TestApp, phone: string): Promise<number> {
  const [row] = await app.database.query<{ count: number }>(
    'SELECT count(*)::integer FROM payments WHERE phone_number = $1',
    [phone],
  );
  return row?.count ?? 0;
}

/** The number of stored keys of an operator. */
export async function keysOf(app: TestApp, { userId }: Shop): Promise<number> {
  const [row] = await app.database.query<{ count: number }>(
    'SELECT count(*)::integer FROM idempotency_keys WHERE user_id = $1',
    [userId],
  );
  return row?.count ?? 0;
}
