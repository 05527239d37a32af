import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { runPlannedJobs } from '../support/jobs.js';
import { aPhone, createLink, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import {
  aPromptOut,
  deliver,
  emptyInbox,
  failedEvent,
  paidEvent,
  securityEvents,
  startWatchedApp,
  storedEvents,
  type WatchedApp,
  WEBHOOK_PATH,
} from '../support/webhooks.js';

const A_MINUTE = 60_000;
const strayEvent = (number: number): object => ({
  ...{ invoice_id: `NOBODYS${number}`, state: 'COMPLETE', api_ref: `nobodys-${number}` },
  ...{ value: '50.00', currency: 'KES' },
});

describe('a flood of webhooks from a stranger', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp({ settings: { RATE_LIMIT_SCALE: '1', TRUST_PROXY: '1' } });
    shop = await aShop(app);
  });
  afterAll(() => app.stop());
  beforeEach(() => emptyInbox(app));

  const from = (address: string) => ({ 'X-Forwarded-For': address });
  const dropped = async (): Promise<number> => {
    const line = (await app.get('/metrics')).text
      .split('\n')
      .find(
        (each) => each.startsWith('lipafi_webhooks_dropped_total') && each.includes('"collection"'),
      );
    return Number(line?.split(' ').at(-1) ?? 0);
  };

  it('about nothing of ours is answered and not stored above a budget, and another sender has its own', async () => {
    const before = await dropped();
    for (let number = 0; number < 70; number += 1) {
      const answer = app.post(WEBHOOK_PATH, strayEvent(number), from('198.51.100.1'));
      await answer.expect(200, { status: 'ok' });
    }
    expect(await storedEvents(app)).toHaveLength(60);
    expect((await dropped()) - before).toBe(10);
    await app.post(WEBHOOK_PATH, strayEvent(70), from('198.51.100.2')).expect(200);
    expect(await storedEvents(app)).toHaveLength(61);
  });

  it('never refuses an event with the challenge', async () => {
    const sold = await aPromptOut(app, shop);
    for (let number = 0; number < 61; number += 1) {
      await app.post(WEBHOOK_PATH, strayEvent(number), from('198.51.100.3')).expect(200);
    }
    await app.post(WEBHOOK_PATH, paidEvent(sold, shop), from('198.51.100.3')).expect(200);
    await app.idle();
    expect((await paymentDetails(app, shop, sold.id)).status).toBe('completed');
  });

  it('is limited too with the challenge, and adds no job when it reports nothing new', async () => {
    const sold = await aPromptOut(app, shop);
    const at = (second: number) => ({ updated_at: `2026-01-01T15:01:${String(second)}+03:00` });
    const jobs = () =>
      app.database.query(
        `SELECT FROM graphile_worker.jobs WHERE task_identifier = 'process_webhook'`,
      );
    for (let second = 10; second < 50; second += 1) {
      await app.post(WEBHOOK_PATH, paidEvent(sold, shop, at(second))).expect(200);
    }
    expect(await jobs()).toHaveLength(30);
    await app.idle();
    expect((await paymentDetails(app, shop, sold.id)).status).toBe('completed');
    const other = await aPromptOut(app, shop);
    await deliver(app, paidEvent(other, shop));
    await app.post(WEBHOOK_PATH, paidEvent(other, shop, at(10))).expect(200);
    expect(await jobs()).toEqual([]);
  });

  it('about one payment uses up nothing of what others may send', async () => {
    const [flooded, other] = [await aPromptOut(app, shop), await aPromptOut(app, shop)];
    for (let second = 0; second < 70; second += 1) {
      const updated_at = new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
      const forged = paidEvent(flooded, shop, { challenge: 'forged', updated_at });
      await app
        .post(WEBHOOK_PATH, forged, from(`198.51.100.${String(100 + (second % 9))}`))
        .expect(200);
    }
    await app.post(WEBHOOK_PATH, paidEvent(other, shop, { challenge: undefined })).expect(200);
    const kept = await storedEvents(app);
    expect(kept.filter(({ paymentId }) => paymentId === flooded.id)).toHaveLength(50);
    expect(kept.filter(({ paymentId }) => paymentId === other.id)).toHaveLength(1);
  });

  it('writes few lines of the security log', async () => {
    const sold = await aPromptOut(app, shop);
    const refused = (): number =>
      securityEvents(app).filter(({ paymentId }) => paymentId === sold.id).length;
    for (let second = 10; second < 30; second += 1) {
      const forged = { challenge: 'forged', updated_at: `2026-01-01T15:00:${second}+03:00` };
      await app.post(WEBHOOK_PATH, paidEvent(sold, shop, forged)).expect(200);
    }
    expect(refused()).toBe(3);
  });

  it('about none of our payments is deleted after some hours', async () => {
    await app.post(WEBHOOK_PATH, strayEvent(1), from('198.51.100.4')).expect(200);
    await app.post(WEBHOOK_PATH, { odd: true }, from('198.51.100.4')).expect(200);
    const cleanUp = async (): Promise<number> => {
      await app.database.query(`SELECT graphile_worker.add_job('clean_up')`);
      await app.idle();
      return (await storedEvents(app)).length;
    };
    await app.database.query(`UPDATE webhook_events SET received_at = now() - interval '2 hours'`);
    expect(await cleanUp()).toBe(2);
    await app.database.query(`UPDATE webhook_events SET received_at = now() - interval '4 hours'`);
    expect(await cleanUp()).toBe(0);
  });
});

