import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aMac } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aRouterShop, type RouterShop } from '../support/router-shop.js';

describe('sessions that a router with a REST API reports', () => {
  let app: TestApp;
  let at: RouterShop;

  beforeAll(async () => {
    app = await startTestApp({
      routerAddresses: { refusalOf: () => null },
      settings: { ROUTER_TIMEOUT_MS: '5000' },
    });
  });
  beforeEach(async () => {
    at = await aRouterShop(app);
  });
  afterEach(() => at.stop());
  afterAll(() => app.stop());

  const compare = async (): Promise<void> => {
    await app.database.query('SELECT plan_router_delivery($1)', [at.shop.routerId]);
    await app.idle();
  };

  it('are counted once when the router was not heard of for a while', async () => {
    const chain = await at.give({ dataCapMb: 100 });
    await app.idle();
    const mac = aMac();
    expect(at.login(mac, chain.code)).toEqual({ id: expect.any(String) });
    at.router.hotspot.transfer(mac, 10_000_000, 50_000_000);
    await compare();
    await app.database.query(
      `UPDATE accounting_sessions SET updated_at = now() - interval '10 minutes'
        WHERE chain_id = $1`,
      [chain.chainId],
    );
    await app.database.query('SELECT radius.close_stale_sessions(100)');
    await compare();
    expect(await at.sessionsOf(chain)).toEqual([
      { macAddress: mac, stopCause: null, octets: 60_000_000 },
    ]);
    expect(at.router.hotspot.isOnline(mac)).toBe(true);
  });
});
