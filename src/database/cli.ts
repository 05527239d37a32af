import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { loadSettings } from '../config/settings.js';
import { startEmbeddedPostgres } from '../development-packages.js';
import { commandDataSourceOptions } from './data-source.js';
import { revertLastMigration, runMigrations } from './migrate.js';
import { checkMigrations } from './migration-check.js';
import { type DatabaseSetting, reaching } from './reach-database.js';

const USAGE = `Usage: cli.js <command>
  run      apply the pending migrations to the database of the settings
  revert   take back the migration applied last
  check    prove, on a temporary database, that the migrations go up and down and
           make the schema that the entities describe`;

const POOL_SIZE = 1;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs the command that the arguments name, and returns the exit status. */
async function main([command]: readonly string[]): Promise<number> {
  switch (command) {
    case 'run':
      return onConfiguredDatabase(run);
    case 'revert':
      return onConfiguredDatabase(revert);
    case 'check':
      return onTemporaryDatabase(check);
    case undefined:
    default:
      complain(USAGE);
      return 2;
  }
}

async function run(dataSource: DataSource): Promise<number> {
  const applied = await runMigrations(dataSource, say);
  if (applied.length === 0) say('No migrations are pending');
  return 0;
}

async function revert(dataSource: DataSource): Promise<number> {
  const reverted = await revertLastMigration(dataSource);
  say(reverted === undefined ? 'No migration is applied' : `Reverted migration ${reverted}`);
  return 0;
}

async function check(dataSource: DataSource): Promise<number> {
  const faults = await checkMigrations(dataSource);
  for (const fault of faults) complain(fault);
  if (faults.length === 0) say('The migrations go up and down, and the entities agree with them');
  return faults.length === 0 ? 0 : 1;
}

type Work = (dataSource: DataSource) => Promise<number>;

async function onConfiguredDatabase(work: Work): Promise<number> {
  const { database, dataDir } = loadSettings();
  const url = database.directUrl ?? database.url;
  if (url) return onDatabase(url.reveal(), database.directSetting, work);
  return onEmbeddedDatabase(dataDir, true, work);
}

async function onTemporaryDatabase(work: Work): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'lipafi-migrations-'));
  try {
    await chmod(directory, 0o711);
    return await onEmbeddedDatabase(directory, false, work);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function onEmbeddedDatabase(dataDir: string, durable: boolean, work: Work): Promise<number> {
  const server = await startEmbeddedPostgres({ dataDir, durable });
  try {
    return await onDatabase(server.url, null, work);
  } finally {
    await server.stop();
  }
}

async function onDatabase(url: string, setting: DatabaseSetting, work: Work): Promise<number> {
  const dataSource = new DataSource(commandDataSourceOptions(url, POOL_SIZE));
  await reaching(setting, () => dataSource.initialize());
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
