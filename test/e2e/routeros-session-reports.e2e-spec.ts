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

  it('are two of a device at most, however often the router lists it, and the log tells', async () => {
    const chain = await at.give();
    await app.idle();
    const mac = aMac();
    expect(at.login(mac, chain.code)).toEqual({ id: expect.any(String) });
    at.router.hotspot.listEachSession(500);
    await compare();
    await compare();
    expect(await at.sessionsOf(chain)).toHaveLength(2);
    const attempts = await app.database.query('SELECT id FROM login_attempts WHERE chain_id = $1', [
      chain.chainId,
    ]);
    expect(attempts).toHaveLength(2);
    expect(
      app.logs.filter((line) => line.includes('more sessions than it can have')),
    ).toContainEqual(expect.stringContaining(`"routerId":${at.shop.routerId},"rows":498`));
  });
});
