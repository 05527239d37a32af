import { type Pool } from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { LipafiServer } from './lipafi.js';
import { type Options } from './options.js';
import { median, shown } from './report.js';
import { seedPayments } from './seed.js';
import { openShop, type Shop } from './shop.js';
import { type BenchEnvironment } from './environment.js';

/** The provider's response time, in ms. */
const PROVIDER_MS = 20;
const OPERATORS = 20;
/** The number of payments of all operators, and of one, that are due at once. */
const DUE_OF_ALL = 2_000;
const DUE_OF_ONE = 1_000;
/** The number of customers whose webhook was lost. */
const CUSTOMERS = 6;
const LINKS = 900;
const FORGED_ABOUT_FINISHED = 300;
const FORGED_ABOUT_ONE = 6_000;
const SENDERS = 32;
const MAX_WAIT_MS = 90_000;
const LOOK_EVERY_MS = 50;

/** How fast payments are reconciled, and how long customers wait whose webhook was lost. */
export interface Reconciliation {
  /** Questions per second. */
  readonly allOperators: number;
  readonly oneOperator: number;
  /**
   * The time until the payments of all customers are completed, in ms, by the work that competes.
   */
  readonly customers: readonly { readonly beside: string; readonly ms: number }[];
}

/** Measures reconciliation with a provider that responds in {@link PROVIDER_MS}. */
export async function measureReconciliation(
  environment: BenchEnvironment,
  options: Options,
): Promise<Reconciliation> {
  const { database, pool, shop } = await environment.dataset('small');
  await environment.setLatency(PROVIDER_MS);
  const server = await LipafiServer.start({ database, providerUrl: environment.providerUrl });
  try {
    const shops: Shop[] = [];
    while (shops.length < OPERATORS) shops.push(await openShop(server.url));
    const [first = shop] = shops;
    const asked = { all: [] as number[], one: [] as number[] };
    const scenarios = scenariosOf(pool, server.url, first);
    const times = new Map<string, number[]>(scenarios.map(({ beside }) => [beside, []]));
    for (let turn = 0; turn < options.repetitions; turn += 1) {
      asked.all.push(await questionsPerSecond(pool, shops, DUE_OF_ALL / OPERATORS));
      asked.one.push(await questionsPerSecond(pool, [first], DUE_OF_ONE));
      for (const { beside, prepare } of scenarios) {
        times.get(beside)?.push(await customersServed(environment, pool, first, prepare));
      }
    }
    return {
      allOperators: median(asked.all) ?? 0,
      oneOperator: median(asked.one) ?? 0,
      customers: scenarios.map(({ beside }) => ({
        beside,
        ms: median(times.get(beside) ?? []) ?? 0,
      })),
    };
  } finally {
    await server.child.stop();
  }
}

/** The tables in Markdown. */
export function reconciliationPage({
  allOperators,
  oneOperator,
  customers,
}: Reconciliation): string {
  return [
    `Payments that fall due at once, at a provider that answers in ${PROVIDER_MS} ms:`,
    '',
    '| payments | questions/s |',
    '| --- | --: |',
    `| ${DUE_OF_ALL} of ${OPERATORS} operators | ${shown(allOperators, 0)} |`,
    `| ${DUE_OF_ONE} of one operator | ${shown(oneOperator, 0)} |`,
    '',
    `Until the payments of ${CUSTOMERS} customers are completed whose webhooks got lost:`,
    '',
    '| beside | s |',
    '| --- | --: |',
    ...customers.map(({ beside, ms }) => `| ${beside} | ${shown(ms / 1000, 2)} |`),
  ].join('\n');
}

interface Scenario {
  readonly beside: string;
  /** Starts the competing work, which may continue after it returns. */
  readonly prepare: () => Promise<{ readonly settled: Promise<unknown> }>;
}

