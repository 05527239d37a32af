import autocannon from 'autocannon';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { type LoadPlan, type LoadResult, requestOf } from '../load-plan.js';
import { quantile } from '../quantile.js';

/**
 * The load generator: `node load.js <file with a LoadPlan as JSON>`. It prints a {@link LoadResult}
 * as JSON. It measures each latency itself, because autocannon's summary has whole milliseconds
 * only.
 */
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LoadPlan;
const latencies: number[] = [];
const statuses: Record<string, number> = {};
let sent = plan.firstNumber;
/** How often autocannon looks whether it is done, in ms. Unless set, each load takes whole seconds. */
const LOOK_EVERY_MS = 20;

const started = performance.now();
const cannon = autocannon(
  {
    url: plan.urls,
    connections: plan.connections,
    ...(plan.length.kind === 'seconds'
      ? { duration: plan.length.seconds }
      : { amount: plan.length.requests }),
    ...(plan.perSecond === null ? {} : { overallRate: plan.perSecond }),
    timeout: 60,
    sampleInt: LOOK_EVERY_MS,
    requests: [
      {
        ...requestOf(plan, sent),
        setupRequest: (request) => ({ ...request, ...requestOf(plan, sent++) }),
      },
    ],
  },
  (error, { errors }) => {
    if (error) throw error;
    const result: LoadResult = {
      requests: latencies.length,
      startedMs: started,
      seconds: (performance.now() - started) / 1000,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      statuses,
      errors,
      nextNumber: sent,
    };
    process.stdout.write(JSON.stringify(result));
  },
);
cannon.on('response', (_client: unknown, status: number, _bytes: number, tookMs: number) => {
  latencies.push(tookMs);
  statuses[status] = (statuses[status] ?? 0) + 1;
});
