import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aMac, type EntitlementRow } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aRouterShop, type RouterShop } from '../support/router-shop.js';
import { until } from '../support/until.js';

describe('jobs at a router with a REST API', () => {
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

  /** In how many seconds the next job of a chain runs. */
  async function nextTryOf(chain: EntitlementRow): Promise<number | null> {
    const [job] = await app.database.query<{ seconds: number | null }>(
      `SELECT min(extract(epoch FROM run_at - now()))::double precision AS seconds
         FROM graphile_worker._private_jobs
        WHERE payload->>'chainId' = $1 AND attempts < max_attempts`,
      [chain.chainId],
    );
    return job?.seconds ?? null;
  }

  /** Resolves when the router has been asked this. */
  async function asked(call: string, before: number): Promise<void> {
    while (!at.router.calls.slice(before).some((made) => made.startsWith(call))) {
      await new Promise(setImmediate);
    }
  }

  it('are tried again soon when the router was busy with other chains', async () => {
    at.router.answerAfter(300);
    const chains: EntitlementRow[] = [];
    for (let number = 0; number < 5; number += 1) chains.push(await at.give());
    await app.idle();
    for (const chain of chains) {
      if ((await at.entitlement(chain.id))?.deliveredAt) continue;
      expect(await nextTryOf(chain)).toBeLessThan(20);
    }
  });

  it('are tried again soon when the router has refused a call', async () => {
    at.router.fail({ kind: 'fail', on: 'PUT /rest/ip/hotspot/user' });
    const chain = await at.give();
    await app.idle();
    expect(at.user(chain.code)).toBeUndefined();
    expect(await nextTryOf(chain)).toBeLessThan(20);
  });

  it('let nobody out whose access was extended while it was being removed', async () => {
    const chain = await at.give();
    await app.idle();
    await at.pass(chain, 61);
    at.router.answerAfter(700);
    const before = at.router.calls.length;
    await at.plan(chain, 'extended');
    const removing = app.idle();
    await asked('GET /rest/ip/hotspot/active', before);
    at.router.answerAfter(0);
    await at.moveEnd(chain, 120);
    await at.plan(chain, 'extended');
    await Promise.all([removing, app.idle()]);
    expect(at.user(chain.code)).toBeDefined();
  });

  it('let nobody in whose access was revoked while it was being written', async () => {
    at.router.answerAfter(700);
    const before = at.router.calls.length;
    const chain = await at.give();
    const writing = app.idle();
    await asked('GET /rest/ip/hotspot/user', before);
    at.router.answerAfter(0);
    await app.database.query(
      `UPDATE entitlements SET revoked_at = now(), revoke_reason = 'test' WHERE id = $1`,
      [chain.id],
    );
    await at.plan(chain, 'revoked');
    await Promise.all([writing, app.idle()]);
    expect(at.user(chain.code)).toBeUndefined();
  });

  it('serve all other chains when the router refuses one', async () => {
    const chains: EntitlementRow[] = [];
    for (let number = 0; number < 3; number += 1) {
      chains.push(await at.give());
      await app.idle();
    }
    const { users } = at.router.hotspot;
    const [first, second, third] = chains.map(({ code }) => at.user(code)?.['.id'] ?? '');
    users.remove(first ?? '');
    users.remove(third ?? '');
    // Somebody has taken our comment from the user, so it is not ours any more.
    users.set(second ?? '', { comment: 'mine' });
    await app.database.query('SELECT plan_router_delivery($1)', [at.shop.routerId]);
    await app.idle();
    for (const chain of chains) expect(at.user(chain.code)).toBeDefined();
  });

  it('let a login ticket wait for a place while its customer waits', async () => {
    const chain = await at.give();
    await app.idle();
    at.router.answerAfter(300);
    const before = at.router.calls.length;
    await at.give();
    await at.give();
    const busy = app.idle();
    await asked('GET /rest/ip/hotspot/user', before);
    const reconnected = app
      .post(
        '/access/reconnect/',
        { router_id: at.shop.routerId, mac_address: aMac(), code: chain.code },
        at.shop.portal,
      )
      .expect(201)
      .then(({ body }) => body as { readonly login_ticket: unknown });
    // Its customer waits for three seconds: the router becomes free in the meantime.
    await until(
      'the ticket is issued',
      () => app.database.query('SELECT FROM login_tickets WHERE chain_id = $1', [chain.chainId]),
      ({ length }) => length === 1,
    );
    at.router.answerAfter(0);
    const body = await reconnected;
    await busy;
    expect(at.user(String(body.login_ticket))).toBeDefined();
  });
});
