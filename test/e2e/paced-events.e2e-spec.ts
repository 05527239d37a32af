import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { plannedJobs } from '../support/jobs.js';
import { paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { aPromptOut, deliver, failedEvent, paidEvent, WEBHOOK_PATH } from '../support/webhooks.js';

const PACE_MS = 100_000;
/** How many times longer the pause is once a payment is final. */
const FINAL_FACTOR = 30;

describe('the next question that an unverified event leads to', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp({ settings: { STATUS_CHECK_MIN_INTERVAL_MS: String(PACE_MS) } });
    shop = await aShop(app);
  });
  afterAll(() => app.stop());
  beforeEach(() => app.database.query('DELETE FROM graphile_worker._private_jobs'));

  /** Forges an event right after a question was asked; gives when the next one is due, in ms. */
  async function dueAfterForging(paymentId: string, event: object): Promise<number> {
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    await app.database.query('UPDATE payments SET status_asked_at = now() WHERE id = $1', [
      paymentId,
    ]);
    await app.post(WEBHOOK_PATH, event).expect(200);
    const jobs = await plannedJobs(app);
    expect(jobs).toHaveLength(1);
    return jobs[0]?.inMs ?? NaN;
  }

  it('waits for the pace of questions while the payment is open', async () => {
    const sold = await aPromptOut(app, shop);
    const dueInMs = await dueAfterForging(sold.id, paidEvent(sold, shop, { challenge: 'forged' }));
    expect(dueInMs).toBeGreaterThan(PACE_MS / 2);
    expect(dueInMs).toBeLessThanOrEqual(PACE_MS);
  });

  it('waits much longer once the payment is final', async () => {
    const sold = await aPromptOut(app, shop);
    await deliver(app, paidEvent(sold, shop));
    expect((await paymentDetails(app, shop, sold.id)).status).toBe('completed');
    const forged = failedEvent(sold, shop, { challenge: 'forged' });
    const dueInMs = await dueAfterForging(sold.id, forged);
    expect(dueInMs).toBeGreaterThan((PACE_MS * FINAL_FACTOR) / 2);
  });
});
