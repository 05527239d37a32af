import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from 'intasend-simulator';
import { type RouterOs, startRouterOs } from 'router-simulator';
import { startTestApp, type TestApp } from '../support/app.js';
import { type CallMade, commandsOf, runCommands } from '../support/documented-commands.js';

/** The speed of the simulated time: 17 seconds take a third of a second. */
const SPEED = 50;

describe('the commands of the documents', () => {
  let simulator: Simulator;
  let app: TestApp;
  let device: RouterOs;

  beforeAll(async () => {
    simulator = await startSimulator({ port: 0, speed: SPEED });
    device = await startRouterOs({ login: { username: 'api', password: 'router' } });
    app = await startTestApp({
      simulator,
      routerAddresses: { refusalOf: () => null },
      settings: { RATE_LIMIT_SCALE: '1' },
    });
    simulator.control.setWebhook({ url: `${app.url}/payments/webhook/`, challenge: null });
  });
  afterAll(async () => {
    await app.stop();
    await device.stop();
    await simulator.stop();
  });

  /** Runs a document as its reader would, and holds every answer to what the document says. */
  async function follow(document: string): Promise<CallMade[]> {
    const blocks = await commandsOf(new URL(`../../${document}`, import.meta.url));
    const calls = await runCommands(blocks, {
      'http://localhost:3000': app.url,
      '-d host=192.168.88.1 -d port=80': `-d host=127.0.0.1 -d port=${device.port}`,
    });
    const isAsSaid = ({ block, status }: CallMade): boolean =>
      block.status === null ? status < 400 : status === block.status;
    const wrong = calls.filter((call) => !isAsSaid(call));
    expect(wrong.map(({ block, status, answer }) => [block.line, status, answer])).toEqual([]);
    expect(new Set(calls.map(({ block }) => block))).toEqual(new Set(blocks));
    return calls;
  }

  it('docs/api.md leads through every task', async () => {
    const calls = await follow('docs/api.md');
    const answers = calls.map(({ answer }) => answer).join('\n');
    for (const said of [
      '"status":"completed"',
      '"is_online":true',
      '"is_valid":true',
      '"has_webhook_challenge":true',
      'Payment marked as failed',
      'Payment marked as completed',
      'Amount must match package price: 50.00 KES',
      '/checkout/',
      '"retry_count":1',
      '"state":"waiting"',
      '"login_ticket":"lt-',
    ]) {
      expect(answers).toContain(said);
    }
    expect(device.calls).toContain('GET /rest/system/resource');
  });

  it('README.md sells a package', async () => {
    const calls = await follow('README.md');
    expect(calls.at(-1)?.answer).toContain('"status":"completed"');
  });
});
