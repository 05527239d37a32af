import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import { json as jsonOf } from 'node:stream/consumers';
import { type Headers } from '../support/app.js';
import { Deployment, type Running } from '../support/deployment.js';
import { aPhone, checkStatus, initiate, paymentDetails } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';

const PROMPT = '/payment/mpesa-stk-push/';
const INITIATE = '/payments/intasend/initiate/';
const STATUS = '/payment/status/';
const CLEAN = { code: 0, signal: null };

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly body: unknown;
}

/** Sends JSON on a connection of the agent's, which is kept alive as browsers and proxies do. */
async function send(
  agent: Agent,
  url: string,
  body: object = {},
  headers: Headers = {},
): Promise<Answer> {
  const options = {
    agent,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(url, options, resolve).on('error', reject).end(JSON.stringify(body));
  });
  const {
    statusCode,
    headers: { connection },
  } = answer;
  return { status: statusCode, connection, body: await jsonOf(answer) };
}

describe('a server that is asked to stop', () => {
  let around: Deployment;
  let server: Running;
  let shop: Shop;
  let agent: Agent;

  beforeAll(async () => {
    around = await Deployment.open({ INTASEND_TIMEOUT_MS: '60000' });
  });
  afterAll(() => around.close());
  beforeEach(async () => {
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    server = await around.start({ WORKER_MODE: 'off' });
    shop = await aShop(server);
  });
  afterEach(() => {
    agent.destroy();
  });

  it('stops at once when nothing is going on, though connections are kept alive', async () => {
    const { connection } = await send(agent, `${server.url}/payments/webhook/`);
    expect(connection).toBe('keep-alive');
    expect(await server.process.terminate()).toEqual(CLEAN);
  });

  it('answers the request that is running, and hangs up', async () => {
    const held = around.proxy.hold(PROMPT);
    const answer = send(agent, `${server.url}${INITIATE}`, shop.saleRequest(), shop.portal);
    await held.arrived;
    const end = server.process.terminate();
    await server.process.logged('that it is stopping', ({ msg }) => msg === 'stopping');
    held.release();

    expect(await answer).toMatchObject({ status: 201 });
    expect(await end).toEqual(CLEAN);
  });

  it('records the result of a sale whose customer has disconnected', async () => {
    const held = around.proxy.hold(PROMPT);
    const phone = aPhone();
    const leaving = send(
      agent,
      `${server.url}${INITIATE}`,
      shop.saleRequest({ phone_number: phone }),
      {
        ...shop.portal,
      },
    ).catch(() => 'gone');
    await held.arrived;
    agent.destroy();
    expect(await leaving).toBe('gone');

    expect(await server.process.terminate()).toEqual(CLEAN);
    expect(
      await around.query(
        `SELECT a.delivery FROM payment_attempts a JOIN payments p ON p.id = a.payment_id
          WHERE p.phone_number = $1`,
        [phone],
      ),
    ).toEqual([{ delivery: 'unknown' }]);
  });

  it('takes no new request, on a new connection or on one that was kept alive', async () => {
    const held = around.proxy.hold(PROMPT);
    const answer = initiate(server, shop).then((each) => each);
    await held.arrived;
    const finish = await unfinishedRequest(server.url);
    const end = server.process.terminate();
    await until(
      'the server refuses new connections',
      () => send(agent, server.url).then(() => 'an answer', String),
      (seen) => seen.includes('ECONNREFUSED'),
    );

    const [, refusal = ''] = (await finish()).split('HTTP/1.1 503 ');
    expect(refusal).toMatch(/^Connection: close\r$/m);
    expect(refusal).toMatch(/^Retry-After: \d+\r$/m);
    expect(JSON.parse(refusal.split('\r\n\r\n')[1] ?? '')).toEqual({
      error: 'This server is being stopped. Send the request again.',
      code: 'stopping',
      request_id: expect.any(String),
    });
    held.release();
    expect((await answer).status).toBe(201);
    expect(await end).toEqual(CLEAN);
  });

  it('does not wait for IntaSend for ever, and answers that the outcome is unknown', async () => {
    const held = around.proxy.hold(PROMPT);
    const answer = initiate(server, shop).then((each) => each);
    await held.arrived;
    const end = server.process.terminate();

    const { status, body } = await answer;
    expect({ status, outcome: body.payment.status }).toEqual({ status: 202, outcome: 'pending' });
    expect(await end).toEqual(CLEAN);
  });
});

describe('a worker that is asked to stop', () => {
  let around: Deployment;
  let server: Running;
  let shop: Shop;

  beforeAll(async () => {
    around = await Deployment.open({
      INTASEND_TIMEOUT_MS: '60000',
      RECONCILE_FIRST_DELAY_MS: '100',
    });
    server = await around.start({ WORKER_MODE: 'off' });
    shop = await aShop(server);
    around.simulator.control.setWebhook(null, shop.publishableKey);
  });
  afterAll(() => around.close());

  it('finishes the job that is running, and takes no other', async () => {
    const { body } = await initiate(server, shop).expect(201);
    await around.simulator.control.advance(60_000);
    const held = around.proxy.hold(STATUS);
    const worker = await around.startWorker();
    await held.arrived;
    const end = worker.terminate();
    await worker.logged('that it is stopping', ({ msg }) => msg === 'stopping');
    const other = await initiate(server, shop, { phone_number: '0712000001' }).expect(201);
    held.release();

    expect(await end).toEqual(CLEAN);
    expect((await paymentDetails(server, shop, body.payment.id)).status).toBe('completed');
    const left = await around.query(
      `SELECT attempts, locked_at FROM graphile_worker.jobs WHERE key = $1`,
      [`follow-${String(other.body.payment.id)}-1`],
    );
    expect(left).toEqual([{ attempts: 0, locked_at: null }]);
    await checkStatus(server, shop, other.body.payment.id).expect(200);
  });

  it('gives a job that waits for IntaSend up in time, and the job is not lost', async () => {
    await around.query('DELETE FROM graphile_worker._private_jobs');
    const sold = await initiate(server, shop, { phone_number: '0700000112' }).expect(201);
    const held = around.proxy.hold(STATUS);
    const worker = await around.startWorker();
    await held.arrived;
    expect(await worker.terminate()).toEqual(CLEAN);

    expect(await around.query('SELECT key, locked_at FROM graphile_worker.jobs')).toEqual([
      { key: `follow-${String(sold.body.payment.id)}-1`, locked_at: null },
    ]);
  });
});

/**
 * Opens a connection and sends the beginning of a request; what is returned sends its end, and
 * gives what came back. To the server the request is there only then.
 */
async function unfinishedRequest(url: string): Promise<() => Promise<string>> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let received = '';
  socket.on('data', (chunk: string) => (received += chunk));
  await once(socket, 'connect');
  const whole = `GET /payments/ HTTP/1.1\r\nHost: ${host}\r\n`;
  socket.write(`${whole}\r\n${whole}`);
  await once(socket, 'data');
  return async () => {
    socket.write('\r\n');
    await once(socket, 'end');
    return received;
  };
}
