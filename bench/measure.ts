import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Child, program } from './child.js';
import { type LoadPlan, type LoadResult } from './load-plan.js';
import { untilIdle } from './idle.js';
import { openPayments, seedPayments } from './seed.js';
import { type Dataset, type BenchEnvironment } from './environment.js';
import { type Usage, usageOf } from './usage.js';
import { type Workload } from './workloads.js';

/** One measurement. */
export interface Measurement {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of all processes per request; null where the system does not report it. */
  readonly cpuMsPerRequest: number | null;
  readonly rssMb: number | null;
}

/** A target of measurements: servers of Lipafi, or the bare server. */
export interface Target {
  /** Each gets the same share of the requests. */
  readonly urls: readonly string[];
  /** Its processes, whose CPU and memory are added up. */
  readonly pids: readonly number[];
}

const MAX_COMPLETION_MS = 120_000;
const LOOK_EVERY_MS = 25;
/** Payments prepared per second of completing them: more than can be completed. */
const COMPLETIONS_PER_SECOND = 400;

/** Numbers all requests of the run, so that none is sent twice. */
let nextNumber = 1;
/** A load numbers its own requests, so simultaneous loads start this far apart. */
const MAX_REQUESTS_OF_A_LOAD = 1_000_000;

/** A number that no request has. */
export const freshNumber = (): number => (nextNumber += 1);

/** The first of enough numbers for a load. */
export const freshNumbers = (): number => (nextNumber += MAX_REQUESTS_OF_A_LOAD);

/**
 * Sends a workload to a server for some seconds, returns the results, and waits until it is idle.
 */
export async function measure(
  environment: BenchEnvironment,
  dataset: Dataset,
  workload: Workload,
  target: Target,
  given: { readonly token: string; readonly seconds: number; readonly connections: number },
): Promise<Measurement> {
  const items = await itemsFor(dataset, workload, given.seconds);
  const template = workload.request(shopOf(dataset, workload), given.token, items);
  const each = workload.needs === 'an open payment each';
  const before = usageOfAll(target);
  const started = performance.now();
  const load = await sendLoad(environment, {
    urls: target.urls,
    connections: workload.connections ?? given.connections,
    perSecond: null,
    length: each
      ? { kind: 'requests', requests: items.length }
      : { kind: 'seconds', seconds: given.seconds },
    request: template,
    firstNumber: each ? 0 : nextNumber,
  });
  // A webhook that was refused completes nothing, however long it is waited for.
  refuseFailures(workload, load);
  if (each) await allCompleted(dataset, items);
  const seconds = each
    ? (performance.now() - started) / 1000 - load.startedMs / 1000
    : load.seconds;
  const after = usageOfAll(target);
  if (!each) nextNumber = load.nextNumber;
  await untilIdle(target.pids, workload.latencyMs);
  return {
    perSecond: load.requests / seconds,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    cpuMsPerRequest: before && after ? (after.cpuMs - before.cpuMs) / load.requests : null,
    rssMb: after?.rssMb ?? null,
  };
}

/** The shop of a workload. */
export const shopOf = (dataset: Dataset, { needs }: Workload) =>
  needs === 'an open payment each' ? dataset.completing : dataset.shop;

/** The payments in the requests of a workload. */
export async function itemsFor(
  dataset: Dataset,
  { needs }: Workload,
  seconds: number,
): Promise<readonly string[]> {
  switch (needs) {
    case 'nothing':
      return [];
    case 'completed payments':
      return dataset.completed;
    case 'open payments':
      return dataset.open;
    case 'an open payment each': {
      const count = Math.ceil(COMPLETIONS_PER_SECOND * seconds);
      const wanted = { count, status: 'processing', ageSeconds: 0, sample: count } as const;
      return seedPayments(dataset.pool, dataset.completing, wanted);
    }
  }
}

/** Runs the load generator in its own process. */
export async function sendLoad(environment: BenchEnvironment, plan: LoadPlan): Promise<LoadResult> {
  // Several may run at the same time.
  const file = join(environment.directory, `load-${freshNumber()}.json`);
  await writeFile(file, JSON.stringify(plan));
  const child = Child.start([program('load'), file], {}, 'piped');
  return JSON.parse(await child.output()) as LoadResult;
}

async function allCompleted(dataset: Dataset, items: readonly string[]): Promise<void> {
  let until = performance.now() + MAX_COMPLETION_MS;
  let left = items.length;
  for (;;) {
    const open = await openPayments(dataset.pool, items);
    if (open === 0) return;
    // A slow machine takes longer, but goes on.
    if (open < left) until = performance.now() + MAX_COMPLETION_MS;
    left = open;
    if (performance.now() > until) {
      throw new Error(`${open} of ${items.length} payments are not completed, and none follows`);
    }
    await wait(LOOK_EVERY_MS);
  }
}

/** @throws Error when any request of the workload failed */
export function refuseFailures(
  { name }: Pick<Workload, 'name'>,
  { statuses, errors }: LoadResult,
): void {
  const failed = Object.keys(statuses).some((status) => !status.startsWith('2'));
  if (!failed && errors === 0) return;
  throw new Error(`${name}: ${errors} errors, answers ${JSON.stringify(statuses)}`);
}

function usageOfAll({ pids }: Target): Usage | null {
  const all = pids.map(usageOf);
  return (
    all.reduce((sum, usage) =>
      sum && usage ? { cpuMs: sum.cpuMs + usage.cpuMs, rssMb: sum.rssMb + usage.rssMb } : null,
    ) ?? null
  );
}
