import 'reflect-metadata';
import { readOptions, type SoakOptions, USAGE, UsageError } from './options.js';
import { report } from './report.js';
import { findFreeradius } from '../support/freeradius-server.js';
import { Soak } from './soak.js';
import { startEnvironment } from './environment.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const sayWhen = (line: string): void => {
  say(`${performance.now().toFixed(0).padStart(8)} ms  ${line}`);
};

/** @returns whether the books agree and no error has happened */
async function soak(options: SoakOptions): Promise<boolean> {
  const surprises: string[] = [];
  say(`Soak: ${JSON.stringify(options)}`);
  const environment = await startEnvironment(options, (words) => void surprises.push(words));
  let isClean = false;
  try {
    const outcome = await new Soak(options, environment, surprises, sayWhen).run();
    say(report(outcome));
    isClean = outcome.differences.length === 0;
  } finally {
    const known = surprises.length;
    await environment.stop();
    for (const words of surprises.slice(known)) say(`At the end: ${words}`);
    isClean &&= surprises.length === known;
    if (isClean) await environment.clear();
    else say(`Everything that was written is in ${environment.directory}`);
  }
  return isClean;
}

/** Without FreeRADIUS nobody logs in. In CI that is an error, because the audit would say less. */
function withRadius(options: SoakOptions): SoakOptions {
  if (!options.access || findFreeradius()) return options;
  const words = 'No FreeRADIUS found (see FREERADIUS_ROOT): nobody logs in at a router.';
  if (process.env['CI']) throw new UsageError(words);
  say(words);
  return { ...options, access: false, radiusKills: 0 };
}

// The exit stops the database and all started processes; a signal alone would not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) say(USAGE);
  else process.exitCode = (await soak(withRadius(options))) ? 0 : 1;
} catch (error) {
  const isExpected = error instanceof UsageError;
  const text = error instanceof Error ? (isExpected ? error.message : error.stack) : String(error);
  process.stderr.write(`${text ?? 'The soak could not run.'}\n`);
  process.exitCode = isExpected ? 2 : 1;
}
// Keep-alive connections would keep the process running for a while.
process.exit();
