import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A command to run, as `runCommand` sends it. */
export interface HostedCommand {
  /** Its path in the compiled sources, such as `src/keys/cli.js`. */
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The text to write to both outputs at the end, before the exit code. */
  readonly end: string;
}

let runs = 0;

/**
 * Runs a command in this process. Its modules stay loaded for the next one; only the program itself
 * is evaluated again, which a query in its URL makes Node.js do.
 */
async function run({ program, args, environment, end }: HostedCommand): Promise<void> {
  const file = join(import.meta.dirname, '..', '..', program);
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
  process.argv = [process.execPath, file, ...args];
  process.exitCode = 0;
  runs += 1;
  try {
    await import(`${pathToFileURL(file).href}?run=${runs}`);
  } catch (error) {
    process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
    process.exitCode = 1;
  }
  const ending = `${end}${process.exitCode}\n`;
  process.stdout.write(ending);
  process.stderr.write(ending);
}

process.on('message', (command: HostedCommand) => void run(command));
process.on('disconnect', () => process.exit());
