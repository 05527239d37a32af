import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database } from '../../src/database/database.js';
import { asQuery, type Query } from '../../src/database/statement.js';
import { JobsRepository } from '../../src/jobs/jobs.repository.js';
import { Deployment, type Running } from '../support/deployment.js';
import { aPhone, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const STATUS = '/payment/status/';
const A_MINUTE = 60_000;
/** Long enough that only a connection that is gone can free a job in the time of a test. */
const TIMEOUT = { INTASEND_TIMEOUT_MS: '120000' };

describe('a worker that is killed while it asks about a payment', () => {
  let around: Deployment;
  let server: Running;
  let shop: Shop;

  beforeAll(async () => {
    around = await Deployment.open(TIMEOUT);
    server = await around.start({ WORKER_MODE: 'off' });
    shop = await aShop(server);
    around.simulator.control.setWebhook(null, shop.publishableKey);
  });
  afterAll(() => around.close());

  const locked = (): Promise<{ holder: string }[]> =>
    around.query(
      `SELECT locked_by AS holder FROM graphile_worker.jobs WHERE locked_at IS NOT NULL`,
    );
  const workers = (): Promise<{ holder: string }[]> =>
    around.query('SELECT holder FROM job_workers');

  it('loses its jobs to another one as soon as its connection is closed', async () => {
    const killed = await around.startWorker();
    await around.killOthers(killed);
    const { body } = await initiate(server, shop, { phone_number: aPhone() }).expect(201);
    await around.simulator.control.advance(A_MINUTE);
    const held = around.proxy.hold(STATUS);
    await around.makeJobsDue();
    await held.arrived;
    const [{ holder } = { holder: '' }] = await locked();
    expect(await workers()).toContainEqual({ holder });

    await around.startWorker();
    await killed.kill();
    // Its answer never comes: the payment is completed by the question of the other worker.
    await around.until(
      'the payment is completed',
      `SELECT 1 FROM payments WHERE id = $1 AND status = 'completed'`,
      [body.payment.id],
    );
    expect((await paymentDetails(server, shop, body.payment.id)).history.at(-1)).toMatchObject({
      source: 'reconciliation',
    });
    expect(await workers()).not.toContainEqual({ holder });
    held.release();
  });

  it('is no reason to take the jobs of one that is alive', async () => {
    await around.killOthers(await around.startWorker());
    const { body } = await initiate(server, shop, { phone_number: aPhone() }).expect(201);
    await around.simulator.control.advance(A_MINUTE);
    const held = around.proxy.hold(STATUS);
    await around.makeJobsDue();
    await held.arrived;
    const before = await locked();
    const another = await around.startWorker();
    const killed = await around.startWorker();
    const names = (await workers()).map(({ holder }) => holder);
    await killed.kill();
    // Whoever removes the dead one's name has looked at all of them.
    await around.until(
      'the killed worker is no longer listed',
      `SELECT 1 FROM (SELECT count(*) AS left FROM job_workers) w WHERE w.left < $1`,
      [names.length],
    );
    expect(await locked()).toEqual(before);
    expect(another.hasEnded).toBe(false);
    held.release();
    await around.until(
      'the payment is completed',
      `SELECT 1 FROM payments WHERE id = $1 AND status = 'completed'`,
      [body.payment.id],
    );
  });

  it('and one that hangs loses its jobs as well, though its connections stand', async () => {
    const hung = await around.startWorker();
    const { body } = await initiate(server, shop, { phone_number: aPhone() }).expect(201);
    await around.simulator.control.advance(A_MINUTE);
    await around.killOthers(hung);
    const held = around.proxy.hold(STATUS);
    await around.makeJobsDue();
    await held.arrived;
    hung.freeze();
    await around.startWorker();
    await around.until(
      'the payment is completed',
      `SELECT 1 FROM payments WHERE id = $1 AND status = 'completed'`,
      [body.payment.id],
    );
    held.release();
  });

  it('leaves no job behind that another one has taken the place of', async () => {
    await around.query(
      `SELECT graphile_worker.add_job('follow_payment', '{}', max_attempts := 1, run_at := now() + interval '1 hour')`,
    );
    await around.query(
      `UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'trouble' WHERE key IS NULL`,
    );
    const query = (asked: string | Query, positional?: readonly unknown[]) => {
      const { text, values } = asQuery(asked, positional);
      return around.query(text, values);
    };
    const repository = new JobsRepository({ query } as unknown as Database);
    await repository.removeSuperseded();
    expect(
      await around.query(
        `SELECT FROM graphile_worker.jobs WHERE task_identifier = 'follow_payment' AND key IS NULL`,
      ),
    ).toEqual([]);
  });
});
