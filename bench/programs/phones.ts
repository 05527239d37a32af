import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type PhonesPlan, type PhonesResult } from '../portal/phones-plan.js';
import { quantile } from '../quantile.js';

/**
 * Phones whose pages ask for the state of a payment: `node phones.js <file with a PhonesPlan as
 * JSON>`. It prints a {@link PhonesResult} as JSON. Their pace is that of the portal's script.
 */
const FAST_MS = 2_000;
const FAST_UNTIL_MS = 30_000;
const SLOW_MS = 4_000;

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as PhonesPlan;
/** Each phone has a connection of its own. */
const agent = new Agent({ keepAlive: true });
const latencies: number[] = [];
let failed = 0;

function ask(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${plan.url}${path}`, { agent }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        resolve(answer.statusCode);
      });
    }).on('error', reject);
  });
}

async function phone(path: string, opened: number): Promise<void> {
  const until = opened + plan.seconds * 1_000;
  for (;;) {
    const usual = performance.now() - opened < FAST_UNTIL_MS ? FAST_MS : SLOW_MS;
    await wait(usual * (0.75 + Math.random() / 2));
    const sent = performance.now();
    if (sent > until) return;
    const status = await ask(path).catch(() => undefined);
    latencies.push(performance.now() - sent);
    if (status !== 200) failed += 1;
  }
}

const opened = performance.now();
await Promise.all(plan.paths.map((path) => phone(path, opened)));
agent.destroy();
const result: PhonesResult = {
  perSecond: latencies.length / plan.seconds,
  p50Ms: quantile(latencies, 0.5),
  p99Ms: quantile(latencies, 0.99),
  failed,
};
process.stdout.write(JSON.stringify(result));
