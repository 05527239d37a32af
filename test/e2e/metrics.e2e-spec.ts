import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { newId } from '../../src/common/ids/uuid.js';
import { REVIEW_REASONS } from '../../src/payments/domain/review-reason.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { scrape, type Sample, valueOf } from '../support/metrics.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aFailedPrompt, retried } from '../support/retrying.js';
import { aPhone, checkStatus, initiate } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { aPromptOut, deliver, paidEvent, type PromptOut } from '../support/webhooks.js';

const REQUESTS = 'lipafi_http_request_duration_seconds_count';
const CALLS = 'lipafi_provider_call_duration_seconds_count';
const CHANGES = 'lipafi_payment_changes_total';
const WEBHOOKS = 'lipafi_webhooks_received_total';

describe('the metrics', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  it('are text that Prometheus reads, and not kept by anyone in between', async () => {
    const { headers, text } = await app.get('/metrics').expect(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(text).toMatch(/^# TYPE lipafi_http_request_duration_seconds histogram$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  });

  it('count requests by method, template of the route and status', async () => {
    const before = await scrape(app);
    await app.get(`/payments/${newId()}/`, shop.token).expect(404);
    await app.get(`/api/payments/${newId()}`, shop.token).expect(404);
    await app.get(`/payments/${newId()}/`).expect(401);
    await request(app.url).delete('/users/login/').expect(405);
    const after = await scrape(app);

    const grown = (labels: Readonly<Record<string, string>>): number =>
      (valueOf(after, REQUESTS, labels) ?? 0) - (valueOf(before, REQUESTS, labels) ?? 0);
    expect(grown({ method: 'GET', route: '/payments/:id', status: '404' })).toBe(2);
    expect(grown({ method: 'GET', route: '/payments/:id', status: '401' })).toBe(1);
    expect(grown({ method: 'DELETE', route: '/users/login', status: '405' })).toBe(1);
  });

  it('count status changes of payments, their sources, and the calls to the provider', async () => {
    // Other tests switch off the webhooks of theirs.
    const own = await aShop(app);
    const before = await scrape(app);
    const sold = await initiate(app, own, { phone_number: aPhone() }).expect(201);
    await app.simulator.control.advance(60_000);
    await app.idle();
    await checkStatus(app, own, sold.body.payment.id).expect(200);
    const after = await scrape(app);

    const grown = (name: string, labels: Readonly<Record<string, string>>): number =>
      (valueOf(after, name, labels) ?? 0) - (valueOf(before, name, labels) ?? 0);
    expect(grown(CHANGES, { event: 'created', from: 'none', to: 'pending' })).toBe(1);
    expect(grown(CHANGES, { from: 'pending', to: 'processing', source: 'provider' })).toBe(1);
    expect(grown(CHANGES, { event: 'completed', to: 'completed' })).toBe(1);
    const prompted = { provider: 'instasend', environment: 'sandbox', operation: 'prompt' };
    expect(grown(CALLS, { ...prompted, outcome: 'ok' })).toBe(1);
    expect(grown('lipafi_job_duration_seconds_count', { outcome: 'done' })).toBeGreaterThan(0);
  });

  it('count further prompts, and what operators decide', async () => {
    const [failed, other] = [await aFailedPrompt(app, shop), await aFailedPrompt(app, shop)];
    await retried(app, shop, failed);
    const reason = { reason: 'Paid in cash at the counter' };
    await app.post(`/payments/${other.id}/mark-completed/`, reason, shop.token).expect(200);
    await app.post(`/payments/${failed.id}/mark-failed/`, reason, shop.token).expect(200);
    const samples = await scrape(app);
    const changes = (labels: Readonly<Record<string, string>>): number | undefined =>
      valueOf(samples, CHANGES, labels);
    const again = { event: 'retried', from: 'failed', to: 'pending', source: 'request' };
    expect(changes(again)).toBe(1);
    const byWord = { source: 'operator' };
    expect(changes({ event: 'marked_completed', from: 'failed', to: 'completed', ...byWord })).toBe(
      1,
    );
    expect(changes({ event: 'marked_failed', from: 'processing', to: 'failed', ...byWord })).toBe(
      1,
    );
    expect(changes(byWord)).toBe(2);
  });

  it('count a wrong amount and a refused prompt', async () => {
    await initiate(app, shop, { amount: '1.00', phone_number: aPhone() }).expect(400);
    app.simulator.control.addFault({ fault: 'validation_error', endpoint: 'stk', times: 1 });
    await initiate(app, shop, { phone_number: aPhone() }).expect(400);
    const samples = await scrape(app);
    const labels = { from: 'none', to: 'failed', source: 'request' };
    expect(valueOf(samples, CHANGES, { event: 'amount_refused', ...labels })).toBe(1);
    expect(valueOf(samples, CHANGES, { event: 'refused', from: 'pending', to: 'failed' })).toBe(1);
    expect(valueOf(samples, CALLS, { operation: 'prompt', outcome: 'refused' })).toBe(1);
  });

  it('count webhooks by trust, from zero on', async () => {
    const before = await scrape(app);
    expect(valueOf(before, WEBHOOKS, { trust: 'refused' })).toBe(0);
    const sold = await aPromptOut(app, shop);
    await deliver(app, paidEvent(sold, shop, { challenge: 'a guess' }));
    await deliver(app, { invoice_id: 'NOBODYS', state: 'COMPLETE' });
    const after = await scrape(app);
    expect(valueOf(after, WEBHOOKS, { kind: 'collection', trust: 'refused' })).toBe(1);
    const hints = (samples: Sample[]): number => valueOf(samples, WEBHOOKS, { trust: 'hint' }) ?? 0;
    expect(hints(after) - hints(before)).toBe(1);
  });

  it('have no label whose values come from outside', async () => {
    const canary = `canary${randomHex(8)}`;
    const routes = (samples: Sample[]): Set<string | undefined> =>
      new Set(samples.filter(({ name }) => name === REQUESTS).map(({ labels }) => labels['route']));
    for (let count = 0; count < 20; count += 1) {
      await app.get(`/${canary}-${count}/`, { 'X-Request-Id': `${canary}-${count}` });
      await app.get(`/payments/${canary}-${count}/`, shop.token);
      await app.get(`/%E0%A4%A${canary}`);
      await request(app.url).propfind(`/payments/${canary}`);
      await app.post('/payments/webhook/', { invoice_id: `${canary}${count}`, state: canary });
      await app.post('/users/login/', { username: canary, password: canary });
    }
    const samples = await scrape(app);
    expect(JSON.stringify(samples)).not.toContain(canary);
    expect(JSON.stringify(samples)).not.toContain('PROPFIND');
    for (const route of routes(samples)) expect(route).toMatch(/^(unmatched|(\/[a-z:.-]+)+)$/);
  });

  it('show the pool of connections', async () => {
    const samples = await scrape(app);
    expect(valueOf(samples, 'lipafi_database_connections_max')).toBe(8);
    expect(valueOf(samples, 'lipafi_database_connections')).toBeLessThanOrEqual(8);
    expect(valueOf(samples, 'lipafi_database_connections_awaited')).toBe(0);
  });
});

/** The machine's clock, put forward. */
class ForwardClock extends Clock {
  aheadMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
}

describe('the figures that only the database knows', () => {
  const clock = new ForwardClock();
  let own: TestDatabase;
  let proxy: DatabaseProxy;
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    own = await createTestDatabase();
    proxy = await startDatabaseProxy(own.url);
    app = await startTestApp({ databaseUrl: proxy.url, clock });
    shop = await aShop(app);
  });
  afterAll(async () => {
    await app.stop();
    await app.simulator.stop();
    await proxy.stop();
    await own.drop();
  });
  // With all that belongs to payments. Nothing runs the jobs of this server meanwhile.
  beforeEach(async () => {
    await app.database.transaction(async (tx) => {
      // A trigger keeps the history of payments otherwise.
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query('TRUNCATE payments CASCADE');
      await tx.query('DELETE FROM graphile_worker._private_jobs');
    });
  });

  /** Two payments that wait for an operator. */
  async function twoInReview(reason: string): Promise<PromptOut[]> {
    const sold = [await aPromptOut(app, shop), await aPromptOut(app, shop)];
    await app.database.query('UPDATE payments SET review_reason = $1', [reason]);
    return sold;
  }

  /** Collects until a metric shows this, a few seconds later each time: figures are kept for so long. */
  const scrapeUntil = (
    name: string,
    value: number,
    labels: Readonly<Record<string, string>> = {},
  ): Promise<Sample[]> =>
    until(
      `${name} is ${value}`,
      () => {
        clock.aheadMs += 5_000;
        return scrape(app);
      },
      (samples) => valueOf(samples, name, labels) === value,
    );

  it('are all zero while nothing is unfinished', async () => {
    for (const name of [
      'lipafi_payments_open',
      'lipafi_payments_overdue',
      'lipafi_payments_in_review',
      'lipafi_inbox_waiting',
      'lipafi_inbox_lag_seconds',
      'lipafi_routers_unreachable',
    ]) {
      const samples = await scrapeUntil(name, 0);
      expect(valueOf(samples, 'lipafi_database_figures_known')).toBe(1);
    }
  });

  it('show routers that have been away for two minutes, and none that restarts', async () => {
    const away = (seconds: number) =>
      app.database.query(
        `UPDATE routers SET unreachable_since = now() - $2 * interval '1 second' WHERE id = $1`,
        [shop.routerId, seconds],
      );
    await away(125);
    await scrapeUntil('lipafi_routers_unreachable', 1);
    await away(60);
    await scrapeUntil('lipafi_routers_unreachable', 0);
    await app.database.query('UPDATE routers SET unreachable_since = NULL');
  });

  it('show open payments by channel and age, and which are overdue', async () => {
    const [young, old] = [await aPromptOut(app, shop), await aPromptOut(app, shop)];
    await app.database.query(
      `UPDATE payment_attempts SET created_at = now() - interval '21 minutes' WHERE payment_id = $1`,
      [old.id],
    );
    await app.database.query(
      `UPDATE payment_attempts SET created_at = now() - interval '19 minutes' WHERE payment_id = $1`,
      [young.id],
    );
    const open = 'lipafi_payments_open';
    const samples = await scrapeUntil(open, 2);
    expect(valueOf(samples, open, { channel: 'prompt', age: '15m_to_1h' })).toBe(2);
    expect(valueOf(samples, open, { channel: 'link' })).toBe(0);
    expect(valueOf(samples, 'lipafi_payments_overdue', { channel: 'prompt' })).toBe(1);
    expect(valueOf(samples, 'lipafi_payments_overdue', { channel: 'link' })).toBe(0);
  });

  it('show payments that wait for an operator', async () => {
    const [sold] = await twoInReview('double_payment');
    const name = 'lipafi_payments_in_review';
    const samples = await scrapeUntil(name, 2);
    expect(valueOf(samples, name, { reason: 'double_payment' })).toBe(2);
    expect(valueOf(samples, name, { reason: 'amount_mismatch' })).toBe(0);
    const resolution = { resolution: 'accepted', note: 'Looked at it' };
    const path = `/payments/${sold?.id ?? ''}/resolve-review/`;
    await app.post(path, resolution, shop.token).expect(200);
    await scrapeUntil(name, 1, { reason: 'double_payment' });
  });

  it.each(REVIEW_REASONS)('show payments under review because of %s', async (reason) => {
    await twoInReview(reason);
    await scrapeUntil('lipafi_payments_in_review', 2, { reason });
  });

  it('show no review that the operator has closed', async () => {
    const name = 'lipafi_payments_in_review';
    const reason = { reason: 'Refunded at IntaSend' };
    const sold = await twoInReview('double_payment');
    await scrapeUntil(name, 2);
    for (const { id } of sold) {
      await app.post(`/payments/${id}/mark-completed/`, reason, shop.token).expect(200);
    }
    await scrapeUntil(name, 0);
  });

  it('show how late webhooks and jobs are', async () => {
    const sold = await aPromptOut(app, shop);
    await app.post('/payments/webhook/', paidEvent(sold, shop)).expect(200);
    await app.database.query(`UPDATE webhook_events SET received_at = now() - interval '1 hour'`);
    await app.database.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now() - interval '10 minutes'
        WHERE key LIKE 'webhook-%'`,
    );
    const task = { task: 'process_webhook' };
    const behind = await scrapeUntil('lipafi_jobs_waiting', 1, task);
    expect(valueOf(behind, 'lipafi_inbox_waiting')).toBe(1);
    expect(valueOf(behind, 'lipafi_inbox_lag_seconds')).toBeGreaterThanOrEqual(3600);
    expect(valueOf(behind, 'lipafi_jobs_lag_seconds', task)).toBeGreaterThanOrEqual(600);
    await scrapeUntil('lipafi_jobs_failed', 0, task);

    await app.database.query(
      `UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key LIKE 'webhook-%'`,
    );
    const failed = await scrapeUntil('lipafi_jobs_failed', 1, task);
    expect(valueOf(failed, 'lipafi_jobs_waiting', task)).toBe(0);
  });

  it('are left out, and all others shown, when the database does not respond', async () => {
    proxy.silence();
    const samples = await scrapeUntil('lipafi_database_figures_known', 0);
    expect(valueOf(samples, 'lipafi_payments_open')).toBeUndefined();
    expect(valueOf(samples, 'lipafi_inbox_lag_seconds')).toBeUndefined();
    expect(valueOf(samples, REQUESTS)).toBeGreaterThan(0);

    proxy.restore();
    await scrapeUntil('lipafi_database_figures_known', 1);
  });
});
