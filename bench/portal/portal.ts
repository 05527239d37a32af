import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, program } from '../child.js';
import { type BenchEnvironment } from '../environment.js';
import { untilIdle } from '../idle.js';
import { LipafiServer } from '../lipafi.js';
import { fillingOf } from '../load-plan.js';
import { freshNumber, freshNumbers, refuseFailures, sendLoad } from '../measure.js';
import { type Options } from '../options.js';
import { median, shown } from '../report.js';
import { usageOf } from '../usage.js';
import { WORKLOADS } from '../workloads.js';
import { type PhonesPlan, type PhonesResult } from './phones-plan.js';
import { waitingPhones } from './waiting-phones.js';

const PHONES = 1_000;
const SALES_PER_SECOND = 50;
const SALES_CONNECTIONS = 20;
/** As long as the page asks often, and as long again. */
const SECONDS = 60;

/** One measurement; without phones there are no answers to them. */
interface Round {
  readonly sales: Answers;
  readonly states: Answers | null;
  /** CPU time of the server, in ms for each second. */
  readonly cpuMsPerSecond: number | null;
}

interface Answers {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sales alone, and beside phones that wait in the portal. */
export interface PortalFigures {
  readonly alone: readonly Round[];
  readonly besidePhones: readonly Round[];
}

/** Measures what waiting phones cost, and what they do to sales. */
export async function measurePortal(
  environment: BenchEnvironment,
  options: Options,
): Promise<PortalFigures> {
  const { database, pool, shop } = await environment.dataset('small');
  await environment.setLatency(0);
  const server = await LipafiServer.start({ database, providerUrl: environment.providerUrl });
  const seconds = Math.max(options.seconds, SECONDS * options.shareOfLength);
  const sell = WORKLOADS.find(({ name }) => name === 'initiate');
  if (!sell) throw new Error('There is no workload of sales');
  const { rows } = await pool.query<{ slug: string }>(
    'SELECT portal_slug AS slug FROM routers WHERE id = $1',
    [shop.routerId],
  );
  const portal = { url: server.url, slug: rows[0]?.slug ?? '' };

  const round = async (paths: readonly string[], length: number): Promise<Round> => {
    const before = usageOf(server.child.pid);
    const selling = sendLoad(environment, {
      urls: [server.url],
      connections: SALES_CONNECTIONS,
      perSecond: SALES_PER_SECOND,
      length: { kind: 'seconds', seconds: length },
      request: sell.request(shop, shop.accessToken, []),
      firstNumber: freshNumbers(),
    });
    const [sales, states] = await Promise.all([
      selling,
      paths.length === 0 ? null : wait(environment, { url: server.url, paths, seconds: length }),
    ]);
    const after = usageOf(server.child.pid);
    refuseFailures(sell, sales);
    if (states !== null && states.failed > 0)
      throw new Error(`${states.failed} phones got no answer`);
    await untilIdle([server.child.pid], 0);
    return {
      sales: { ...sales, perSecond: sales.requests / sales.seconds },
      states,
      cpuMsPerSecond: before && after ? (after.cpuMs - before.cpuMs) / length : null,
    };
  };

  try {
    await round([], options.warmUpSeconds);
    const alone: Round[] = [];
    const besidePhones: Round[] = [];
    for (let turn = 0; turn < options.repetitions; turn += 1) {
      alone.push(await round([], options.seconds));
      const first = freshNumbers();
      const numbers = Array.from({ length: PHONES }, (_, index) => fillingOf(first + index, []));
      const paths = await waitingPhones(portal, shop, numbers);
      besidePhones.push(await round(paths, seconds));
    }
    return { alone, besidePhones };
  } finally {
    await server.child.stop();
  }
}

/** The table in Markdown. */
export function portalPage({ alone, besidePhones }: PortalFigures): string {
  const row = (name: string, rounds: readonly Round[]): string => {
    const of = (part: 'sales' | 'states', field: keyof Answers): number | null =>
      median(rounds.map((each) => each[part]?.[field] ?? null));
    const cells = [
      shown(of('sales', 'perSecond'), 0),
      shown(of('sales', 'p50Ms'), 1),
      shown(of('sales', 'p99Ms'), 1),
      shown(of('states', 'perSecond'), 0),
      shown(of('states', 'p50Ms'), 1),
      shown(of('states', 'p99Ms'), 1),
      shown(median(rounds.map(({ cpuMsPerSecond }) => cpuMsPerSecond)), 0),
    ];
    return `| ${name} | ${cells.join(' | ')} |`;
  };
  return [
    `${SALES_PER_SECOND} sales a second, alone and beside ${PHONES.toLocaleString('en')} phones that ` +
      'wait in the portal:',
    '',
    '| sales | sales/s | p50 ms | p99 ms | states/s | p50 ms | p99 ms | CPU ms/s of the server |',
    '| --- | --: | --: | --: | --: | --: | --: | --: |',
    row('alone', alone),
    row('beside phones', besidePhones),
  ].join('\n');
}

async function wait(environment: BenchEnvironment, plan: PhonesPlan): Promise<PhonesResult> {
  const file = join(environment.directory, `phones-${freshNumber()}.json`);
  await writeFile(file, JSON.stringify(plan));
  const child = Child.start([program('phones'), file], {}, 'piped');
  return JSON.parse(await child.output()) as PhonesResult;
}
