import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids/uuid.js';
import { aMac, insertEntitlement } from '../support/access-rows.js';
import { startTestApp } from '../support/app.js';
import { EventFollower, typesOf } from '../support/events.js';
import { runPlannedJobs } from '../support/jobs.js';
import { OperatedAccess } from '../support/operated-access.js';
import { aRouterShop } from '../support/router-shop.js';
import { aPhone } from '../support/selling.js';
import { aReceipt, aTillShop, AtTheTill, startTillApp } from '../support/till-shop.js';
import { aPromptOut, deliver, paidEvent } from '../support/webhooks.js';

const REASON = { reason: 'The power was out' };

describe('the events of access', () => {
  let access: OperatedAccess;
  let follower: EventFollower;

  beforeAll(async () => {
    access = await OperatedAccess.start();
  });
  afterAll(() => access.stop());
  beforeEach(async () => {
    follower = await EventFollower.from(access.app, access.shop);
  });

  it('tell that a payment gives access', async () => {
    const sold = await aPromptOut(access.app, access.shop);
    await deliver(access.app, paidEvent(sold, access.shop));
    const events = await follower.next(3);
    expect(typesOf(events).toSorted()).toEqual([
      'access.granted',
      'payment.completed',
      'payment.created',
    ]);
    const granted = events.find(({ type }) => type === 'access.granted');
    expect(granted?.data).toMatchObject({
      payment: null,
      entitlement: { state: 'running', payment_id: sold.id, router: { id: access.shop.routerId } },
    });
  });

  it('tell of what an operator gives, extends and revokes', async () => {
    const { body } = await access.grant({ package: access.packageId, phone: aPhone() });
    const id = String(body['id']);
    await access.post(`${id}/extend/`, { hours: 1, ...REASON });
    await access.post(`${id}/revoke/`, REASON);
    const events = await follower.next(3);
    expect(events.map(({ type, data }) => [type, data.entitlement?.id])).toEqual([
      ['access.granted', id],
      ['access.extended', id],
      ['access.revoked', id],
    ]);
    expect(events.at(-1)?.data.entitlement?.state).toBe('revoked');
  });

  it('tell that a voucher starts with its first login', async () => {
    const voucher = await access.aVoucher();
    await access.radius.login(voucher.code, aMac());
    const [started] = await follower.next(1);
    expect(started).toMatchObject({
      type: 'access.started',
      data: { entitlement: { id: voucher.id } },
    });
  });

  it('tell that a device is online and offline, and nothing of the reports in between', async () => {
    const [chain] = await access.aChain();
    const mac = aMac();
    const packet = { session: newId(), user: chain.code, mac };
    await access.radius.account({ type: 'Start', ...packet });
    await access.radius.account({ type: 'Start', ...packet });
    for (const seconds of [60, 120, 180]) {
      await access.radius.account({ type: 'Interim-Update', ...packet, seconds, out: seconds });
    }
    await access.radius.account({ type: 'Stop', ...packet, seconds: 200, cause: 'User-Request' });
    await access.radius.account({ type: 'Stop', ...packet, seconds: 200, cause: 'User-Request' });
    const later = await access.aChain();
    await access.openSession(later[0], aMac());
    const events = await follower.next(3);
    expect(events.map(({ type, data }) => [type, data.entitlement?.id, data.detail])).toEqual([
      ['access.online', chain.id, mac],
      ['access.offline', chain.id, mac],
      ['access.online', later[0].id, expect.any(String)],
    ]);
  });

  it('tell of sessions that the server closes, and of one that goes on after all', async () => {
    const [chain] = await access.aChain();
    const mac = aMac();
    const packet = { session: newId(), user: chain.code, mac };
    await access.radius.account({ type: 'Start', ...packet, delay: 240 });
    await access.app.database.query(`SELECT graphile_worker.add_job('close_stale_sessions')`);
    await access.app.idle();
    await access.radius.account({ type: 'Interim-Update', ...packet, seconds: 300 });
    const events = (await follower.next(3)).filter(({ data }) => data.detail === mac);
    expect(typesOf(events)).toEqual(['access.online', 'access.offline', 'access.online']);
  });

  it('tell of devices that are replaced and removed', async () => {
    const chain = await insertEntitlement(access.pool, access.nas, { deviceLimit: 1 });
    const [first, second] = [aMac(), aMac()];
    await access.radius.login(chain.code, first);
    await access.pool.query(
      `UPDATE devices SET attached_at = attached_at - interval '1 day',
              first_seen = first_seen - interval '1 day', last_seen = last_seen - interval '1 day'
        WHERE mac_address = $1`,
      [first],
    );
    await access.radius.login(chain.code, second);
    await access.removeDevice(chain.id, second).expect(204);
    const events = await follower.next(2);
    expect(events.map(({ type, data }) => [type, data.entitlement?.id, data.detail])).toEqual([
      ['access.device_moved', chain.id, second],
      ['access.device_removed', chain.id, second],
    ]);
  });

  it('tell that a router is seen first, is silent, and is seen again', async () => {
    const router = { id: access.nas.routerId, name: 'Cafe' };
    await access.pool.query('SELECT radius.client_secret($1)', [access.nas.address]);
    const [first] = await follower.next(1);
    expect(first).toMatchObject({ type: 'router.first_seen', data: { router, detail: null } });

    const [chain] = await access.aChain();
    await access.openSession(chain, aMac());
    await follower.next(1);
    await access.pool.query(
      `UPDATE accounting_sessions SET updated_at = updated_at - interval '10 minutes'`,
    );
    await access.pool.query(
      `UPDATE radius.nas SET last_packet_at = now() - interval '9 minutes' WHERE router_id = $1`,
      [router.id],
    );
    const close = async (): Promise<void> => {
      await access.app.database.query(`SELECT graphile_worker.add_job('close_stale_sessions')`);
      await access.app.idle();
    };
    await close();
    await close();
    const silent = (await follower.next(2)).filter(({ type }) => type.startsWith('router.'));
    expect(silent).toMatchObject([{ type: 'router.silent', data: { router } }]);

    await access.openSession(chain, aMac());
    await access.openSession(chain, aMac());
    const seen = (await follower.next(3)).filter(({ type }) => type.startsWith('router.'));
    expect(seen).toMatchObject([{ type: 'router.seen', data: { router } }]);
  });

  it('belong to the operator of the router', async () => {
    const theirs = await EventFollower.from(access.app, access.other);
    await access.grant({ package: access.packageId, phone: aPhone() });
    await follower.next(1);
    expect(await theirs.read()).toEqual([]);
  });
});

