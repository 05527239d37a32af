import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startEmbeddedPostgres, type EmbeddedPostgresOptions } from '../embedded-postgres.js';

/**
 * A process that runs an embedded server: `node server-program.js <options as JSON>`. It prints the
 * URL, and ends in the way that a line on its input names, or by a signal.
 */
const options = JSON.parse(process.argv[2] ?? '{}') as EmbeddedPostgresOptions;
const server = await startEmbeddedPostgres(options);
process.stdout.write(`${server.url}\n`);

const [line] = (await once(createInterface(process.stdin), 'line')) as [string];
switch (line) {
  case 'stop':
    await server.stop();
    process.exit();
    break;
  case 'exit':
    process.exit();
    break;
  case 'throw':
    throw new Error('Nobody catches this');
  default:
    throw new Error(`No such end: ${line}`);
}
