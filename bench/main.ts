import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { compare, type Comparison } from './compare.js';
import { type Options, readOptions, USAGE } from './options.js';
import { table } from './report.js';
import { Stage } from './stage.js';
import { WORKLOADS } from './workloads.js';
import { findPgbench } from './yardsticks/pgbench.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Measures every workload and prints what came of it. */
async function run(options: Options): Promise<void> {
  const pgbench = findPgbench();
  if (pgbench === null) say('pgbench is not here: no limit is measured');
  const stage = await Stage.set(options);
  const comparisons: Comparison[] = [];
  try {
    // All of the small database first: filling it up changes it for good where it is given.
    for (const size of ['small', 'large'] as const) {
      for (const workload of WORKLOADS) {
        const isWanted = options.only.length === 0 || options.only.includes(workload.name);
        if (!isWanted || !workload.sizes.includes(size)) continue;
        say(`${workload.name}, ${options.rows[size]} payments`);
        comparisons.push(await compare(stage, options, workload, size, pgbench));
      }
    }
  } finally {
    await stage.strike();
  }
  await writeFile(options.json, JSON.stringify(resultsOf(options, comparisons), null, 2));
  process.stdout.write(`${table(comparisons)}\n`);
  say(`The same as JSON: ${options.json}`);
}

const resultsOf = (options: Options, comparisons: readonly Comparison[]) => ({
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cpus: cpus().length,
  seconds: options.seconds,
  repetitions: options.repetitions,
  connections: options.connections,
  comparisons,
});

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  say(USAGE);
  process.exitCode = 1;
}
