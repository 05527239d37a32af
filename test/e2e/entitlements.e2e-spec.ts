import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { age, plannedJobs, runPlannedJobs } from '../support/jobs.js';
import { aPhone, checkStatus, createLink, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import {
  aPromptOut,
  deliver,
  failedEvent,
  paidEvent,
  type PromptOut,
} from '../support/webhooks.js';

/** An entitlement with the history line that completed its payment. */
interface Written {
  readonly id: string;
  readonly chainId: string;
  readonly previousId: string | null;
  readonly code: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly minutes: number;
  /** Whether both were written by one transaction. */
  readonly isSameCommit: boolean;
  readonly event: string;
  readonly source: string;
}

const FIND = `
  SELECT e.id, e.chain_id AS "chainId", e.previous_id AS "previousId", e.access_code AS code,
         e.starts_at AS "startsAt", e.ends_at AS "endsAt", e.duration_minutes AS minutes,
         h.event, h.source, e.xmin::text = h.xmin::text AS "isSameCommit"
    FROM entitlements e
    JOIN payment_history h ON h.payment_id = e.payment_id AND h.to_status = 'completed'
                          AND h.from_status IS DISTINCT FROM 'completed'
   WHERE e.payment_id = $1`;

describe('the entitlement of a payment', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    app.simulator.control.clearFaults();
    shop = await aShop(app);
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
  });
  afterAll(() => app.stop());

  const written = (id: string): Promise<Written[]> => app.database.query<Written>(FIND, [id]);
  const only = async (id: string): Promise<Written> => {
    const [first, ...others] = await written(id);
    expect(others).toEqual([]);
    if (!first) throw new Error('The payment has no entitlement');
    return first;
  };
  const changePackage = (change: object) =>
    request(app.url)
      .patch(`/routers/packages/${shop.packageId}/`)
      .set(shop.token)
      .send(change)
      .expect(200);
  /** Sells to a phone, which pays at once. */
  const sellPaid = async (phone: string, overrides = {}): Promise<string> => {
    app.simulator.control.setWebhook(null, shop.publishableKey);
    const { body } = await initiate(app, shop, { phone_number: phone, ...overrides }).expect(201);
    const id = String(body.payment.id);
    await app.simulator.control.advance(60_000);
    await checkStatus(app, shop, id).expect(200);
    return id;
  };

  /** Deletes the entitlements of payments, as if a server of an older version had completed them. */
  const forget = async (...ids: string[]): Promise<void> => {
    await app.database.query('ALTER TABLE entitlement_history DISABLE TRIGGER USER');
    await app.database.query(
      `DELETE FROM entitlement_history h USING entitlements e
        WHERE h.entitlement_id = e.id AND e.payment_id = ANY ($1)`,
      [ids],
    );
    await app.database.query('DELETE FROM entitlements WHERE payment_id = ANY ($1)', [ids]);
  };
  const sweep = async (): Promise<void> => {
    await app.database.query(`SELECT graphile_worker.add_job('create_missing_entitlements')`);
    await runPlannedJobs(app);
  };

  it('is written in the same transaction, once, whatever completes the payment', async () => {
    const withPrompt =
      (act: (sold: PromptOut) => Promise<unknown>) => async (): Promise<string> => {
        const sold = await aPromptOut(app, shop);
        await act(sold);
        return sold.id;
      };
    const pay = (sold: PromptOut): Promise<void> => deliver(app, paidEvent(sold, shop));
    const ways: Record<string, () => Promise<string>> = {
      webhook: withPrompt(pay),
      check: () => sellPaid(aPhone()),
      reconciliation: async () => {
        app.simulator.control.setWebhook(null, shop.publishableKey);
        const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
        await app.simulator.control.advance(60_000);
        await runPlannedJobs(app);
        return String(body.payment.id);
      },
      late: withPrompt(async (sold) => {
        await deliver(app, failedEvent(sold, shop));
        await deliver(app, paidEvent(sold, shop, { updated_at: '2026-01-01T15:10:00+03:00' }));
      }),
      expired: withPrompt(async (sold) => {
        await age(app, sold.id, 16);
        await runPlannedJobs(app);
        expect((await paymentDetails(app, shop, sold.id)).status).toBe('failed');
        await pay(sold);
      }),
      override: withPrompt((sold) =>
        app
          .post(`/payments/${sold.id}/mark-completed/`, { reason: 'Paid in cash' }, shop.token)
          .expect(200),
      ),
    };
    for (const [way, complete] of Object.entries(ways)) {
      const id = await complete();
      const entitlement = await only(id);
      const { completed_at, package_expiry_time } = await paymentDetails(app, shop, id);
      expect({ way, ...entitlement }).toMatchObject({
        ...{ way, isSameCommit: true, minutes: 24 * 60, previousId: null },
        chainId: entitlement.id,
        startsAt: new Date(String(completed_at)),
        endsAt: new Date(String(package_expiry_time)),
      });
      // Whatever comes later changes nothing.
      await checkStatus(app, shop, id);
      await runPlannedJobs(app);
      expect(await written(id)).toEqual([entitlement]);
    }
  });

  it('is not written for a payment that fails', async () => {
    const sold = await aPromptOut(app, shop);
    await deliver(app, failedEvent(sold, shop));
    expect(await written(sold.id)).toEqual([]);
  });

  it('copies what was sold, and attaches the device that the payment names', async () => {
    const id = await sellPaid(aPhone(), { mac_address: 'aa-bb-cc-00-11-22' });
    const { chainId } = await only(id);
    await changePackage({ download_speed_mbps: 99 });
    const rows = await app.database.query(
      `SELECT e.download_speed_mbps AS speed, e.device_limit AS "limit", e.package_name AS name,
              d.mac_address AS mac, d.named_at_sale AS named
         FROM entitlements e JOIN devices d ON d.chain_id = e.chain_id WHERE e.id = $1`,
      [chainId],
    );
    expect(rows).toEqual([
      {
        ...{ speed: 10, limit: 1, name: expect.any(String) },
        ...{ mac: 'AA:BB:CC:00:11:22', named: true },
      },
    ]);
  });

  it('continues the one that the same phone has paid by a prompt, with its code', async () => {
    const phone = aPhone();
    const first = await only(await sellPaid(phone));
    const second = await only(await sellPaid(phone));
    const third = await only(await sellPaid(phone));
    expect(second).toMatchObject({ chainId: first.id, previousId: first.id, code: first.code });
    expect(second.startsAt).toEqual(first.endsAt);
    expect(third).toMatchObject({ chainId: first.id, previousId: second.id, code: first.code });
    expect(third.startsAt).toEqual(second.endsAt);
  });

  it('starts at once, with a code of its own, for another phone with the same device', async () => {
    const mac = { mac_address: 'AA:BB:CC:00:11:33' };
    const first = await only(await sellPaid(aPhone(), mac));
    const other = await only(await sellPaid(aPhone(), mac));
    expect(other).toMatchObject({ chainId: other.id, previousId: null });
    expect(other.code).not.toBe(first.code);
    expect(other.startsAt.getTime()).toBeLessThan(first.endsAt.getTime());
  });

  it('continues none when the operator has marked it, or a link was paid', async () => {
    const phone = aPhone();
    const first = await only(await sellPaid(phone));
    app.simulator.control.addOutcome({ outcome: 'never_finishes', phone: phone.slice(1) });
    const { body } = await initiate(app, shop, { phone_number: phone }).expect(201);
    const marked = String(body.payment.id);
    await app.post(`/payments/${marked}/mark-completed/`, { reason: 'Cash' }, shop.token);
    expect(await only(marked)).toMatchObject({ previousId: null });

    const link = await createLink(app, shop, { phone_number: phone }).expect(201);
    const byLink = String(link.body.payment.id);
    await app.post(`/payments/${byLink}/mark-completed/`, { reason: 'Cash' }, shop.token);
    expect(await only(byLink)).toMatchObject({ previousId: null });
    // And nothing continues those two.
    expect(await only(await sellPaid(phone))).toMatchObject({ previousId: first.id });
  });

  it('continues none of another package, and none that is over or revoked', async () => {
    const phone = aPhone();
    const first = await only(await sellPaid(phone));
    await changePackage({ upload_speed_mbps: 77 });
    const faster = await only(await sellPaid(phone));
    expect(faster).toMatchObject({ previousId: null });
    await app.database.query(
      `UPDATE entitlements SET revoked_at = now(), revoke_reason = 'test' WHERE id = $1`,
      [faster.id],
    );
    const again = await only(await sellPaid(phone));
    expect(again).toMatchObject({ previousId: null });
    await app.database.query(
      `UPDATE entitlements SET starts_at = now() - interval '2 days', ends_at = now() WHERE id = $1`,
      [again.id],
    );
    expect(await only(await sellPaid(phone))).toMatchObject({ previousId: null });
    expect(first.previousId).toBeNull();
  });

  it('makes one chain, whoever comes first, of two purchases that complete at the same time', async () => {
    const phone = aPhone();
    const device = { mac_address: 'AA:BB:CC:00:11:44' };
    const first = await only(await sellPaid(phone, device));
    const prompts: PromptOut[] = [];
    for (const overrides of [{}, device]) {
      app.simulator.control.addOutcome({ outcome: 'never_finishes', phone: phone.slice(1) });
      const { body } = await initiate(app, shop, { phone_number: phone, ...overrides });
      const id = String(body.payment.id);
      prompts.push({ id, reference: `${id}-1`, invoiceId: String(body.intasend.invoice_id) });
    }
    await Promise.all(
      prompts.map((sold, number) =>
        app.post('/payments/webhook/', paidEvent(sold, shop, { mpesa_reference: `TDL${number}` })),
      ),
    );
    await app.idle();
    const both = await Promise.all(prompts.map(({ id }) => only(id)));
    both.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
    expect(both[0]).toMatchObject({ chainId: first.id, previousId: first.id });
    expect(both[1]).toMatchObject({ chainId: first.id, previousId: both[0]?.id });
    expect(both[1]?.startsAt).toEqual(both[0]?.endsAt);
  });

  it('never keeps a payment from being completed: a job writes it when it fails', async () => {
    const sold = await aPromptOut(app, shop);
    await app.database.query(
      'ALTER TABLE entitlements ADD CONSTRAINT broken CHECK (false) NOT VALID',
    );
    try {
      await app.post('/payments/webhook/', paidEvent(sold, shop)).expect(200);
      await app.idle().catch(() => undefined);
      expect((await paymentDetails(app, shop, sold.id)).status).toBe('completed');
      expect(await written(sold.id)).toEqual([]);
      expect(await plannedJobs(app)).toContainEqual(
        expect.objectContaining({ task: 'repeat_subscriber' }),
      );
    } finally {
      await app.database.query('ALTER TABLE entitlements DROP CONSTRAINT broken');
    }
    await runPlannedJobs(app);
    expect(await only(sold.id)).toMatchObject({ isSameCommit: false });
  });

  it('waits for no payment of another customer, when none of them names a device', async () => {
    const phone = aPhone();
    const first = await only(await sellPaid(phone));
    let renewal: Promise<string> | undefined;
    const id = await app.database.transaction(async (tx) => {
      await tx.query('SELECT FROM entitlements WHERE id = $1 FOR UPDATE', [first.id]);
      renewal = sellPaid(phone);
      const waiting = (): Promise<unknown[]> =>
        tx.query(`SELECT virtualtransaction FROM pg_locks
                   WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`);
      const before = await until('it waits for the chain', waiting, ({ length }) => length > 0);
      const other = await sellPaid(aPhone());
      expect(await waiting()).toEqual(before);
      return other;
    });
    await only(id);
    await renewal;
  });

  it('is written by the sweep for completed payments that have none and are not over', async () => {
    const [id, over] = [await sellPaid(aPhone()), await sellPaid(aPhone())];
    await app.database.query(
      `UPDATE payments SET package_expiry_time = now() - interval '1 second' WHERE id = $1`,
      [over],
    );
    // An imported payment has the end that the other system gave it.
    await app.database.query(
      `UPDATE payments SET device_limit = NULL,
                           package_expiry_time = completed_at + interval '40 hours' WHERE id = $1`,
      [id],
    );
    await forget(id, over);
    await sweep();
    const { completed_at } = await paymentDetails(app, shop, id);
    expect(await only(id)).toMatchObject({
      startsAt: new Date(String(completed_at)),
      endsAt: new Date(Date.parse(String(completed_at)) + 40 * 3_600_000),
    });
    expect(await written(over)).toEqual([]);
  });

  it('is written by the sweep beside a payment whose entitlement cannot be written', async () => {
    const [broken, id] = [await sellPaid(aPhone()), await sellPaid(aPhone())];
    await forget(broken, id);
    await app.database.query(
      `ALTER TABLE entitlements
         ADD CONSTRAINT broken CHECK (payment_id <> '${broken}') NOT VALID`,
    );
    try {
      await sweep();
      expect(await written(broken)).toEqual([]);
      await only(id);
    } finally {
      await app.database.query('ALTER TABLE entitlements DROP CONSTRAINT broken');
    }
    await sweep();
    await only(broken);
  });
});
