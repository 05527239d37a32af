import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, program } from './child.js';
import { LipafiServer, startFleet } from './lipafi.js';
import {
  freshNumber,
  itemsFor,
  measure,
  type Measurement,
  shopOf,
  type Target,
} from './measure.js';
import { type Options } from './options.js';
import { loginAgain } from './shop.js';
import { type Dataset, type BenchEnvironment } from './environment.js';
import { alikeTwice, type Transcript, transcribe } from './transcript.js';
import { Recorder } from './wire/recorder.js';
import { secondsOf, type Workload } from './workloads.js';
import { type BarePlan } from './baselines/bare-plan.js';
import { type Limit, measureLimit } from './baselines/pgbench.js';

/** A workload on one dataset, measured on the server and both baselines. */
export interface Comparison {
  readonly workload: string;
  readonly payments: number;
  /** The duration of each measurement. */
  readonly seconds: number;
  readonly roundTrips: number;
  readonly lipafi: readonly Measurement[];
  /** Empty when several servers are measured, because the bare server is a single process. */
  readonly bare: readonly Measurement[];
  /** Empty where there is no pgbench. */
  readonly limit: readonly Limit[];
}

/** The pool size of the server and of the bare server. */
const POOL_SIZE = 10;
/** Longer than all other delays, even on a busy machine. */
const PAUSE_MS = 400;
/** Jobs that were due when the server started are done within this many, 24 s. */
const MAX_RECORDINGS = 60;

/** Measures the server and its baselines alternately. */
export async function compare(
  environment: BenchEnvironment,
  options: Options,
  workload: Workload,
  size: 'small' | 'large',
  pgbench: string | null,
): Promise<Comparison> {
  const dataset = await environment.dataset(size);
  const transcript = await record(environment, dataset, workload);
  await environment.setLatency(workload.latencyMs);
  const fleet = await startFleet(
    { database: dataset.database, providerUrl: environment.providerUrl },
    options.servers,
  );
  const token = await loginAgain(fleet.urls[0], shopOf(dataset, workload));
  const lipafi = turnOf(fleet.urls, fleet.children);
  const bare =
    options.servers === 1 ? [await startBare(environment, dataset, workload, transcript)] : [];
  const turns = [lipafi, ...bare];
  const limit: Limit[] = [];
  const seconds = secondsOf(workload, options);
  const given = { token, connections: options.connections };
  try {
    for (let turn = 0; turn <= options.repetitions; turn += 1) {
      for (const { target, done } of turns) {
        const others = turns.filter((other) => other.target !== target).flatMap(childrenOf);
        // Suspends the processes that are not measured, so that they use no CPU. They are idle.
        signal(others, 'SIGSTOP');
        const measured = await measure(environment, dataset, workload, target, {
          ...given,
          seconds: turn === 0 ? options.warmUpSeconds : seconds,
        });
        if (turn > 0) done.push(measured);
        signal(others, 'SIGCONT');
      }
      // pgbench calls no provider, so the limit is measured only for workloads without latency.
      if (turn > 0 && pgbench !== null && workload.latencyMs === 0) {
        signal(turns.flatMap(childrenOf), 'SIGSTOP');
        const prepared = await itemsFor(dataset, workload, seconds);
        limit.push(
          measureLimit(pgbench, {
            transcript,
            databaseUrl: dataset.database.directUrl,
            items: workload.request(shopOf(dataset, workload), token, prepared).items,
            clients: options.connections,
            seconds,
            scriptFile: join(environment.directory, 'limit.sql'),
          }),
        );
        signal(turns.flatMap(childrenOf), 'SIGCONT');
      }
    }
  } finally {
    signal(turns.flatMap(childrenOf), 'SIGCONT');
    for (const child of turns.flatMap(childrenOf)) await child.stop();
  }
  return {
    workload: workload.name,
    payments: options.rows[size],
    seconds,
    roundTrips: transcript.steps.filter(({ isPipelined }) => !isPipelined).length,
    lipafi: lipafi.done,
    bare: bare[0]?.done ?? [],
    limit,
  };
}

/** A target that is measured alternately with others, with its results. */
interface Turn {
  readonly target: Target;
  readonly children: readonly Child[];
  readonly done: Measurement[];
}

const turnOf = (urls: readonly string[], children: readonly Child[]): Turn => ({
  target: { urls, pids: children.map(({ pid }) => pid) },
  children,
  done: [],
});

const childrenOf = ({ children }: Turn): readonly Child[] => children;

function signal(children: readonly Child[], name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const child of children) child.process.kill(name);
}

/** Records what the server does for one request of the workload. */
export async function record(
  environment: BenchEnvironment,
  dataset: Dataset,
  workload: Workload,
): Promise<Transcript> {
  const recorder = await Recorder.before(dataset.database.directUrl);
  const server = await LipafiServer.start({
    database: { url: recorder.url, directUrl: recorder.url, replicaUrl: null },
    providerUrl: environment.providerUrl,
    // A worker polls for jobs, so it runs only where it does part of the work.
    workerMode: workload.answersAfter === undefined ? 'off' : 'inline',
  });
  try {
    const shop = shopOf(dataset, workload);
    const token = await loginAgain(server.url, shop);
    await environment.setLatency(PAUSE_MS);
    const template = workload.request(
      shop,
      token,
      (await itemsFor(dataset, workload, 1)).slice(-MAX_RECORDINGS),
    );
    const next = () =>
      transcribe(recorder, server.url, workload, template, {
        number: freshNumber(),
        pauseMs: PAUSE_MS,
      });
    return await alikeTwice(next, MAX_RECORDINGS);
  } finally {
    await server.child.stop();
    recorder.stop();
  }
}

async function startBare(
  environment: BenchEnvironment,
  dataset: Dataset,
  workload: Workload,
  transcript: Transcript,
): Promise<Turn> {
  const { rows } = await dataset.pool.query<{ hash: string }>(
    'SELECT password_hash AS hash FROM users WHERE id = $1',
    [dataset.shop.userId],
  );
  const plan: BarePlan = {
    transcript,
    databaseUrl: dataset.database.directUrl,
    poolSize: POOL_SIZE,
    providerUrl: environment.providerUrl,
    call: workload.call ?? null,
    passwordHash: workload.comparesPassword === true ? (rows[0]?.hash ?? null) : null,
    password: dataset.shop.password,
    // Outside of the range of numbers that the server gets.
    firstNumber: 50_000_000 + freshNumber() * 1_000,
  };
  const file = join(environment.directory, 'bare.json');
  await writeFile(file, JSON.stringify(plan));
  const child = Child.start([program('bare'), file], {}, 'piped');
  const url = await child.firstLine();
  return turnOf([url], [child]);
}
