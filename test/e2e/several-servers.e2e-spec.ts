import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { Deployment, type Running } from '../support/deployment.js';
import { aPhone, checkStatus, eventsOf, initiate, paymentDetails } from '../support/selling.js';
import { settledAs } from '../support/settling.js';
import { aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { aPromptOut, paidEvent, WEBHOOK_PATH } from '../support/webhooks.js';

const STATUS = '/payment/status/';
const A_MINUTE = 60_000;
const AT_ONCE = 8;

const statusesOf = (answers: readonly Response[]): number[] =>
  answers.map(({ status }) => status).sort();

describe('two server processes on one database', () => {
  let around: Deployment;
  let servers: readonly [Running, Running];
  let shop: Shop;

  beforeAll(async () => {
    around = await Deployment.open({
      RATE_LIMIT_SCALE: '1',
      STATUS_CHECK_MIN_INTERVAL_MS: '600000',
      // Only the tests ask, however long they take.
      RECONCILE_FIRST_DELAY_MS: '3600000',
    });
    servers = await Promise.all([around.start(), around.start()]);
    shop = await aShop(servers[0]);
    around.simulator.control.setWebhook(null, shop.publishableKey);
  });
  afterAll(() => around.close());

  /** Sends the same thing to both, in turn and all at once. */
  const toBoth = (send: (server: Running) => PromiseLike<Response>): Promise<Response[]> =>
    Promise.all(
      Array.from({ length: AT_ONCE }, (_each, index) => send(servers[index % 2] ?? servers[0])),
    );
  const promptsOf = (phone: string): readonly unknown[] =>
    around.simulator.control.invoices().filter((each) => each.phone === `254${phone.slice(1)}`);

  it('take a double tap for one', async () => {
    const phone = aPhone();
    const answers = await toBoth((server) => initiate(server, shop, { phone_number: phone }));
    expect(statusesOf(answers)).toEqual([...Array<number>(AT_ONCE - 1).fill(200), 201]);
    expect(promptsOf(phone)).toHaveLength(1);
  });

  it('carry a request with an Idempotency-Key out once', async () => {
    const phone = aPhone();
    const saleRequest = shop.saleRequest({ phone_number: phone });
    const headers = { ...shop.portal, 'Idempotency-Key': 'one-sale-at-two-servers' };
    const path = '/payments/intasend/initiate/';
    const answers = await toBoth((server) => server.post(path, saleRequest, headers));
    const carriedOut = answers.filter(({ status }) => status === 201);
    expect(carriedOut.length).toBeGreaterThan(0);
    for (const { status } of answers) expect([201, 409]).toContain(status);
    expect(new Set(carriedOut.map(({ body }) => String(body.payment.id))).size).toBe(1);
    for (const server of servers) {
      const again = await server.post(path, saleRequest, headers).expect(201);
      expect(again.headers['idempotent-replayed']).toBe('true');
    }
    expect(promptsOf(phone)).toHaveLength(1);
  });

  it('allow a phone its three prompts together', async () => {
    const phone = aPhone();
    const answers = await toBoth((server) =>
      initiate(server, shop, { phone_number: phone, mac_address: aDevice() }),
    );
    expect(statusesOf(answers)).toEqual([201, 201, 201, ...Array<number>(AT_ONCE - 3).fill(429)]);
    expect(promptsOf(phone)).toHaveLength(3);
  });

  it('ask IntaSend about a payment once in the time that is set', async () => {
    const sold = await aPromptOut(servers[0], shop);
    const before = around.proxy.asked.length;
    const answers = await toBoth((server) => checkStatus(server, shop, sold.id));
    expect(statusesOf(answers)).toEqual(Array<number>(AT_ONCE).fill(200));
    const asked = around.proxy.asked.slice(before).filter((path) => path.endsWith(STATUS));
    expect(asked).toHaveLength(1);
  });

  it('store a webhook once, and apply it once', async () => {
    const sold = await aPromptOut(servers[0], shop);
    const answers = await toBoth((server) => server.post(WEBHOOK_PATH, paidEvent(sold, shop)));
    expect(statusesOf(answers)).toEqual(Array<number>(AT_ONCE).fill(200));
    const told = await settledAs(around, servers[1], shop, sold.id, 'completed');
    expect(eventsOf(told).filter((event) => event === 'completed')).toHaveLength(1);
    const stored = await around.query('SELECT id FROM webhook_events WHERE payment_id = $1', [
      sold.id,
    ]);
    expect(stored).toHaveLength(1);
  });

  it('end a login at both when it is ended at one', async () => {
    const other = await aShop(servers[0]);
    await servers[0].post('/users/logout/', {}, other.token).expect((answer) => {
      expect(answer.status).toBeLessThan(300);
    });
    await servers[1].get('/payments/', other.token).expect(401);
  });

  it('refuse a public key that was replaced at one: that one at once, the other after the notification', async () => {
    const other = await aShop(servers[0]);
    const portalAt = (server: Running) =>
      server.get(`/routers/${other.routerId}/packages/`, other.portal);
    for (const server of servers) await portalAt(server).expect(200);
    await servers[0].post('/users/rotate-api-keys/', {}, other.token).expect(201);
    await portalAt(servers[0]).expect(401);
    await until(
      'the other server refuses the replaced key',
      async () => portalAt(servers[1]),
      ({ status }) => status === 401,
    );
  });
});

describe('processes that share the work', () => {
  let around: Deployment;
  let shop: Shop;

  beforeAll(async () => {
    around = await Deployment.open({ RECONCILE_FIRST_DELAY_MS: '300' });
  });
  afterAll(() => around.close());

  /** Sells on a server, lets the customer pay, and sends no webhook. */
  async function soldAndPaid(server: Running): Promise<string> {
    around.simulator.control.setWebhook(null, shop.publishableKey);
    const { body } = await initiate(server, shop, { phone_number: aPhone() }).expect(201);
    await around.simulator.control.advance(A_MINUTE);
    return String(body.payment.id);
  }
  /** Jobs of one payment: a server that was killed may have left one of another. */
  const jobs = (id: string): Promise<{ attempts: number }[]> =>
    around.query(`SELECT attempts FROM graphile_worker.jobs WHERE key = 'follow-' || $1 || '-1'`, [
      id,
    ]);

  it('inline: serves and works', async () => {
    const server = await around.start({ WORKER_MODE: 'inline' });
    shop = await aShop(server);
    await settledAs(around, server, shop, await soldAndPaid(server), 'completed');
    await server.process.kill();
  });

  it('off: serves and leaves the work; only: works and serves nothing', async () => {
    const server = await around.start({ WORKER_MODE: 'off' });
    const id = await soldAndPaid(server);
    await around.until('a job is due', 'SELECT id FROM graphile_worker.jobs WHERE run_at < now()');
    expect((await paymentDetails(server, shop, id)).status).toBe('processing');
    expect(await jobs(id)).toEqual([{ attempts: 0 }]);

    const worker = await around.startWorker();
    await settledAs(around, server, shop, id, 'completed');
    const line = await worker.logged(
      'that a payment is settled',
      ({ msg }) => msg === 'payment settled',
    );
    expect(line).toMatchObject({ paymentId: id, source: 'reconciliation' });
    const url = await worker.ready();
    expect((await fetch(`${url}/payments/`)).status).toBe(404);
    await worker.kill();
  });

  it('any number of them: each payment is settled once, by any of them', async () => {
    const server = await around.start({ WORKER_MODE: 'off' });
    const ids: string[] = [];
    for (let count = 0; count < 10; count += 1) ids.push(await soldAndPaid(server));
    const workers = await Promise.all([around.startWorker(), around.startWorker()]);
    for (const id of ids) {
      const told = await settledAs(around, server, shop, id, 'completed');
      expect(eventsOf(told).filter((event) => event === 'completed')).toHaveLength(1);
    }
    await around.until(
      'no job is left',
      'SELECT 1 WHERE NOT EXISTS (SELECT FROM graphile_worker.jobs)',
    );
    for (const worker of workers) expect(worker.hasEnded).toBe(false);
  });
});

let devices = 16;

/** A device that no other call has named. */
const aDevice = (): string => `aa:bb:cc:00:00:${(devices++).toString(16)}`;
