import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { type Calm, calmPage, measureCalm } from './calm.js';
import { compare, type Comparison } from './compare.js';
import { type Options, readOptions, USAGE } from './options.js';
import { explainAll } from './plans/explain.js';
import { plansPage, plansTable } from './plans/plans-page.js';
import { profile, profilePage, type Profile } from './profile.js';
import {
  measureReconciliation,
  type Reconciliation,
  reconciliationPage,
} from './reconciliation.js';
import { table } from './report.js';
import { Stage } from './stage.js';
import { type Workload, WORKLOADS } from './workloads.js';
import { findPgbench } from './yardsticks/pgbench.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Measures every workload and prints what came of it. */
async function measureAll(stage: Stage, options: Options): Promise<void> {
  const pgbench = findPgbench();
  if (pgbench === null) say('pgbench is not here: no limit is measured');
  const comparisons: Comparison[] = [];
  let calm: Calm | null = null;
  let reconciliation: Reconciliation | null = null;
  // All of the small database first: filling it up changes it for good where it is given.
  for (const size of ['small', 'large'] as const) {
    for (const workload of wanted(options)) {
      if (!workload.sizes.includes(size)) continue;
      say(`${workload.name}, ${options.rows[size]} payments`);
      comparisons.push(await compare(stage, options, workload, size, pgbench));
    }
    if (size === 'small' && isWanted('calm', options)) {
      say('reads beside a waiting crowd');
      calm = await measureCalm(stage, options);
    }
    if (size === 'small' && isWanted('reconcile', options)) {
      say('reconciliation');
      reconciliation = await measureReconciliation(stage, options);
    }
  }
  await writeFile(
    options.json,
    JSON.stringify({ ...resultsOf(options, comparisons, calm), reconciliation }, null, 2),
  );
  process.stdout.write(
    `Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}\n\n`,
  );
  if (comparisons.length > 0) process.stdout.write(`${table(comparisons)}\n`);
  if (calm) process.stdout.write(`\n${calmPage(calm)}\n`);
  if (reconciliation) process.stdout.write(`\n${reconciliationPage(reconciliation)}\n`);
  say(`The same as JSON: ${options.json}`);
}

/** Says where the server spends its time. */
async function profileAll(stage: Stage, options: Options, folder: string): Promise<void> {
  const profiles = new Map<string, Profile>();
  for (const workload of wanted(options)) {
    say(workload.name);
    profiles.set(workload.name, await profile(stage, options, workload, folder));
  }
  process.stdout.write(`${profilePage(profiles)}\n`);
}

/** Says how the database finds what the hot statements ask for. */
async function explain(options: Options, file: string): Promise<void> {
  say(`Plans, ${options.rows.large} payments`);
  const explained = await explainAll(options.rows.large);
  await writeFile(file, plansPage(explained));
  process.stdout.write(`${plansTable(explained)}\n`);
  say(`The whole plans: ${file}`);
}

const isWanted = (name: string, { only }: Options): boolean =>
  only.length === 0 || only.includes(name);

const wanted = (options: Options): readonly Workload[] =>
  WORKLOADS.filter(({ name }) => isWanted(name, options));

const resultsOf = (options: Options, comparisons: readonly Comparison[], calm: Calm | null) => ({
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cpus: cpus().length,
  seconds: options.seconds,
  repetitions: options.repetitions,
  connections: options.connections,
  servers: options.servers,
  comparisons,
  calm,
});

async function run(options: Options): Promise<void> {
  if (options.plans !== null) {
    await explain(options, options.plans);
    return;
  }
  const stage = await Stage.set(options);
  try {
    if (options.profile !== null) await profileAll(stage, options, options.profile);
    else await measureAll(stage, options);
  } finally {
    await stage.strike();
  }
}

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  say(USAGE);
  process.exitCode = 1;
}
