import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Deployment, type Running } from '../support/deployment.js';
import { paymentDetails } from '../support/selling.js';
import { settledAs } from '../support/settling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, paidEvent, WEBHOOK_PATH } from '../support/webhooks.js';

const lines = (output: string): Record<string, unknown>[] =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('npm run jobs, beside servers that run', () => {
  let around: Deployment;
  let server: Running;
  let shop: Shop;

  beforeAll(async () => {
    around = await Deployment.open();
    server = await around.start({ WORKER_MODE: 'off' });
    shop = await aShop(server);
  });
  afterAll(() => around.close());
  beforeEach(async () => {
    await around.query('DELETE FROM graphile_worker._private_jobs');
    await around.query('DELETE FROM webhook_events');
  });

  /** The id of the only job there is. */
  const jobId = async (): Promise<string> =>
    (await around.until<{ id: string }>('there is a job', 'SELECT id FROM graphile_worker.jobs'))
      .id;

  it('lists the jobs that were given up, and has one run again', async () => {
    const sold = await aPromptOut(server, shop);
    await around.query(
      `UPDATE graphile_worker._private_jobs
          SET attempts = max_attempts, last_error = 'deadlock detected'`,
    );
    const id = await jobId();
    const listed = await around.jobs('failed');
    expect(listed.code).toBe(0);
    expect(lines(listed.output)).toEqual([
      {
        id,
        task: 'follow_payment',
        key: `follow-${sold.reference}`,
        attempts: 25,
        lastError: 'deadlock detected',
        failedAt: expect.stringMatching(/Z$/),
      },
    ]);

    around.simulator.control.complete(sold.invoiceId);
    const retried = await around.jobs('retry', id);
    expect(retried).toEqual({ code: 0, output: '1 of 1 jobs will run again\n' });
    const worker = await around.startWorker();
    await settledAs(around, server, shop, sold.id, 'completed');
    await worker.kill();
    expect(await around.jobs('failed')).toEqual({ code: 0, output: 'Nothing to show.\n' });
  });

  it('lists the webhooks of an outcome, and has one processed again', async () => {
    const sold = await aPromptOut(server, shop);
    await server.post(WEBHOOK_PATH, paidEvent(sold, shop)).expect(200);
    await around.query('DELETE FROM graphile_worker._private_jobs');
    await around.query(`UPDATE webhook_events SET outcome = 'failed'`);
    const listed = await around.jobs('webhooks', 'failed');
    expect(listed.code).toBe(0);
    const [event] = lines(listed.output);
    expect(event).toMatchObject({ invoiceId: sold.invoiceId, trust: 'authenticated' });
    expect(listed.output).not.toContain(shop.challenge);

    const replayed = await around.jobs('replay', String(event?.['id']));
    expect(replayed).toEqual({ code: 0, output: '1 of 1 webhooks will be processed again\n' });
    const worker = await around.startWorker();
    const told = await settledAs(around, server, shop, sold.id, 'completed');
    expect(told.history.at(-1)).toMatchObject({ source: 'webhook' });
    await worker.kill();
  });

  it('does nothing to what is not there', async () => {
    const retried = await around.jobs('retry', '999999', '1000000');
    expect(retried).toEqual({ code: 0, output: '0 of 2 jobs will run again\n' });
    const replayed = await around.jobs('replay', '999999');
    expect(replayed).toEqual({ code: 0, output: '0 of 1 webhooks will be processed again\n' });
  });

  it.each([
    [[]],
    [['help']],
    [['retry']],
    [['retry', 'all']],
    [['replay', '1; DROP TABLE payments']],
    [['webhooks']],
    [['webhooks', 'lost']],
  ])('prints its usage, and changes nothing, with the arguments %j', async (args) => {
    const { code, output } = await around.jobs(...args);
    expect(code).toBe(2);
    expect(output).toMatch(/^Usage: npm run jobs/);
  });

  it('leaves a payment that was settled as it is', async () => {
    const sold = await aPromptOut(server, shop);
    const before = await paymentDetails(server, shop, sold.id);
    await around.jobs('retry', await jobId());
    expect(await paymentDetails(server, shop, sold.id)).toEqual(before);
  });
});
