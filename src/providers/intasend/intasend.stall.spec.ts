import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { INTASEND_ACCOUNT } from '../../../test/support/scripted-intasend.js';
import { createLogger } from '../../common/logging/logger.js';
import { ProviderOutcomeUnknown } from '../provider-errors.js';
import { IntaSendClient } from './intasend.client.js';

/** Long enough for a busy machine to send the call before the stall. */
const TIMEOUT_MS = 1_000;
const STALL_MS = 1_500;

/** A server in its own thread, which keeps running while this one is blocked. */
const SERVER = `
  const { createServer } = require('node:http');
  const { gzipSync } = require('node:zlib');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      parentPort.postMessage('asked');
      if (!workerData.answers) return;
      setTimeout(() => {
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"state":"PENDING"}'));
      }, 100);
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

describe('IntaSendClient in a stalled process', () => {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  /**
   * The result of a call whose process is blocked from sending it until long after its time limit.
   */
  async function endOf(workerData: { readonly answers: boolean }): Promise<unknown> {
    const server = new Worker(SERVER, { eval: true, workerData });
    cleanUps.push(() => server.terminate());
    const [port] = (await once(server, 'message')) as [number];
    const silent = createLogger({ level: 'silent', pretty: false });
    const client = new IntaSendClient(`http://127.0.0.1:${port}`, silent);
    cleanUps.push(() => {
      client.close();
    });
    const asked = once(server, 'message');
    const end = client
      .call({ method: 'POST', path: 'x/', keys: 'both', timeoutMs: TIMEOUT_MS }, INTASEND_ACCOUNT)
      .catch((error: unknown) => error);
    await asked;
    // Timers run first, and received data is read after them.
    await nextTurn();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);
    return end;
  }

  it('reads a response that arrived during the stall', async () => {
    expect(await endOf({ answers: true })).toEqual({ state: 'PENDING' });
  });

  it('times out soon after the stall when there is none', async () => {
    expect(await endOf({ answers: false })).toBeInstanceOf(ProviderOutcomeUnknown);
  });
});
