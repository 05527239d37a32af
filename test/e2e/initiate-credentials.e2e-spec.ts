import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type Simulator, startSimulator } from 'intasend-simulator';
import { startTestApp, type TestApp } from '../support/app.js';
import { kopoKopoKeys } from '../support/kopokopo-keys.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPhone, createLink, initiate, rowsOfSales } from '../support/selling.js';

describe('the credentials of a sale', () => {
  let live: Simulator;
  let database: TestDatabase;
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    live = await startSimulator({ port: 0, speed: 0, environment: 'live' });
    database = await createTestDatabase();
    app = await startTestApp({
      databaseUrl: database.url,
      settings: { INTASEND_LIVE_URL: live.url },
    });
  });
  afterAll(async () => {
    await app.stop();
    await live.stop();
    await database.drop();
  });
  beforeEach(async () => {
    shop = await aShop(app);
  });

  /** Adds credentials to the shop's; gives their publishable key. */
  async function addCredentials(overrides: Record<string, string> = {}): Promise<string> {
    const world = overrides['environment'] === 'live' ? 'live' : 'test';
    const suffix = randomHex(12);
    const added = {
      provider: 'instasend',
      api_key: `ISPubKey_${world}_${suffix}`,
      private_key: `ISSecretKey_${world}_${suffix}`,
      ...overrides,
    };
    await app.post('/payments/credentials/', added, shop.token).expect(201);
    return added.api_key;
  }

  /** Sells to a new phone; gives the publishable keys under which each host was asked. */
  async function keysUsed(): Promise<{ sandbox: unknown[]; live: unknown[] }> {
    const sold = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    const reference = `${String(sold.body.payment.id)}-1`;
    const at = ({ control }: Simulator): unknown[] =>
      control.invoices(reference).map(({ publishableKey }) => publishableKey);
    return { sandbox: at(app.simulator), live: at(live) };
  }

  it('are the newest active ones', async () => {
    const newest = await addCredentials();
    expect(await keysUsed()).toEqual({ sandbox: [newest], live: [] });
  });

  it('are older ones when the newest are inactive', async () => {
    const newest = await addCredentials();
    await app.database.query('UPDATE credentials SET is_active = false WHERE api_key = $1', [
      newest,
    ]);
    expect(await keysUsed()).toEqual({ sandbox: [shop.publishableKey], live: [] });
  });

  it('are those of IntaSend, though others are newer', async () => {
    await app.post('/payments/credentials/', kopoKopoKeys(), shop.token).expect(201);
    expect(await keysUsed()).toEqual({ sandbox: [shop.publishableKey], live: [] });
  });

  it('are never those of another operator', async () => {
    await aShop(app);
    expect(await keysUsed()).toEqual({ sandbox: [shop.publishableKey], live: [] });
  });

  it('lead to the live host when they are live', async () => {
    const key = await addCredentials({ environment: 'live' });
    expect(await keysUsed()).toEqual({ sandbox: [], live: [key] });
    const link = await createLink(app, shop).expect(201);
    expect(link.body.intasend.payment_url).toMatch(new RegExp(`^${live.url}/checkout/`));
  });

  it('are missing once all of them are inactive', async () => {
    await app.database.query('UPDATE credentials SET is_active = false WHERE user_id = $1', [
      shop.userId,
    ]);
    for (const sell of [initiate, createLink]) {
      const refused = await sell(app, shop).expect(404);
      expect(refused.body.code).toBe('credentials_missing');
    }
  });

  it('cannot be opened by a server that has another encryption key', async () => {
    const stranger = await startTestApp({
      databaseUrl: database.url,
      simulator: app.simulator,
      settings: { ENCRYPTION_KEY: KeyRing.generateKey() },
    });
    try {
      const before = await rowsOfSales(app);
      for (const sell of [initiate, createLink]) {
        const refused = await sell(stranger, shop).expect(500);
        expect(refused.body).toStrictEqual({
          error: 'Failed to decrypt private key: Invalid encryption key',
          code: 'private_key_unreadable',
          request_id: refused.headers['x-request-id'],
        });
      }
      expect(await rowsOfSales(app)).toEqual(before);
    } finally {
      await stranger.stop();
    }
  });
});
