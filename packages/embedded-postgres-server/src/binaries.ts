import { dirname, join } from 'node:path';
import { ANYONE, closedDirectory } from './access.js';
import { type Account } from './accounts.js';
import { copyBinaries } from './binaries-copy.js';
import { type BinariesPackage } from './binaries-package.js';
import { run } from './child-process.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { isComplete, listPackage, type FileList } from './file-list.js';

/** The programs, proven to start. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * PostgreSQL's programs in a place from which `account` can run them: where npm put them if that
 * will do, else in a copy. It does not do when npm left out the libraries' links, or when the
 * checkout is closed to the account, such as one below `/root`.
 *
 * @param account who will run them; undefined is ourselves
 * @param homes directories for the copy, the best first
 * @throws EmbeddedPostgresError when they run from none of these places
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