describe('questions that nobody waits for', () => {
  let app: WatchedApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startWatchedApp();
    shop = await aShop(app);
    app.simulator.control.setWebhook(null, shop.publishableKey);
  });
  afterAll(() => app.stop());

  /** How many calls had reached the provider before the one that asks about this invoice. */
  const askedBefore = (pathEnd: string, from: number): number =>
    app.proxy.asked.slice(from).findIndex((path) => path.endsWith(pathEnd));

  it('come after the settling of authenticated events', async () => {
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    const sold = await aPromptOut(app, shop);
    await app.post(WEBHOOK_PATH, paidEvent(sold, shop)).expect(200);
    const rows = await app.database.query(
      'SELECT task_identifier AS task, priority FROM graphile_worker.jobs ORDER BY priority',
    );
    expect(rows).toEqual([
      { task: 'process_webhook', priority: -10 },
      { task: 'follow_payment', priority: 0 },
    ]);
  });

  it('come after those of a customer with a prompt, however many links are due', async () => {
    for (let link = 0; link < 60; link += 1) {
      await createLink(app, shop, { phone_number: aPhone() }).expect(201);
    }
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    await app.simulator.control.advance(A_MINUTE);
    const before = app.proxy.asked.length;
    await runPlannedJobs(app);
    expect((await paymentDetails(app, shop, body.payment.id)).status).toBe('completed');
    // Links are looked up in a list, prompts by their invoice.
    expect(askedBefore('/payment/status/', before)).toBeLessThanOrEqual(4);
  });

  it('come after it too when forged events about finished payments lead to them', async () => {
    const finished = [];
    for (let count = 0; count < 30; count += 1) {
      const sold = await aPromptOut(app, shop);
      await deliver(app, paidEvent(sold, shop));
      finished.push(sold);
    }
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    await app.simulator.control.advance(A_MINUTE);
    for (const sold of finished) {
      await app.post(WEBHOOK_PATH, failedEvent(sold, shop, { challenge: 'forged' })).expect(200);
    }
    const jobs = await app.database.query<{ priority: number }>(
      'SELECT DISTINCT priority FROM graphile_worker.jobs ORDER BY priority',
    );
    expect(jobs).toEqual([{ priority: 0 }, { priority: 20 }]);
    await runPlannedJobs(app);
    const told = await paymentDetails(app, shop, body.payment.id);
    expect(told.status).toBe('completed');
  });
});

describe('a provider that asks one operator for a pause', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it('holds up no other one, though both have registered the same publishable key', async () => {
    const shop = await aShop(app);
    const other = await aShop(app);
    for (const { publishableKey } of [shop, other]) {
      app.simulator.control.setWebhook(null, publishableKey);
    }
    await app.database.query('DELETE FROM graphile_worker._private_jobs');
    app.simulator.control.addFault({
      ...{ fault: 'too_many_requests', endpoint: 'status', times: 1, retryAfterSeconds: 600 },
    });
    await initiate(app, other, { phone_number: aPhone() }).expect(201);
    await app.database.query('UPDATE credentials SET api_key = $2 WHERE user_id = $1', [
      other.userId,
      shop.publishableKey,
    ]);
    await runPlannedJobs(app);
    expect(app.simulator.control.faults()).toEqual([]);
    const { body } = await initiate(app, shop, { phone_number: aPhone() }).expect(201);
    await app.simulator.control.advance(A_MINUTE);
    await runPlannedJobs(app);
    expect((await paymentDetails(app, shop, body.payment.id)).status).toBe('completed');
  });
});
