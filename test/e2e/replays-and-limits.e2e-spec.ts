import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Response, type Test } from 'supertest';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CREATE_LINK, INITIATE, isReplayOf, keysOf, replayIn } from '../support/idempotency.js';
import { accessOf, buy } from '../support/claims.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aFailedPrompt } from '../support/retrying.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const DEVICE = '02:00:00:00:00:01';
const REPLAYS = 5;

interface Counted {
  readonly key: string;
  readonly points: number;
}

describe('a replay under an Idempotency-Key', () => {
  let database: TestDatabase;
  let app: TestApp;
  let free: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({
      databaseUrl: database.url,
      settings: { RATE_LIMIT_SCALE: '1' },
    });
    free = await startTestApp({ databaseUrl: database.url, simulator: app.simulator });
  });
  afterAll(async () => {
    await free.stop();
    await app.stop();
    await database.drop();
  });
  beforeEach(async () => {
    shop = await aShop(free);
  });

  const keyed = (key: string) => ({ ...shop.portal, 'Idempotency-Key': key });
  const sale = (path: string) => {
    const saleRequest = shop.saleRequest({ phone_number: aPhone(), mac_address: DEVICE });
    return (key: string): Test => app.post(path, saleRequest, keyed(key));
  };
  const counts = (): Promise<Counted[]> =>
    app.database.query<Counted>('SELECT key, points FROM rate_limits ORDER BY key');
  /** As if every counter had counted all that it allows, and more. */
  const exhaust = (): Promise<unknown> =>
    app.database.query('UPDATE rate_limits SET points = 1000000');

  const retryAt = async (path: (id: string) => string): Promise<(key: string) => Test> => {
    const { id } = await aFailedPrompt(free, shop);
    return (key) => app.post(path(id), undefined, keyed(key));
  };

  const REQUESTS: readonly (readonly [string, () => Promise<(key: string) => Test>])[] = [
    ['/payments/intasend/initiate/', () => Promise.resolve(sale(INITIATE))],
    ['/payments/intasend/create-link/', () => Promise.resolve(sale(CREATE_LINK))],
    ['/payments/intasend/{id}/retry/', () => retryAt((id) => `/payments/intasend/${id}/retry/`)],
    ['/payments/initiate/', () => Promise.resolve(sale('/payments/initiate/'))],
    ['/payments/{id}/retry/', () => retryAt((id) => `/payments/${id}/retry/`)],
  ];
  /** The routes of all providers are one set of routes; money that has come prompts no phone. */
  const ALIKE = [
    '/payments/kopokopo/initiate/',
    '/payments/kopokopo/{id}/retry/',
    '/payments/claim-receipt/',
    '/payments/receipts/{id}/assign/',
    '/payments/{id}/resolve-review/',
  ];

  /** A device that proves its access by the code. */
  async function reconnect(): Promise<(key: string) => Test> {
    const bought = await buy(free, shop, { phone_number: aPhone(), mac_address: DEVICE });
    const { code } = await accessOf(free, shop, bought.id, shop.token);
    const body = { router_id: shop.routerId, mac_address: DEVICE, code };
    return (key) => app.post('/access/reconnect/', body, keyed(key));
  }

  it('is to be had wherever a phone is prompted, and at every POST about access', async () => {
    const { body } = await app.get('/openapi.json').expect(200);
    const paths = body.paths as Record<string, { post?: { parameters?: { name: string }[] } }>;
    const keyed = Object.keys(paths).filter((path) =>
      paths[path]?.post?.parameters?.some(({ name }) => name === 'Idempotency-Key'),
    );
    const ofPayments = keyed.filter((path) => path.startsWith('/payments/'));
    expect(ofPayments.toSorted()).toEqual([...REQUESTS.map(([path]) => path), ...ALIKE].toSorted());
    const aboutAccess = Object.keys(paths).filter(
      (path) => path.startsWith('/access/') && paths[path]?.post,
    );
    expect(keyed).toEqual(expect.arrayContaining(aboutAccess));
  });

  it.each([...REQUESTS, ['reconnect', reconnect] as const])(
    'of %s is answered when every limit is reached, uncounted',
    async (_, make) => {
      const [key, send] = [newId(), await make()];
      const first = await send(key).expect(201);
      const once = await counts();
      const replays: Response[] = [];
      for (let count = 0; count < REPLAYS; count += 1) replays.push(await send(key));
      expect(await counts()).toEqual(once);

      await exhaust();
      replays.push(await send(key));
      for (const replay of replays) expect(replayIn(replay)).toEqual(isReplayOf(first));
      const refused = await send(newId()).expect(429);
      expect(refused.body.code).toBe('rate_limited');
    },
  );

  it.each(REQUESTS)('does not repeat a 429 of %s, which stores no key', async (_, make) => {
    const [key, send] = [newId(), await make()];
    await sale(CREATE_LINK)(newId()).expect(201);
    await exhaust();
    const before = await keysOf(app, shop);
    await send(key).expect(429);
    expect(await keysOf(app, shop)).toBe(before);
  });
});
