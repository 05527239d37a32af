import { dirname, join } from 'node:path';
import { ANYONE, closedDirectory } from './access.js';
import { type Account } from './accounts.js';
import { copyBinaries } from './binaries-copy.js';
import { type BinariesPackage } from './binaries-package.js';
import { run } from './child-process.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { isComplete, listPackage, type FileList } from './file-list.js';

/** PostgreSQL's programs, which have been started successfully. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Returns PostgreSQL's programs at a path where `account` can run them: where npm has installed
 * them, or else in a copy. A copy is needed when npm did not create the links of the libraries, or
 * when the account may not enter the checkout, such as one below `/root`.
 *
 * @param account runs the programs; undefined is the current user
 * @param homes directories for the copy, in order of preference
 * @throws EmbeddedPostgresError when they run at none of these paths
 */
export async function usableBinaries(
  source: BinariesPackage,
  account: Account | undefined,
  homes: readonly string[],
): Promise<Binaries> {
  const list = listPackage(source.directory);
  const failures: string[] = [];
  for (const place of places(source, list, account, homes)) {
    const directory = attempt(place, failures);
    if (directory === undefined) continue;
    const { ok, output } = await run(program(directory, 'postgres'), ['--version'], account);
    if (ok) {
      return { initdb: program(directory, 'initdb'), postgres: program(directory, 'postgres') };
    }
    failures.push(output.trim());
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL's programs do not run here as ${account ? `user ${account.name}` : 'this user'}`,
    failures.join('\n'),
  );
}

function places(
  source: BinariesPackage,
  list: FileList,
  account: Account | undefined,
  homes: readonly string[],
): (() => string)[] {
  const copies = homes.map((home) => () => {
    const copy = copyBinaries(source, list, home);
    const closed = account && closedDirectory(dirname(copy), ANYONE);
    if (closed !== undefined) throw new Error(`${closed} is closed to user ${account?.name ?? ''}`);
    return copy;
  });
  const inPlace =
    isComplete(source.directory, list, { readableByAll: account !== undefined }) &&
    (!account || closedDirectory(source.directory, ANYONE) === undefined);
  return inPlace ? [() => source.directory, ...copies] : copies;
}

function attempt(place: () => string, failures: string[]): string | undefined {
  try {
    return place();
  } catch (error) {
    failures.push((error as Error).message);
    return undefined;
  }
}

const program = (directory: string, name: string): string => join(directory, 'bin', name);
