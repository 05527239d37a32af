import { LipafiServer } from './lipafi.js';
import { type LoadResult } from './load-plan.js';
import { freshNumbers, refuseFailures, sendLoad } from './measure.js';
import { type Options } from './options.js';
import { median, shown } from './report.js';
import { untilIdle } from './idle.js';
import { type Shop } from './shop.js';
import { type BenchEnvironment } from './environment.js';
import { usageOf } from './usage.js';
import { secondsOf, type Workload, WORKLOADS } from './workloads.js';

/** The workload of one operator that runs while the portals of another operator read. */
const SALES = 'initiate-300ms';
const READS = 'package-list';
/** Reads per second, far below the capacity of a server. */
const READS_PER_SECOND = 100;
const READING_PORTALS = 10;
/** How long the workload runs before the reads are measured. */
const RAMP_UP_SECONDS = 2;

/** The latency of one operator's reads, without and with many waiting sales of another. */
export interface IsolationResult {
  readonly waiting: number;
  readonly alone: Reads;
  readonly besideSales: Reads;
  readonly rssMb: number | null;
  readonly salesPerSecond: number;
}

/** Null when no read was answered in time. */
interface Reads {
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Measures reads at a fixed rate, alone and next to many sales of another operator. */
export async function checkIsolation(
  environment: BenchEnvironment,
  options: Options,
): Promise<IsolationResult> {
  const { database, shop, completing } = await environment.dataset('small');
  const workload = workloadOf(SALES);
  const besideSeconds = secondsOf(workload, options);
  const waiting = workload.connections ?? options.connections;
  await environment.setLatency(workload.latencyMs);
  const server = await LipafiServer.start({ database, providerUrl: environment.providerUrl });
  const read = (seconds: number): Promise<LoadResult> =>
    send(environment, server.url, workloadOf(READS), {
      shop: completing,
      connections: READING_PORTALS,
      perSecond: READS_PER_SECOND,
      seconds,
    });
  try {
    await read(options.warmUpSeconds);
    const alone: LoadResult[] = [];
    const beside: LoadResult[] = [];
    const sales: LoadResult[] = [];
    const memory: (number | null)[] = [];
    for (let turn = 0; turn < options.repetitions; turn += 1) {
      alone.push(await read(options.seconds));
      const seconds = besideSeconds + RAMP_UP_SECONDS * 2;
      const selling = send(environment, server.url, workload, {
        ...{ shop, connections: waiting, perSecond: null, seconds },
      });
      await read(RAMP_UP_SECONDS);
      beside.push(await read(besideSeconds));
      memory.push(usageOf(server.child.pid)?.rssMb ?? null);
      sales.push(await selling);
      // The next measurement must start on an idle server.
      await untilIdle([server.child.pid], workload.latencyMs);
    }
    return {
      waiting,
      alone: medians(alone),
      besideSales: medians(beside),
      rssMb: median(memory),
      salesPerSecond: median(sales.map(({ requests, seconds }) => requests / seconds)) ?? 0,
    };
  } finally {
    await server.child.stop();
  }
}

/** The result as a sentence and a table in Markdown. */
export function isolationPage({
  waiting,
  alone,
  besideSales,
  rssMb,
  salesPerSecond,
}: IsolationResult): string {
  const row = (name: string, { p50Ms, p99Ms }: Reads): string =>
    `| ${name} | ${shown(p50Ms, 1)} | ${shown(p99Ms, 1)} |`;
  return [
    `Package lists of one operator, ${READS_PER_SECOND} a second, while ${waiting} customers of ` +
      `another wait (${shown(salesPerSecond, 0)} sales a second, ${shown(rssMb, 0)} MB):`,
    '',
    '| reads | p50 ms | p99 ms |',
    '| --- | --: | --: |',
    row('alone', alone),
    row('beside sales', besideSales),
  ].join('\n');
}

async function send(
  environment: BenchEnvironment,
  url: string,
  workload: Workload,
  load: {
    readonly shop: Shop;
    readonly connections: number;
    readonly perSecond: number | null;
    readonly seconds: number;
  },
): Promise<LoadResult> {
  const result = await sendLoad(environment, {
    urls: [url],
    connections: load.connections,
    perSecond: load.perSecond,
    length: { kind: 'seconds', seconds: load.seconds },
    request: workload.request(load.shop, load.shop.accessToken, []),
    firstNumber: freshNumbers(),
  });
  refuseFailures(workload, result);
  return result;
}

const medians = (results: readonly LoadResult[]): Reads => ({
  p50Ms: median(results.map(({ requests, p50Ms }) => (requests === 0 ? null : p50Ms))),
  p99Ms: median(results.map(({ requests, p99Ms }) => (requests === 0 ? null : p99Ms))),
});

function workloadOf(name: string): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name);
  if (!found) throw new Error(`There is no workload "${name}"`);
  return found;
}
