import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { age, plannedJobs, runPlannedJobs } from '../support/jobs.js';
import { paymentDetails, type PaymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const A_MINUTE = 60_000;

describe('following payments up when no webhook ever comes', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    app.simulator.control.clearFaults();
    shop = await aShop(app);
    app.simulator.control.setWebhook(null, shop.publishableKey);
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
  });
  afterAll(() => app.stop());

  const initiate = async (phone = '0712345678'): Promise<string> => {
    const saleRequest = shop.saleRequest({ phone_number: phone });
    const started = await app.post('/payments/intasend/initiate/', saleRequest, shop.portal);
    return String(started.body.payment.id);
  };
  const read = (id: string): Promise<PaymentDetails> => paymentDetails(app, shop, id);

  it('asks first after fifteen seconds, give or take a tenth', async () => {
    await initiate();
    const [job] = await plannedJobs(app);
    expect(job).toMatchObject({ task: 'follow_payment', queue: null });
    expect(job?.delayMs).toBeGreaterThanOrEqual(13_499);
    expect(job?.delayMs).toBeLessThan(16_500);
  });

  it('completes a paid payment by asking', async () => {
    const id = await initiate();
    await app.simulator.control.advance(A_MINUTE);
    await runPlannedJobs(app);

    const payment = await read(id);
    expect(payment.status).toBe('completed');
    expect(payment.history.at(-1)).toMatchObject({ event: 'completed', source: 'reconciliation' });
    expect(await plannedJobs(app)).toEqual([]);
  });

  it('asks with growing delays while the customer decides', async () => {
    await initiate('0700000112');
    await app.simulator.control.advance(A_MINUTE);
    const gaps: number[] = [];
    for (let look = 0; look < 4; look += 1) {
      await runPlannedJobs(app);
      gaps.push((await plannedJobs(app))[0]?.delayMs ?? 0);
    }
    expect(gaps[0]).toBeGreaterThan(26_000);
    expect(gaps[1]).toBeGreaterThan(52_000);
    expect(gaps[3]).toBeLessThan(133_000);
  });

  it('fails a prompt without an answer after fifteen minutes, with a message for the customer', async () => {
    const id = await initiate('0700000112');
    await age(app, id, 15);
    await runPlannedJobs(app);

    const payment = await read(id);
    expect(payment).toMatchObject({
      status: 'failed',
      error_message: expect.stringContaining('not confirmed in time'),
    });
    expect(payment.history.at(-1)).toMatchObject({ event: 'expired', source: 'expiry' });
  });

  it('fails a link that nobody has paid in a day, and not before', async () => {
    const created = await app.post(
      '/payments/intasend/create-link/',
      shop.saleRequest(),
      shop.portal,
    );
    const id = String(created.body.payment.id);
    await age(app, id, 23 * 60);
    await runPlannedJobs(app);
    expect((await read(id)).status).toBe('pending');
    await age(app, id, 60);
    await runPlannedJobs(app);
    expect((await read(id)).status).toBe('failed');
  });

  it('finds a late success after a failure it has already recorded', async () => {
    const id = await initiate('0700000110');
    await app.simulator.control.advance(A_MINUTE);
    await runPlannedJobs(app);
    expect((await read(id)).status).toBe('failed');

    await app.simulator.control.advance(A_MINUTE);
    await runPlannedJobs(app);
    const payment = await read(id);
    expect(payment).toMatchObject({ status: 'completed', error_message: '' });
    expect(payment.history.at(-1)).toMatchObject({ event: 'late_success' });
  });

  it('finds the invoice of a prompt whose answer was lost, by its reference', async () => {
    app.simulator.control.addFault({ fault: 'drop_after', endpoint: 'stk', times: 1 });
    const saleRequest = shop.saleRequest();
    const started = await app
      .post('/payments/intasend/initiate/', saleRequest, shop.portal)
      .expect(202);
    await app.simulator.control.advance(A_MINUTE);
    await runPlannedJobs(app);
    expect((await read(String(started.body.payment.id))).status).toBe('completed');
  });

  it('fails a payment that IntaSend does not know, and finally stops asking', async () => {
    app.simulator.control.addFault({ fault: 'drop', endpoint: 'stk', times: 1 });
    const saleRequest = shop.saleRequest();
    const started = await app
      .post('/payments/intasend/initiate/', saleRequest, shop.portal)
      .expect(202);
    const id = String(started.body.payment.id);
    await age(app, id, 15);
    for (let look = 0; look < 7; look += 1) await runPlannedJobs(app);
    expect((await read(id)).status).toBe('failed');
    expect(await plannedJobs(app)).toEqual([]);
  });

  it('puts the next question off for as long as IntaSend asks', async () => {
    await initiate('0700000112');
    app.simulator.control.addFault({
      fault: 'too_many_requests',
      endpoint: 'status',
      times: 1,
      retryAfterSeconds: 600,
    });
    await runPlannedJobs(app);
    expect((await plannedJobs(app))[0]?.inMs).toBeGreaterThan(590_000);
  });

  it('does not follow up what was refused', async () => {
    app.simulator.control.refuseKey(shop.secretKey);
    const id = await app
      .post('/payments/intasend/initiate/', shop.saleRequest(), shop.portal)
      .expect(502)
      .then(({ body }) => String(body.payment_id));
    await runPlannedJobs(app);
    expect((await read(id)).status).toBe('failed');
    expect(await plannedJobs(app)).toEqual([]);
  });

  it('asks nothing more about a shop’s payments while IntaSend wants to be left alone', async () => {
    await initiate('0700000112');
    app.simulator.control.addFault({
      fault: 'too_many_requests',
      endpoint: 'status',
      times: 100,
      retryAfterSeconds: 600,
    });
    // One after the other: questions that are out already when the answer comes are not called back.
    await runPlannedJobs(app);
    await initiate('0700000113');
    await runPlannedJobs(app);
    expect(app.simulator.control.faults()).toMatchObject([{ left: 99 }]);
    for (const { inMs } of await plannedJobs(app)) expect(inMs).toBeGreaterThan(590_000);

    const other = await aShop(app);
    app.simulator.control.setWebhook(null, other.publishableKey);
    await app.post('/payments/intasend/initiate/', other.saleRequest(), other.portal).expect(201);
    await runPlannedJobs(app);
    expect(app.simulator.control.faults()).toMatchObject([{ left: 98 }]);
  });

  it('waits a while when IntaSend does not say for how long', async () => {
    await initiate('0700000112');
    app.simulator.control.addFault({ fault: 'too_many_requests', endpoint: 'status', times: 100 });
    await runPlannedJobs(app);
    await runPlannedJobs(app);
    expect(app.simulator.control.faults()).toMatchObject([{ left: 99 }]);
  });

  it('expires a payment in time while IntaSend is away, and finds the money when it is back', async () => {
    const id = await initiate();
    await app.simulator.control.advance(A_MINUTE);
    await age(app, id, 15);
    app.simulator.control.addFault({ fault: 'drop', endpoint: 'status', times: 100 });
    for (let look = 0; look < 9; look += 1) await runPlannedJobs(app);
    expect((await read(id)).status).toBe('failed');

    app.simulator.control.clearFaults();
    await runPlannedJobs(app);
    const payment = await read(id);
    expect(payment.status).toBe('completed');
    expect(payment.history.at(-1)).toMatchObject({ event: 'late_success' });
  });

  it('expires a payment whose keys do not open, and completes it when they do again', async () => {
    const id = await initiate();
    await app.simulator.control.advance(A_MINUTE);
    // A broken seal is one character too long.
    await app.database.query(
      `UPDATE credentials SET private_key_sealed = private_key_sealed || '-' WHERE id = $1`,
      [shop.credentialId],
    );
    await age(app, id, 15);
    for (let look = 0; look < 9; look += 1) await runPlannedJobs(app);
    expect((await read(id)).status).toBe('failed');

    await app.database.query(
      `UPDATE credentials SET private_key_sealed = left(private_key_sealed, -1) WHERE id = $1`,
      [shop.credentialId],
    );
    await runPlannedJobs(app);
    expect((await read(id)).status).toBe('completed');
  });

  describe('when the database cannot store that a payment is paid, at the time it expires', () => {
    beforeEach(() =>
      app.database.query(
        `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
           AS $$ BEGIN RAISE EXCEPTION 'out of order'; END $$;
         CREATE TRIGGER refuse BEFORE UPDATE ON payments
           FOR EACH ROW WHEN (NEW.status = 'completed') EXECUTE FUNCTION refuse()`,
      ),
    );
    const recover = (): Promise<unknown> =>
      app.database.query('DROP FUNCTION IF EXISTS refuse CASCADE');
    afterEach(recover);

    const paidAndOld = async (): Promise<string> => {
      const id = await initiate();
      await app.simulator.control.advance(A_MINUTE);
      await age(app, id, 15);
      return id;
    };
    const events = async (id: string): Promise<unknown[]> =>
      (await read(id)).history.map(({ event }) => event);

    it('asks again a few seconds later, and completes it without failing it first', async () => {
      const id = await paidAndOld();
      await runPlannedJobs(app);
      expect((await read(id)).status).toBe('processing');
      expect((await plannedJobs(app))[0]?.inMs).toBeLessThan(3_000);

      await recover();
      await runPlannedJobs(app);
      expect((await read(id)).status).toBe('completed');
      expect(await events(id)).not.toContain('expired');
    });

    it('lets it expire if that continues, and finds the money later', async () => {
      const id = await paidAndOld();
      for (let tries = 0; tries < 4; tries += 1) await runPlannedJobs(app);
      expect((await read(id)).status).toBe('processing');
      await runPlannedJobs(app);
      expect((await read(id)).status).toBe('failed');

      await recover();
      await runPlannedJobs(app);
      expect((await read(id)).status).toBe('completed');
      expect((await events(id)).slice(-2)).toEqual(['expired', 'late_success']);
    });
  });

  describe('an open payment that no job follows', () => {
    // The other tests have left open payments behind, whose jobs were deleted.
    beforeEach(async () => {
      await app.database.query(
        `UPDATE payments SET status = 'failed' WHERE status IN ('pending', 'processing')`,
      );
    });

    const takeUp = async (): Promise<void> => {
      await app.database.query(`SELECT graphile_worker.add_job('take_up_forgotten')`);
      await app.idle();
    };
    const keyOf = (id: string): string => `follow-${id}-1`;
    const followUps = async (): Promise<unknown[]> =>
      (await plannedJobs(app)).filter(({ task }) => task === 'follow_payment');

    it('is taken up again', async () => {
      const id = await initiate();
      await app.database.query('DELETE FROM graphile_worker._private_jobs');
      await app.simulator.control.advance(A_MINUTE);
      await takeUp();
      expect(await followUps()).toMatchObject([{ key: keyOf(id) }]);
      await runPlannedJobs(app);
      expect((await read(id)).status).toBe('completed');
    });

    it.each([
      ['has been given up', 'attempts = max_attempts'],
      ['keeps failing', `attempts = 10, run_at = now() + interval '6 hours'`],
    ])('is taken up again when its job %s', async (_what, change) => {
      const id = await initiate();
      await app.database.query(`UPDATE graphile_worker._private_jobs SET ${change}`);
      await takeUp();
      const [job] = (await plannedJobs(app)).filter(({ key }) => key === keyOf(id));
      expect(job?.inMs).toBeLessThan(16_500);
    });

    it.each([
      ['its job waits', 'locked_at = NULL'],
      ['its job runs', `locked_at = now(), locked_by = 'somebody'`],
    ])('is left alone when %s', async (_what, change) => {
      await initiate();
      await app.database.query(`UPDATE graphile_worker._private_jobs SET ${change}`);
      const revisions = (): Promise<unknown[]> =>
        app.database.query(
          `SELECT key, revision FROM graphile_worker._private_jobs WHERE key LIKE 'follow-%'`,
        );
      const before = await revisions();
      await takeUp();
      expect(await revisions()).toEqual(before);
    });

    it('does not find payments that are final, or that IntaSend does not know', async () => {
      const paid = await initiate();
      await app.simulator.control.advance(A_MINUTE);
      await runPlannedJobs(app);
      expect((await read(paid)).status).toBe('completed');
      await app.database.query('DELETE FROM graphile_worker._private_jobs');
      await takeUp();
      expect(await followUps()).toEqual([]);
    });
  });
});
