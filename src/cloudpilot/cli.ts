import 'reflect-metadata';
import { withCommandDatabase } from '../command-database.js';
import { KeyRing } from '../common/crypto/key-ring.js';
import { loadSettings } from '../config/settings.js';
import { importCloudPilot, type ImportReport, ImportRefused } from './import.js';
import { CloudPilot } from './source.js';
import { type TargetTable } from './target.repository.js';

const USAGE = `Usage: npm run import:cloudpilot [-- --dry-run]
  Brings operators, API keys, routers, packages, provider keys and payments over from the database
  of a MikroTik CloudPilot that CLOUDPILOT_DATABASE_URL names. Its sealed values are opened with
  CLOUDPILOT_ENCRYPTION_KEY and sealed with ENCRYPTION_KEY. All or nothing; can be run again.
  --dry-run   do everything, say what came of it, and take it back`;

const TABLES: readonly TargetTable[] = [
  'users',
  'api_keys',
  'routers',
  'packages',
  'credentials',
  'payments',
];

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs the command in the arguments and returns the exit status. */
async function main(args: readonly string[]): Promise<number> {
  const isDryRun = args.includes('--dry-run');
  const settings = loadSettings();
  const { databaseUrl, encryptionKeys } = settings.cloudPilot;
  if (args.some((argument) => argument !== '--dry-run') || !databaseUrl || !encryptionKeys) {
    complain(USAGE);
    return 2;
  }
  const rings = {
    theirs: KeyRing.parse(encryptionKeys),
    ours: KeyRing.parse(settings.encryptionKeys),
  };
  const { reconcileFirstDelayMs: firstDelayMs } = settings.payments;
  const report = await withCommandDatabase(settings, (database) =>
    CloudPilot.reading(databaseUrl.reveal(), (source) =>
      importCloudPilot(source, database, { rings, isDryRun, firstDelayMs }),
    ),
  );
  print(report);
  say(isDryRun ? 'This was a dry run: nothing has changed.' : outcomeOf(report));
  return 0;
}

function print(report: ImportReport): void {
  const { found, before, added, after, statuses, followed, lockedOut, remarks } = report;
  for (const table of TABLES) {
    say(
      `${table}: ${found[table]} in CloudPilot; ${before[table]} here before, ` +
        `${added[table]} added, ${after[table]} here now`,
    );
  }
  const states = Object.entries(statuses).toSorted(([one], [two]) => (one < two ? -1 : 1));
  for (const [status, count] of states) say(`payments ${status} in CloudPilot: ${count}`);
  say(`open payments that the provider will be asked about: ${followed}`);
  for (const { id, username, reason } of lockedOut) {
    say(`auth_user ${id} (${username}) cannot log in with a password: ${reason}`);
  }
  for (const remark of remarks) say(remark);
}

const outcomeOf = ({ lockedOut }: ImportReport): string =>
  lockedOut.length === 0
    ? 'Everything is here.'
    : `Everything is here but the passwords of ${lockedOut.length} operators, named above. For each ` +
      'of them, "npm run users:reset-password -- NAME" makes a token to set a new one with.';

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof ImportRefused) for (const fault of error.faults) complain(fault);
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