describe('the events of a router that is reached by its REST API', () => {
  it('tell that it does not answer, and that it does again', async () => {
    const app = await startTestApp({
      routerAddresses: { refusalOf: () => null },
      settings: { ROUTER_TIMEOUT_MS: '1500' },
    });
    try {
      const at = await aRouterShop(app);
      const follower = await EventFollower.from(app, at.shop, 'router.');
      await at.router.goAway();
      await at.give();
      await app.idle();
      expect(typesOf(await follower.next(1))).toEqual(['router.silent']);
      await at.router.listen();
      await runPlannedJobs(app);
      expect(typesOf(await follower.next(1))).toEqual(['router.seen']);
      await at.stop();
    } finally {
      await app.stop();
    }
  });
});

describe('the events of money at tills', () => {
  it('tell of money that no payment was found for, that it was assigned, and taken back', async () => {
    const at = await startTillApp();
    try {
      const till = new AtTheTill(at, await aTillShop(at));
      const follower = await EventFollower.from(at.app, till.shop);
      const [receipt, phone] = [aReceipt(), aPhone()];
      await till.report({ receipt, phone });
      await till.wait();
      const [unmatched] = await follower.next(1);
      expect(unmatched).toMatchObject({
        type: 'receipt.unmatched',
        data: { payment: null, receipt: { mpesa_reference: receipt, amount: '50.00' } },
      });

      const id = String(unmatched?.data.receipt?.id);
      const sale = { router_id: till.shop.routerId, package_id: till.shop.packageId };
      await at.app.post(`/payments/receipts/${id}/assign/`, sale, till.shop.token).expect(200);
      const counted = await follower.next(4);
      expect(typesOf(counted).toSorted()).toEqual([
        'access.granted',
        'payment.completed',
        'payment.created',
        'receipt.counted',
      ]);
      const told = counted.find(({ type }) => type === 'receipt.counted');
      expect(told?.data.payment?.id).toBe(told?.data.receipt?.payment);

      await till.report({ type: 'reversed', receipt, phone });
      const reversed = await follower.next(3);
      expect(typesOf(reversed).toSorted()).toEqual([
        'payment.reversed',
        'payment.review',
        'receipt.reversed',
      ]);
      expect(reversed.find(({ type }) => type === 'payment.reversed')?.data.detail).toBe(receipt);
    } finally {
      await at.stop();
    }
  });
});
