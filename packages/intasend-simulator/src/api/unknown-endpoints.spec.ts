import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, get } from 'node:http';
import { json } from 'node:stream/consumers';
import { type Simulator, startSimulator } from '../simulator.js';
import { NodeClient } from '../testing/node-client.js';

const NOT_FOUND = {
  type: 'client_error',
  errors: [{ code: 'not_found', detail: 'Not found.', attr: null }],
};

describe('an endpoint that is not there', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, speed: 0 });
  });

  afterEach(() => simulator.stop());

  it.each(['/api/v1/nothing/', '/api/v1/wallets/A/nothing/', '/nothing'])(
    'is 404 in the shape of other refusals, and the connection goes on: %s',
    async (path) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const ask = (): Promise<{ status?: number; body: unknown; isReused: boolean }> =>
        new Promise((resolve, reject) => {
          const call = get(new URL(path, simulator.url), { agent }, (response) => {
            const status = response.statusCode ?? 0;
            json(response).then((body) => {
              resolve({ status, body, isReused: call.reusedSocket });
            }, reject);
          });
          call.once('error', reject);
        });

      expect(await ask()).toEqual({ status: 404, body: NOT_FOUND, isReused: false });
      expect(await ask()).toEqual({ status: 404, body: NOT_FOUND, isReused: true });
      agent.destroy();
    },
  );

  it("leaves no broken connection to the official Node client's next call", async () => {
    const client = new NodeClient(simulator.url);
    for (let times = 0; times < 5; times += 1) {
      expect(await client.send('GET', '/api/v1/nothing/')).toMatchObject({
        status: 404,
        body: NOT_FOUND,
      });
      expect(await client.send('GET', '/api/v1/wallets/')).toMatchObject({ status: 200 });
      expect(await client.send('POST', '/api/v1/nothing/')).toMatchObject({ status: 404 });
    }
    client.close();
  });
});
