import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { type AccessFigures, accessPage, measureAccess } from './access/access.js';
import { type IsolationResult, isolationPage, checkIsolation } from './isolation-check.js';
import { compare, type Comparison } from './compare.js';
import { type Options, readOptions, USAGE } from './options.js';
import { type DashboardFigures, dashboardPage, measureDashboard } from './dashboard/dashboard.js';
import { explainAll } from './plans/explain.js';
import { plansPage, plansTable } from './plans/plans-page.js';
import { profile, profilePage, type Profile } from './profile.js';
import {
  measureReconciliation,
  type Reconciliation,
  reconciliationPage,
} from './reconciliation.js';
import { type PortalFigures, measurePortal, portalPage } from './portal/portal.js';
import { table } from './report.js';
import { BenchEnvironment } from './environment.js';
import { type Workload, WORKLOADS } from './workloads.js';
import { findPgbench } from './baselines/pgbench.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Measures every workload and prints the results. */
async function measureAll(environment: BenchEnvironment, options: Options): Promise<void> {
  const pgbench = findPgbench();
  if (pgbench === null) say('pgbench is not installed: the limit is not measured');
  const comparisons: Comparison[] = [];
  let isolation: IsolationResult | null = null;
  let reconciliation: Reconciliation | null = null;
  // The small dataset first: on a database from the options, adding payments cannot be undone.
  for (const size of ['small', 'large'] as const) {
    for (const workload of wanted(options)) {
      if (!workload.sizes.includes(size)) continue;
      say(`${workload.name}, ${options.rows[size]} payments`);
      comparisons.push(await compare(environment, options, workload, size, pgbench));
    }
    if (size === 'small' && isWanted('isolation', options)) {
      say('isolation: reads beside many sales');
      isolation = await checkIsolation(environment, options);
    }
    if (size === 'small' && isWanted('reconcile', options)) {
      say('reconciliation');
      reconciliation = await measureReconciliation(environment, options);
    }
  }
  let access: AccessFigures | null = null;
  if (isWanted('access', options)) {
    say('access: logins at a RADIUS server');
    access = await measureAccess(environment, options);
    if (access === null) say('FreeRADIUS is not installed: access is not measured');
  }
  let portal: PortalFigures | null = null;
  if (isWanted('portal', options)) {
    say('portal: phones that wait for their payment');
    portal = await measurePortal(environment, options);
  }
  let dashboard: DashboardFigures | null = null;
  if (isWanted('dashboard', options)) {
    say('dashboard: every request of its screens');
    dashboard = await measureDashboard(environment, options, say);
  }
  const others = { reconciliation, access, portal, dashboard };
  const results = { ...resultsOf(options, comparisons, isolation), ...others };
  await writeFile(options.json, JSON.stringify(results, null, 2));
  process.stdout.write(
    `Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}\n\n`,
  );
  if (comparisons.length > 0) process.stdout.write(`${table(comparisons)}\n`);
  if (isolation) process.stdout.write(`\n${isolationPage(isolation)}\n`);
  if (reconciliation) process.stdout.write(`\n${reconciliationPage(reconciliation)}\n`);
  if (access) process.stdout.write(`\n${accessPage(access)}\n`);
  if (portal) process.stdout.write(`\n${portalPage(portal)}\n`);
  if (dashboard) process.stdout.write(`\n${dashboardPage(dashboard)}\n`);
  if (dashboard?.requests.some(({ refused }) => refused !== null) === true) process.exitCode = 1;
  say(`The same as JSON: ${options.json}`);
}

/** Prints where the server spends its time. */
async function profileAll(
  environment: BenchEnvironment,
  options: Options,
  folder: string,
): Promise<void> {
  const profiles = new Map<string, Profile>();
  for (const workload of wanted(options)) {
    say(workload.name);
    profiles.set(workload.name, await profile(environment, options, workload, folder));
  }
  process.stdout.write(`${profilePage(profiles)}\n`);
}

/** Writes the query plans of the hot statements. */
async function explain(options: Options, file: string): Promise<void> {
  say(`Plans, ${options.rows.large} payments`);
  const explained = await explainAll(options.rows.large);
  await writeFile(file, plansPage(explained));
  process.stdout.write(`${plansTable(explained.statements)}\n`);
  say(`The whole plans: ${file}`);
}

const isWanted = (name: string, { only }: Options): boolean =>
  only.length === 0 || only.includes(name);

const wanted = (options: Options): readonly Workload[] =>
  WORKLOADS.filter(({ name }) => isWanted(name, options));

const resultsOf = (
  options: Options,
  comparisons: readonly Comparison[],
  isolation: IsolationResult | null,
) => ({
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cpus: cpus().length,
  seconds: options.seconds,
  repetitions: options.repetitions,
  connections: options.connections,
  servers: options.servers,
  comparisons,
  isolation,
});

async function run(options: Options): Promise<void> {
  if (options.plans !== null) {
    await explain(options, options.plans);
    return;
  }
  const environment = await BenchEnvironment.start(options);
  try {
    if (options.profile !== null) await profileAll(environment, options, options.profile);
    else await measureAll(environment, options);
  } finally {
    await environment.stop();
  }
}

// What runs for the benchmark, and its files, are removed at the end of this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  say(USAGE);
  process.exitCode = 1;
}
