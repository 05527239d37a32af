import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Deployment, type Running } from '../support/deployment.js';
import { aPhone, eventsOf, initiate, paymentDetails } from '../support/selling.js';
import { settledAs } from '../support/settling.js';
import { aShop, type Shop } from '../support/shop.js';

const STATUS = '/payment/status/';
const A_MINUTE = 60_000;
const AN_HOUR = 3_600_000;
/** Whose owner never decides. */
const NEVER_DECIDES = '0700000112';

describe('a server that is killed while it settles a payment', () => {
  let around: Deployment;
  let server: Running;
  let shop: Shop;

  beforeAll(async () => {
    around = await Deployment.open();
    server = await around.start({ WORKER_MODE: 'off' });
    shop = await aShop(server);
  });
  afterAll(() => around.close());

  /** Makes the jobs of workers that were killed look as old as they are when they are freed. */
  const ageLocks = async (): Promise<void> => {
    for (const table of ['_private_jobs', '_private_job_queues']) {
      await around.query(
        `UPDATE graphile_worker.${table} SET locked_at = locked_at - interval '10 minutes'`,
      );
    }
  };
  const nothingStuck = (): Promise<unknown> =>
    around.until(
      'no job runs and none has failed for good',
      `SELECT 1 WHERE NOT EXISTS (SELECT FROM graphile_worker.jobs
                                   WHERE locked_at IS NOT NULL OR attempts >= max_attempts)`,
    );

  it('has stored a webhook before its answer, so that another process settles the payment', async () => {
    // On a busy machine a worker may start so late that reconciliation is due as well.
    const receiver = await around.start({
      WORKER_MODE: 'off',
      RECONCILE_FIRST_DELAY_MS: String(AN_HOUR),
    });
    const { challenge } = shop;
    around.simulator.control.setWebhook(
      { url: `${receiver.url}/payments/webhook/`, challenge },
      shop.publishableKey,
    );
    const { body } = await initiate(receiver, shop, { phone_number: aPhone() }).expect(201);
    await around.simulator.control.advance(A_MINUTE);
    expect((await paymentDetails(server, shop, body.payment.id)).status).toBe('processing');
    await receiver.process.kill();

    const worker = await around.startWorker();
    const told = await settledAs(around, server, shop, body.payment.id, 'completed');
    expect(told.history.at(-1)).toMatchObject({ source: 'webhook' });
    await worker.kill();
  });

  it('has a webhook that was being processed settled once', async () => {
    around.simulator.control.setWebhook(
      { url: `${server.url}/payments/webhook/`, challenge: shop.challenge },
      shop.publishableKey,
    );
    const { body } = await initiate(server, shop, { phone_number: aPhone() }).expect(201);
    const { id } = body.payment;
    const unlock = await around.lockRows('SELECT FROM payments WHERE id = $1 FOR UPDATE', [id]);
    await around.simulator.control.advance(A_MINUTE);
    const worker = await around.startWorker();
    await around.statementWaits();
    await worker.kill();
    await around.endWaitingStatements();
    await unlock();
    await ageLocks();

    const other = await around.startWorker();
    const told = await settledAs(around, server, shop, id, 'completed');
    expect(eventsOf(told).filter((event) => event === 'completed')).toHaveLength(1);
    await nothingStuck();
    await other.kill();
  });

  it('has the status of a payment checked again when it was waiting for the provider', async () => {
    around.simulator.control.setWebhook(null, shop.publishableKey);
    const { body } = await initiate(server, shop, { phone_number: aPhone() }).expect(201);
    await around.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
    await around.simulator.control.advance(A_MINUTE);
    const held = around.proxy.hold(STATUS);
    const worker = await around.startWorker();
    await held.arrived;
    await worker.kill();
    await ageLocks();

    const other = await around.startWorker();
    await settledAs(around, server, shop, body.payment.id, 'completed');
    await nothingStuck();
    await other.kill();
  });

  it('has the next status check run by another process when it was just scheduled', async () => {
    around.simulator.control.setWebhook(null, shop.publishableKey);
    const { body } = await initiate(server, shop, { phone_number: NEVER_DECIDES }).expect(201);
    const key = `follow-${String(body.payment.id)}-1`;
    // As a worker leaves it that plans the next question and is killed before it writes down that
    // the job has ended.
    await around.query(
      `UPDATE graphile_worker._private_jobs
          SET locked_at = now() - interval '1 hour', locked_by = 'a worker that is gone'
        WHERE key = $1`,
      [key],
    );
    await around.query(
      `SELECT graphile_worker.add_job('follow_payment',
      (SELECT payload FROM graphile_worker._private_jobs WHERE key = $1),
      run_at := now() + interval '1 hour', job_key := $1)`,
      [key],
    );

    const worker = await around.startWorker();
    await nothingStuck();
    expect(
      await around.query('SELECT attempts FROM graphile_worker.jobs WHERE key = $1', [key]),
    ).toEqual([{ attempts: 0 }]);
    await worker.kill();
  });
});
