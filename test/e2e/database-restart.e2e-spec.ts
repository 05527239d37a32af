import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Deployment, type Running } from '../support/deployment.js';
import { type LogLine } from '../support/lipafi-process.js';
import { EmbeddedBench, gone } from 'embedded-postgres-server/testing';
import { aFreePort } from '../support/free-ports.js';
import { aPhone, checkStatus, createLink, eventsOf, initiate } from '../support/selling.js';
import { settledAs } from '../support/settling.js';
import { aShop, type Shop } from '../support/shop.js';

const STATUS = '/payment/status/';
const A_MINUTE = 60_000;
/** As many as an operator's questions run at once. */
const JOBS = 6;
const NOT_STORED = /^Failed to fail jobs/;
const ENDED = /^the worker has ended unexpectedly/;

describe('a database server that crashes and comes back', () => {
  let bench: EmbeddedBench;
  let around: Deployment;
  let server: Running;
  let shop: Shop;
  let port: number;

  beforeAll(async () => {
    bench = await EmbeddedBench.open();
    port = await aFreePort();
    const { url } = await bench.start({ durable: true, port });
    around = await Deployment.on(url, {
      MIGRATE_ON_START: 'true',
      // The answers of IntaSend are held while jobs gather.
      INTASEND_TIMEOUT_MS: '60000',
      RECONCILE_FIRST_DELAY_MS: '100',
    });
    server = await around.start();
    shop = await aShop(server);
    around.simulator.control.setWebhook(null, shop.publishableKey);
  });
  afterAll(async () => {
    await around.close();
    await bench.close();
  });

  /** As `pg_ctl stop -m immediate`: every session is cut off, nothing is put in order. */
  async function crash(): Promise<void> {
    const postmaster = await bench.postmaster();
    process.kill(postmaster.pid, 'SIGQUIT');
    await gone(postmaster);
  }

  async function comeBack(): Promise<void> {
    const { url } = await bench.start({ port, durable: true });
    expect(url).toBe(around.databaseUrl);
  }

  const isListening = (): Promise<unknown> =>
    around.until(
      'the worker listens for jobs',
      `SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN "jobs:insert"%' AND state = 'idle'`,
    );

  it('costs the requests of that time an error, and the server nothing', async () => {
    const { body: sold } = await initiate(server, shop).expect(201);
    await isListening();
    await crash();

    const answers = await Promise.all([
      server.get('/payments/', shop.token),
      checkStatus(server, shop, sold.payment.id),
      createLink(server, shop),
      server.post('/payments/webhook/', { invoice_id: 'KNDELM3', state: 'COMPLETE' }),
    ]);
    for (const { status, body, headers } of answers) {
      expect({ status, body }).toEqual({
        status: 500,
        body: {
          error: expect.any(String),
          code: 'internal_error',
          request_id: headers['x-request-id'],
        },
      });
    }

    await comeBack();
    expect((await server.get('/payments/', shop.token).expect(200)).body.results).toHaveLength(1);
    await isListening();
    await around.simulator.control.advance(A_MINUTE);
    await settledAs(around, server, shop, sold.payment.id, 'completed');
    expect(server.process.hasEnded).toBe(false);
  });

  it('loses no job that was running, however many results could not be stored', async () => {
    const held = Array.from({ length: JOBS }, () => around.proxy.hold(STATUS));
    const sold: unknown[] = [];
    while (sold.length < JOBS) {
      const { body } = await initiate(server, shop, { phone_number: aPhone() }).expect(201);
      sold.push(body.payment.id);
    }
    await Promise.all(held.map(({ arrived }) => arrived));
    await around.simulator.control.advance(A_MINUTE);
    const linesLike = (what: RegExp): LogLine[] =>
      server.process.lines.filter(({ msg }) => what.test(String(msg)));
    const endsBefore = linesLike(ENDED).length;
    await crash();
    for (const [index, each] of held.entries()) {
      each.release();
      await server.process.logged(
        'that the result was not stored',
        () => linesLike(NOT_STORED).length > index,
      );
    }
    await server.process.logged(
      'that the worker has ended',
      () => linesLike(ENDED).length > endsBefore,
    );
    expect(linesLike(ENDED).at(-1)).toMatchObject({ err: { message: expect.any(String) } });

    await comeBack();
    for (const id of sold) {
      const told = await settledAs(around, server, shop, id, 'completed');
      expect(eventsOf(told).filter((event) => event === 'completed')).toHaveLength(1);
      expect(around.simulator.control.invoices(`${String(id)}-1`)).toHaveLength(1);
    }
    await isListening();
    expect(server.process.hasEnded).toBe(false);
    expect(server.process.lines.filter(({ level }) => level === 'fatal')).toEqual([]);
  });

  it('leaves nothing stuck', async () => {
    await around.until(
      'no job runs and none has failed for good',
      `SELECT 1 WHERE NOT EXISTS (SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL
                                                                      OR attempts >= max_attempts)`,
    );
  });

  it('does not keep the server from stopping', async () => {
    expect(await server.process.terminate()).toEqual({ code: 0, signal: null });
  });
});
