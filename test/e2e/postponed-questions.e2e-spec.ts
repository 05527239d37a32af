import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QuestionBulkheads } from '../../src/payments/reconcile/question-bulkheads.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { plannedJobs, runPlannedJobs } from '../support/jobs.js';
import { aShop, type Shop } from '../support/shop.js';

describe('questions about more payments of one operator than are asked at once', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
    app.simulator.control.setWebhook(null, shop.publishableKey);
  });
  afterAll(() => app.stop());

  const initiate = (phone: string) =>
    app
      .post('/payments/intasend/initiate/', shop.saleRequest({ phone_number: phone }), shop.portal)
      .expect(201);

  it('asks about a postponed payment as soon as there is room for it', async () => {
    await initiate('0700000112');
    const bulkheads = app.nest.get(QuestionBulkheads, { strict: false });
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const running = Array.from({ length: 32 }, () =>
      bulkheads.run(shop.userId, 'prompt', () => released),
    );
    // Each of these gets a later turn, so that the payment's own is a minute away.
    for (let turn = 0; turn < 10_000; turn += 1) {
      await bulkheads.run(shop.userId, 'prompt', () => released);
    }
    await runPlannedJobs(app);
    const [postponed] = await plannedJobs(app);
    expect(postponed?.inMs).toBeGreaterThan(30_000);
    release();
    await Promise.all(running);

    await initiate('0700000113');
    await app.database.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key <> $1`,
      [postponed?.key],
    );
    await app.idle();
    // Both have been asked about, and wait for their next question.
    const rows = await app.database.query<{ asked: boolean }>(
      'SELECT status_asked_at IS NOT NULL AS asked FROM payments WHERE user_id = $1',
      [shop.userId],
    );
    expect(rows).toEqual([{ asked: true }, { asked: true }]);
  });
});
