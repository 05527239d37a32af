import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type RadiusRouter } from 'router-simulator';
import request from 'supertest';
import { AccessDelivery } from '../../src/access/delivery/access-delivery.js';
import {
  CoaRequestsReader,
  type SessionRequest,
} from '../../src/access/delivery/coa-requests.reader.js';
import { aMac } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  describeWithFreeradius,
  startTestFreeradius,
  type TestFreeradius,
} from '../support/freeradius.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aPhone } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { startSimulatedRouter } from '../support/simulated-router.js';
import { until } from '../support/until.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

const HOURS = 2;

describeWithFreeradius('a customer who is online', () => {
  let database: TestDatabase;
  let app: TestApp;
  let shop: Shop;
  let freeradius: TestFreeradius;
  let router: RadiusRouter;
  let mac: string;
  let chainId: string;
  let phone: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
    shop = await aShop(app, { durationHours: HOURS });
    freeradius = await startTestFreeradius(database.url);
    router = await startSimulatedRouter(app.database, shop.routerId, freeradius, {
      address: '127.0.0.31',
    });
    await app.database.query('UPDATE routers SET coa_port = $2 WHERE id = $1', [
      shop.routerId,
      router.coaPort,
    ]);
  });
  beforeEach(async () => {
    mac = aMac();
    phone = aPhone();
    const { chain, code } = await buy();
    chainId = chain;
    expect(await router.login({ user: code, mac })).toMatchObject({ isAccepted: true });
  });
  afterAll(async () => {
    await router.stop();
    await freeradius.stop();
    await app.stop();
    await database.drop();
  });

  /** Sells the package to the customer, whose phone pays. */
  async function buy(): Promise<{ readonly chain: string; readonly code: string }> {
    const sold = await aPromptOut(app, shop, { phone_number: phone });
    await deliver(app, paidEvent(sold, shop));
    const [row] = await app.database.query<{ chain: string; code: string }>(
      'SELECT chain_id AS chain, access_code AS code FROM entitlements WHERE payment_id = $1',
      [sold.id],
    );
    if (!row) throw new Error('The payment has no entitlement');
    return row;
  }

  const change = async (kind: 'revoked' | 'disconnect'): Promise<void> => {
    await app.database.transaction((tx) =>
      app.nest.get(AccessDelivery, { strict: false }).plan(tx, { chainId, change: kind }),
    );
    await app.idle();
  };

  async function requestOfSession(): Promise<SessionRequest | undefined> {
    const reader = app.nest.get(CoaRequestsReader, { strict: false });
    const [user] = await app.database.query<{ id: number }>(
      'SELECT user_id AS id FROM routers WHERE id = $1',
      [shop.routerId],
    );
    return (await reader.ofChain(app.database, user?.id ?? 0, chainId))[0];
  }

  const session = () => router.sessions.find((each) => each.mac === mac);

  it('stays online with a purchase that continues the running one', async () => {
    const before = session()?.secondsLeft ?? 0;
    expect(await buy()).toMatchObject({ chain: chainId });
    await app.idle();
    expect(await requestOfSession()).toMatchObject({ kind: 'coa', state: 'confirmed' });
    expect(session()?.secondsLeft).toBeGreaterThan(before + (HOURS - 1) * 3_600);
    await change('disconnect');
  });

  it('stays online until the old end when the router refuses the new one, and logs in again', async () => {
    router.dynamicAuthorization = 'refused';
    const before = session()?.secondsLeft ?? 0;
    await buy();
    await app.idle();
    router.dynamicAuthorization = 'on';
    expect(await requestOfSession()).toMatchObject({
      kind: 'coa',
      state: 'refused',
      errorCause: 501,
    });
    expect(session()?.secondsLeft).toBeLessThanOrEqual(before);
    await router.logout(mac);
    expect(await router.login({ mac })).toMatchObject({ isAccepted: true });
    expect(session()?.secondsLeft).toBeGreaterThan(before + (HOURS - 1) * 3_600);
    await change('disconnect');
  });

  it('is offline when the operator says so, which the Accounting-Stop confirms', async () => {
    const ended = router.sessionEnd(mac);
    await change('disconnect');
    expect((await ended).cause).toBe('Admin-Reset');
    const confirmed = await until(
      'the session has stopped',
      requestOfSession,
      (each) => each?.state === 'confirmed',
    );
    expect(confirmed).toMatchObject({ kind: 'disconnect', tries: 1 });
  });

  // The last one, because the router is gone then.
  it('is offline when the router is archived', async () => {
    const ended = router.sessionEnd(mac);
    await request(app.url).delete(`/routers/${shop.routerId}/`).set(shop.token).expect(204);
    await app.idle();
    expect((await ended).cause).toBe('Admin-Reset');
    await until('the session has stopped', requestOfSession, (each) => each?.state === 'confirmed');
    expect(await router.login({ mac })).toMatchObject({ isAccepted: false });
  });
});
