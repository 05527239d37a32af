import { LipafiServer } from './lipafi.js';
import { type LoadResult } from './load-plan.js';
import { freshNumbers, refuseFailures, sendLoad } from './measure.js';
import { type Options } from './options.js';
import { median, shown } from './report.js';
import { atRest } from './rest.js';
import { type Shop } from './shop.js';
import { type Stage } from './stage.js';
import { usageOf } from './usage.js';
import { secondsOf, type Workload, WORKLOADS } from './workloads.js';

/** The workload whose customers wait, all the time, while another operator's portal reads. */
const CROWD = 'initiate-300ms';
const READS = 'package-list';
/** Reads a second, which a server has plenty of room for. */
const READS_PER_SECOND = 100;
const READING_PORTALS = 10;
/** How long the crowd gathers before the reads are measured. */
const GATHERING_SECONDS = 2;

/** How another operator's customers fare while a crowd waits for its prompts. */
export interface Calm {
  readonly waiting: number;
  readonly alone: Reads;
  readonly besideCrowd: Reads;
  readonly rssMb: number | null;
  readonly salesPerSecond: number;
}

/** Null when none was answered in time. */
interface Reads {
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Measures reads at a fixed rate, alone and beside a crowd of customers of another operator. */
export async function measureCalm(stage: Stage, options: Options): Promise<Calm> {
  const { database, shop, completing } = await stage.scene('small');
  const crowd = workloadOf(CROWD);
  const besideSeconds = secondsOf(crowd, options);
  const waiting = crowd.connections ?? options.connections;
  await stage.setLatency(crowd.latencyMs);
  const server = await LipafiServer.start({ database, providerUrl: stage.providerUrl });
  const read = (seconds: number): Promise<LoadResult> =>
    send(stage, server.url, workloadOf(READS), {
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
      const seconds = besideSeconds + GATHERING_SECONDS * 2;
      const selling = send(stage, server.url, crowd, {
        ...{ shop, connections: waiting, perSecond: null, seconds },
      });
      await read(GATHERING_SECONDS);
      beside.push(await read(besideSeconds));
      memory.push(usageOf(server.child.pid)?.rssMb ?? null);
      sales.push(await selling);
      // The next reads alone are alone.
      await atRest([server.child.pid], crowd.latencyMs);
    }
    return {
      waiting,
      alone: medians(alone),
      besideCrowd: medians(beside),
      rssMb: median(memory),
      salesPerSecond: median(sales.map(({ requests, seconds }) => requests / seconds)) ?? 0,
    };
  } finally {
    await server.child.stop();
  }
}

/** A sentence and a table in Markdown. */
export function calmPage({ waiting, alone, besideCrowd, rssMb, salesPerSecond }: Calm): string {
  const row = (name: string, { p50Ms, p99Ms }: Reads): string =>
    `| ${name} | ${shown(p50Ms, 1)} | ${shown(p99Ms, 1)} |`;
  return [
    `Package lists of one operator, ${READS_PER_SECOND} a second, while ${waiting} customers of ` +
      `another wait (${shown(salesPerSecond, 0)} sales a second, ${shown(rssMb, 0)} MB):`,
    '',
    '| reads | p50 ms | p99 ms |',
    '| --- | --: | --: |',
    row('alone', alone),
    row('beside the crowd', besideCrowd),
  ].join('\n');
}

async function send(
  stage: Stage,
  url: string,
  workload: Workload,
  load: {
    readonly shop: Shop;
    readonly connections: number;
    readonly perSecond: number | null;
    readonly seconds: number;
  },
): Promise<LoadResult> {
  const result = await sendLoad(stage, {
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
