import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newId } from '../../src/common/ids/uuid.js';
import { poolOf } from '../../src/database/pool.js';
import { aMac } from '../support/access-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { accessOf, buy, pay, useRadius, withClaim } from '../support/claims.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

describe('the access of a payment', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    await useRadius(app, shop, '10.77.2.1');
  });
  afterAll(() => app.stop());

  const session = (id: string, mac: string) =>
    app.database.query(
      `INSERT INTO accounting_sessions
         (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, started_at, updated_at)
       SELECT $3::text::uuid, user_id, router_id, chain_id, 's', access_code, $2,
              now() - interval '10 minutes', now()
         FROM entitlements WHERE payment_id = $1`,
      [id, mac, newId()],
    );

  it('is null until the payment is completed', async () => {
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    expect(body.payment.access).toBeNull();
    expect(await accessOf(app, shop, body.payment.id)).toBeNull();
    await pay(app, shop, String(body.payment.id));
    expect(await accessOf(app, shop, body.payment.id)).toMatchObject({ state: 'waiting' });
  });

  it('is online with a session, and waits again when it has ended', async () => {
    const mac = aMac();
    const { id, claim } = await buy(app, shop, { phone_number: aPhone(), mac_address: mac });
    await session(id, mac);
    const online = await accessOf(app, shop, id, withClaim(shop, claim));
    expect(online).toMatchObject({
      state: 'online',
      devices: [{ mac_address: mac, online: true }],
    });
    const since = Date.parse(online.online_since ?? '');
    expect(Date.now() - since).toBeGreaterThan(9 * 60_000);
    await app.database.query(
      `UPDATE accounting_sessions SET stopped_at = now(), stop_cause = 'stale'`,
    );
    expect(await accessOf(app, shop, id, withClaim(shop, claim))).toMatchObject({
      ...{ state: 'waiting', online_since: null },
      devices: [{ mac_address: mac, online: false }],
    });
  });

  it('tells of an end, a revocation, used data, and of routers that are away or deliver nothing', async () => {
    const { id } = await buy(app, shop, { phone_number: aPhone() });
    const change = async (set: string) => {
      await app.database.query(`UPDATE entitlements SET ${set} WHERE payment_id = $1`, [id]);
      return accessOf(app, shop, id);
    };
    expect(await change('data_cap_mb = 1')).toMatchObject({ state: 'waiting' });
    await session(id, aMac());
    await app.database.query('UPDATE accounting_sessions SET octets_down = 1000000');
    expect(await accessOf(app, shop, id)).toMatchObject({ state: 'ended', reason: 'cap' });
    expect(await change('data_cap_mb = 2')).toMatchObject({ state: 'online' });
    const method = (name: string) =>
      app.database.query('UPDATE routers SET access_method = $2 WHERE id = $1', [
        shop.routerId,
        name,
      ]);
    await method('none');
    expect(await accessOf(app, shop, id)).toMatchObject({ state: 'none', reason: 'not_delivered' });
    await method('radius');
    await app.database.query(
      `UPDATE accounting_sessions SET stopped_at = now(), stop_cause = 'stale'`,
    );
    const unreachable = (since: string) =>
      app.database.query(`UPDATE routers SET unreachable_since = ${since} WHERE id = $1`, [
        shop.routerId,
      ]);
    await unreachable('now()');
    expect(await accessOf(app, shop, id)).toMatchObject({
      ...{ state: 'unreachable', reason: 'router_unreachable' },
    });
    await unreachable('NULL');
    expect(await change(`starts_at = now() - interval '2 days', ends_at = now()`)).toMatchObject({
      ...{ state: 'ended', reason: 'expired', online_since: null },
    });
    expect(await change(`revoked_at = now(), revoke_reason = 'refunded'`)).toMatchObject({
      ...{ state: 'ended', reason: 'revoked' },
    });
  });

  it('has no entitlement where a server of an older version completed the payment', async () => {
    const { id } = await buy(app, shop, { phone_number: aPhone() });
    await app.database.query('ALTER TABLE entitlement_history DISABLE TRIGGER USER');
    await app.database.query(
      `DELETE FROM entitlement_history h USING entitlements e
        WHERE h.entitlement_id = e.id AND e.payment_id = $1`,
      [id],
    );
    await app.database.query('DELETE FROM entitlements WHERE payment_id = $1', [id]);
    expect(await accessOf(app, shop, id)).toMatchObject({
      ...{ state: 'none', reason: 'no_entitlement', starts_at: null, ends_at: null },
    });
  });

  it('starts later where it continues the access of the same phone', async () => {
    const phone = aPhone();
    const first = await buy(app, shop, { phone_number: phone });
    const second = await buy(app, shop, { phone_number: phone });
    const { ends_at } = await accessOf(app, shop, first.id);
    expect(await accessOf(app, shop, second.id)).toMatchObject({
      ...{ state: 'not_started', starts_at: ends_at },
    });
  });

  it('starts at once, with another code, for another device of the same phone', async () => {
    const [phone, mac] = [aPhone(), aMac()];
    const bought = async (mac_address: string) => {
      const { id } = await buy(app, shop, { phone_number: phone, mac_address });
      return accessOf(app, shop, id, shop.token);
    };
    const first = await bought(mac);
    const other = await bought(aMac());
    const again = await bought(mac);
    expect(other).toMatchObject({ state: 'waiting' });
    expect(other.code).not.toBe(first.code);
    expect(again).toMatchObject({ state: 'not_started', code: first.code });
  });
});

describe('a status check', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ settings: { STATUS_CHECK_MIN_INTERVAL_MS: '60000' } });
  });
  afterAll(() => app.stop());

  it('needs no further round trip for the access, whatever the status', async () => {
    const shop = await aShop(app);
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    const id = String(body.payment.id);
    let roundTrips = 0;
    poolOf(app.nest.get(DataSource)).on('acquire', () => (roundTrips += 1));
    const costOf = async (status: string): Promise<number> => {
      const before = roundTrips;
      const answer = await checkStatus(app, shop, id).expect(200);
      expect(answer.body.status).toBe(status);
      return roundTrips - before;
    };
    await costOf('processing');
    // The payment, and whether somebody has asked the provider just now.
    expect(await costOf('processing')).toBe(2);
    await app.simulator.control.advance(60_000);
    await app.idle();
    expect(await costOf('completed')).toBe(1);
  });
});
