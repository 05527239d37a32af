import 'reflect-metadata';
import { withCommandDatabase } from '../command-database.js';
import { KeyRing } from '../common/crypto/key-ring.js';
import { loadSettings } from '../config/settings.js';
import { type BrokenSeal, type ColumnCount, reseal, surveySeals } from './rotate-keys.js';
import { SealedValuesRepository } from './sealed-values.repository.js';

const USAGE = `Usage: cli.js <command>
  generate   print a new key for ENCRYPTION_KEY
  check      count what is sealed with the first key of ENCRYPTION_KEY and what with older ones;
             ends with 1 while anything still needs an older one
  rotate     seal everything anew with the first key; the server may run meanwhile, and a run that
             was broken off is simply started again`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs the command and returns the exit status. */
async function main([command]: readonly string[]): Promise<number> {
  switch (command) {
    case 'generate':
      say(KeyRing.generateKey());
      return 0;
    case 'check':
      return onSeals(check);
    case 'rotate':
      return onSeals(rotate);
    case undefined:
    default:
      complain(USAGE);
      return 2;
  }
}

type Work = (values: SealedValuesRepository, ring: KeyRing) => Promise<number>;

function onSeals(work: Work): Promise<number> {
  const settings = loadSettings();
  const ring = KeyRing.parse(settings.encryptionKeys);
  return withCommandDatabase(settings, async (database) => {
    // For the only connection of this command: a table with few sealed values takes long to read.
    await database.query('SET statement_timeout = 0');
    return work(new SealedValuesRepository(database), ring);
  });
}

async function check(values: SealedValuesRepository, ring: KeyRing): Promise<number> {
  const { columns, broken } = await surveySeals(values, ring);
  for (const count of columns) say(describe(count));
  for (const seal of broken) complain(name(seal));
  const older = columns.reduce((sum, count) => sum + count.older, 0);
  if (broken.length === 0 && older === 0) say('The first key opens everything.');
  return broken.length === 0 && older === 0 ? 0 : 1;
}

async function rotate(values: SealedValuesRepository, ring: KeyRing): Promise<number> {
  const { columns, broken } = await surveySeals(values, ring);
  for (const count of columns) say(describe(count));
  for (const seal of broken) complain(name(seal));
  if (broken.length > 0) {
    complain('Nothing was changed. Put the key that sealed these values into ENCRYPTION_KEY.');
    return 1;
  }
  for (const { table, column, resealed } of await reseal(values, ring)) {
    say(`${table}.${column}: ${resealed} sealed anew`);
  }
  // Another process may have used an older key meanwhile, so everything is checked again.
  return check(values, ring);
}

const describe = ({ table, column, newest, older }: ColumnCount): string =>
  `${table}.${column}: ${newest} sealed with the first key, ${older} with older ones`;

const name = ({ table, column, key }: BrokenSeal): string =>
  `${table}.${column} of row ${key} cannot be opened with any key of ENCRYPTION_KEY`;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