const scenariosOf = (pool: Pool, url: string, shop: Shop): readonly Scenario[] => [
  { beside: 'nothing', prepare: () => Promise.resolve({ settled: Promise.resolve() }) },
  {
    beside: `${LINKS} links of the same operator that are due`,
    prepare: async () => {
      const links = await due(pool, shop, LINKS, 'link');
      return { settled: allAsked(pool, links) };
    },
  },
  {
    beside: `${FORGED_ABOUT_FINISHED} forged events about finished payments`,
    prepare: async () => {
      const finished = await seedPayments(pool, shop, {
        ...{ count: FORGED_ABOUT_FINISHED, status: 'completed', ageSeconds: 60 },
        sample: FORGED_ABOUT_FINISHED,
      } as const);
      await forge(url, finished);
      return { settled: allAsked(pool, finished) };
    },
  },
  {
    beside: `${FORGED_ABOUT_ONE} forged events about one payment`,
    prepare: async () => {
      const [one = ''] = await due(pool, shop, 1, 'prompt');
      const events = Array.from({ length: FORGED_ABOUT_ONE }, () => one);
      return { settled: forge(url, events) };
    },
  },
];

/** The questions per second when all payments of these operators are due at once. */
async function questionsPerSecond(
  pool: Pool,
  shops: readonly Shop[],
  ofEach: number,
): Promise<number> {
  const ids: string[] = [];
  for (const shop of shops) ids.push(...(await seed(pool, shop, ofEach)));
  const began = performance.now();
  await follow(pool, ids, 'prompt');
  await allAsked(pool, ids);
  return ids.length / ((performance.now() - began) / 1000);
}

/** The time until the payments of customers are completed, in ms. */
async function customersServed(
  environment: BenchEnvironment,
  pool: Pool,
  shop: Shop,
  prepare: Scenario['prepare'],
): Promise<number> {
  const ids = await seed(pool, shop, CUSTOMERS);
  for (const id of ids) {
    await fetch(`${environment.providerUrl}/paid/BENCH-${id}-1`, { method: 'PUT' });
  }
  const { settled } = await prepare();
  const began = performance.now();
  await follow(pool, ids, 'prompt');
  await until(pool, ids, `status <> 'completed'`);
  const ms = performance.now() - began;
  await settled;
  return ms;
}

async function due(
  pool: Pool,
  shop: Shop,
  count: number,
  channel: 'prompt' | 'link',
): Promise<string[]> {
  const ids = await seed(pool, shop, count);
  if (channel === 'link') {
    await pool.query(`UPDATE payment_attempts SET channel = 'link' WHERE payment_id = ANY ($1)`, [
      ids,
    ]);
  }
  await follow(pool, ids, channel);
  return ids;
}

const seed = (pool: Pool, shop: Shop, count: number): Promise<string[]> =>
  seedPayments(pool, shop, { count, status: 'processing', ageSeconds: 0, sample: count });

/** Adds reconciliation jobs for these payments, due now, as the server does. */
async function follow(pool: Pool, ids: readonly string[], channel: 'prompt' | 'link') {
  await pool.query(
    `SELECT graphile_worker.add_job(
              'follow_payment',
              json_build_object('paymentId', id, 'attempt', 1,
                                'state', json_build_object('asked', 0, 'secondLooks', 0)),
              run_at := now(), max_attempts := 25, job_key := 'follow-' || id || '-1',
              priority := $2)
       FROM unnest($1::uuid[]) AS due (id)`,
    [ids, channel === 'link' ? 10 : 0],
  );
}

const allAsked = (pool: Pool, ids: readonly string[]): Promise<void> =>
  until(pool, ids, 'status_asked_at IS NULL');

/** Waits until none of these payments has this state. */
async function until(pool: Pool, ids: readonly string[], state: string): Promise<void> {
  const deadline = performance.now() + MAX_WAIT_MS;
  for (;;) {
    const { rows } = await pool.query<{ left: string }>(
      `SELECT count(*) AS left FROM payments WHERE id = ANY ($1) AND ${state}`,
      [ids],
    );
    if (Number(rows[0]?.left) === 0) return;
    if (performance.now() > deadline) throw new Error(`${rows[0]?.left} payments stay: ${state}`);
    await wait(LOOK_EVERY_MS);
  }
}

/** Sends an unverified event about each of these payments, which reports a failed invoice. */
async function forge(url: string, ids: readonly string[]): Promise<void> {
  const left = ids.map((id, index) => ({ id, index }));
  const send = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const event = {
        ...{ invoice_id: `BENCH-${next.id}-1`, api_ref: `${next.id}-1`, state: 'FAILED' },
        ...{ currency: 'KES', value: '50.00', mpesa_reference: 'FORGED' },
        updated_at: new Date(Date.UTC(2026, 0, 1) + next.index * 1000).toISOString(),
      };
      await fetch(`${url}/payments/webhook/`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(event),
      });
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
}
