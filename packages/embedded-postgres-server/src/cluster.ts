import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { closedDirectory } from './access.js';
import { type Account } from './accounts.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** An initialised database cluster: the directory of one PostgreSQL server. */
export interface Cluster {
  /** Its real path, without symbolic links. */
  readonly directory: string;
  /** The account that its server must run as; undefined is the current user. */
  readonly account: Account | undefined;
}

/**
 * Finds the cluster at `entry`, a directory or a link to one; undefined when there is none yet.
 * PostgreSQL requires that the owner of a cluster runs its server, so the owner decides the
 * account.
 *
 * @param major the major version that the binaries can open
 * @throws EmbeddedPostgresError when there is something that cannot be used
 */
export function findCluster(entry: string, major: string): Cluster | undefined {
  if (!lstatSync(entry, { throwIfNoEntry: false })) return undefined;
  if (!existsSync(entry)) {
    throw new EmbeddedPostgresError(
      `${entry} points to a database that is gone: put it back, or delete the link to begin anew`,
    );
  }
  if (isEmptyDirectory(entry)) {
    rmdirSync(entry);
    return undefined;
  }
  const directory = realpathSync(entry);
  refuseForeignContents(directory);
  const account = ownerOf(directory);
  refuseOtherVersion(directory, major);
  const closed = closedDirectory(directory, account);
  if (closed !== undefined) {
    throw new EmbeddedPostgresError(
      `User ${account?.name ?? ''}, who owns the database ${directory}, may not enter ${closed}: ` +
        `allow it with "chmod o+x ${closed}"`,
    );
  }
  return { directory, account };
}

function ownerOf(directory: string): Account | undefined {
  const ourUid = process.getuid?.();
  if (ourUid === undefined) return undefined; // Windows has no such owners
  const { uid, gid } = statSync(directory);
  if (ourUid === 0 && uid !== 0) return { name: `number ${uid}`, uid, gid };
  if (ourUid !== 0 && uid === ourUid) return undefined;
  const owner = uid === 0 ? 'root, as whom PostgreSQL does not run' : 'another user';
  throw new EmbeddedPostgresError(
    `The database ${directory} belongs to ${owner}: ` +
      'give it to the user who shall run it, with "chown -R"',
  );
}

function isEmptyDirectory(entry: string): boolean {
  return lstatSync(entry).isDirectory() && readdirSync(entry).length === 0;
}

function refuseForeignContents(directory: string): void {
  try {
    statSync(join(directory, 'global', 'pg_control'));
  } catch (error) {
    // A directory that we may not enter does exist. Its owner is reported later.
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return;
    throw new EmbeddedPostgresError(
      `${directory} holds something that is no complete database: move it away`,
    );
  }
}

function refuseOtherVersion(directory: string, major: string): void {
  const version = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  if (version === major) return;
  throw new EmbeddedPostgresError(
    `The database ${directory} was made by PostgreSQL ${version} and this is PostgreSQL ` +
      `${major}: carry it over with pg_dump, or move it away to begin anew`,
  );
}
