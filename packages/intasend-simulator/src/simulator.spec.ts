import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startWebhookReceiver } from 'simulator-core/testing';
import { type Simulator, startSimulator } from './simulator.js';
import { Merchant } from './testing/merchant.js';

describe('startSimulator', () => {
  let simulator: Simulator | undefined;

  afterEach(() => simulator?.stop());

  it('listens on a free local port and returns its URL', async () => {
    simulator = await startSimulator({ port: 0 });
    expect(simulator.url).toBe(`http://127.0.0.1:${simulator.port}`);
    expect((await new Merchant(simulator.url).push()).status).toBe(200);
  });

  it('rejects when the port is taken', async () => {
    simulator = await startSimulator({ port: 0 });
    await expect(startSimulator({ port: simulator.port })).rejects.toThrow('EADDRINUSE');
  });

  it('rejects an invalid webhook URL', async () => {
    await expect(startSimulator({ port: 0, webhookUrl: 'localhost' })).rejects.toThrow('http');
  });

  it('runs by itself, faster than real time', async () => {
    const receiver = await startWebhookReceiver();
    simulator = await startSimulator({ port: 0, speed: 10_000, webhookUrl: receiver.url });
    await new Merchant(simulator.url).push();
    await receiver.arrived(3);
    await receiver.stop();
    expect(receiver.states()).toEqual(['PENDING', 'PROCESSING', 'COMPLETE']);
  });

  it('stops in the middle of everything and can start again on the same port', async () => {
    const receiver = await startWebhookReceiver();
    receiver.answerWith(() => ({ status: 200, hold: true }));
    const first = await startSimulator({ port: 0, speed: 10_000, webhookUrl: receiver.url });
    first.control.addFault({ fault: 'hang', endpoint: 'checkout' });
    first.control.addFault({ fault: 'delay', endpoint: 'status', delayMs: 600_000 });
    const shop = new Merchant(first.url);
    await shop.push();
    const cut = [shop.checkout(), shop.status('AAAAAAA')].map((call) =>
      call.then(
        () => 'answered',
        () => 'cut',
      ),
    );
    await receiver.arrived(1);
    await first.stop();
    await receiver.stop();

    expect(await Promise.all(cut)).toEqual(['cut', 'cut']);
    simulator = await startSimulator({ port: first.port });
    expect(simulator.port).toBe(first.port);
  });

  it('answers a GET whose body is not announced, as the official Node client sends it', async () => {
    simulator = await startSimulator({ port: 0 });
    const socket = connect(simulator.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(
      'GET /api/v1/chargebacks/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
        'Authorization: Bearer ISSecretKey_test_a\r\nINTASEND_PUBLIC_API_KEY: ISPubKey_test_a\r\n' +
        'Connection: keep-alive\r\n\r\n{"public_key":"ISPubKey_test_a"}',
    );
    await once(socket, 'close');

    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('"results":[]');
  });

  it('answers bytes that are no request with 400', async () => {
    simulator = await startSimulator({ port: 0 });
    const socket = connect(simulator.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write('nonsense\r\n\r\n');
    await once(socket, 'close');

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  });

  it('refuses a body that is too large in the shape of other refusals', async () => {
    simulator = await startSimulator({ port: 0 });
    const { status, body } = await new Merchant(simulator.url).push({ name: 'x'.repeat(200_000) });
    expect(status).toBe(413);
    expect(body).toMatchObject({ type: 'client_error' });
  });
});
