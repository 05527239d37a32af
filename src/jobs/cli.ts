import 'reflect-metadata';
import { withCommandDatabase } from '../command-database.js';
import { loadSettings } from '../config/settings.js';
import { type Database } from '../database/database.js';
import { WEBHOOK_OUTCOMES } from '../webhooks/webhook-event.js';
import { WebhookEventsRepository } from '../webhooks/webhook-events.repository.js';
import { JobsRepository } from './jobs.repository.js';

const USAGE = `Usage: npm run jobs -- <command>
  failed                  list the jobs that were given up
  retry <id> ...          have failed jobs run again now
  webhooks <outcome>      list the newest webhooks that are: ${WEBHOOK_OUTCOMES.join(', ')}
  replay <id> ...         have webhooks processed once more`;

const MAX_ROWS = 200;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The command line for jobs and webhooks. It may run next to the server. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case 'failed':
      return onDatabase(async (database) => {
        print(await new JobsRepository(database).listFailed(MAX_ROWS));
      });
    case 'retry':
      if (!areIds(args)) break;
      return onDatabase(async (database) => {
        const ids = await new JobsRepository(database).retry(args);
        say(`${ids.length} of ${args.length} jobs will run again`);
      });
    case 'webhooks': {
      const outcome = WEBHOOK_OUTCOMES.find((known) => known === args[0]);
      if (!outcome) break;
      return onDatabase(async (database) => {
        print(await new WebhookEventsRepository(database, database).listAll(outcome, MAX_ROWS));
      });
    }
    case 'replay':
      if (!areIds(args)) break;
      return onDatabase(async (database) => {
        const ids = await new WebhookEventsRepository(database, database).replay(args, null);
        say(`${ids.length} of ${args.length} webhooks will be processed again`);
      });
    case undefined:
    default:
      break;
  }
  say(USAGE);
  return 2;
}

/** Row ids: at least one, each a valid id of the database. */
const areIds = (args: readonly string[]): boolean =>
  args.length > 0 && args.every((arg) => /^\d{1,18}$/.test(arg));

/** Prints one row per line as JSON, so that other programs can read it. */
function print(rows: readonly object[]): void {
  for (const row of rows) say(JSON.stringify(row));
  if (rows.length === 0) say('Nothing to show.');
}

async function onDatabase(work: (database: Database) => Promise<void>): Promise<number> {
  await withCommandDatabase(loadSettings(), work);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
