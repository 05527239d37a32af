import { randomBytes } from 'node:crypto';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { closedDirectory, makeDirectory } from './access.js';
import { type Account } from './accounts.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { isOwnerAlive, ownedName } from './process-identity.js';

const PREFIX = 'postgres.new-';
const CLUSTER = 'postgres';
/** The file that names the data directory of a cluster outside of it. */
const BELONGS_TO = 'belongs-to';

/**
 * The place where a new cluster is created before it is moved to its path, so that an incomplete
 * one is never used: `DATA_DIR/postgres.new-<process>`, a directory of the account.
 * If the account may not enter DATA_DIR, this is a link to a directory with a random name in one of
 * the cluster homes. The cluster then stays there, and its path in DATA_DIR is a link too. Only
 * DATA_DIR has the random name, so whoever deletes DATA_DIR gives up the cluster.
 */
export class Workshop {
  private constructor(
    private readonly path: string,
    private readonly account: Account | undefined,
  ) {}

  static open(
    dataDir: string,
    account: Account | undefined,
    clusterHomes: readonly string[],
  ): Workshop {
    const path = join(dataDir, PREFIX + ownedName());
    if (closedDirectory(dataDir, account) === undefined) {
      mkdirSync(path, { mode: 0o700 });
    } else {
      const outside = outsideDirectory(clusterHomes, account);
      writeFileSync(join(outside, BELONGS_TO), `${dataDir}\n`);
      symlinkSync(outside, path);
    }
    return new Workshop(path, account);
  }

  /** The path at which to create the cluster; it does not exist yet. */
  get cluster(): string {
    return join(realpathSync(this.path), CLUSTER);
  }

  /**
   * Writes a file that only the account can read, and gives the account the directory. This order
   * matters: root must not touch paths in a directory that somebody else can change.
   */
  handOver(name: string, text: string): string {
    const directory = realpathSync(this.path);
    const file = join(directory, name);
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    if (this.account) {
      chownSync(file, this.account.uid, this.account.gid);
      chownSync(directory, this.account.uid, this.account.gid);
    }
    return file;
  }

  /** Moves the finished cluster to `entry`; does nothing when another one is already there. */
  publish(entry: string): void {
    try {
      if (isLink(this.path)) symlinkSync(this.cluster, entry);
      else renameSync(this.cluster, entry);
    } catch (error) {
      if (!lstatSync(entry, { throwIfNoEntry: false })) throw error;
    }
  }

  /** Removes everything that was not moved to `entry`. */
  close(entry: string): void {
    removeWorkshop(this.path, entry);
  }
}

/** Removes the incomplete clusters of processes that were killed. */
export function removeAbandonedWorkshops(dataDir: string, entry: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(PREFIX) && !isOwnerAlive(name.slice(PREFIX.length))) {
      removeWorkshop(join(dataDir, name), entry);
    }
  }
}

function removeWorkshop(path: string, entry: string): void {
  if (isLink(path)) {
    const outside = readlinkSync(path);
    const isPublished = isLink(entry) && dirname(readlinkSync(entry)) === outside;
    if (!isPublished) rmSync(outside, { recursive: true, force: true, maxRetries: 3 });
  }
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

function outsideDirectory(homes: readonly string[], account: Account | undefined): string {
  const failures: string[] = [];
  for (const home of homes) {
    try {
      makeDirectory(home, 0o711);
      const closed = closedDirectory(home, account);
      if (closed !== undefined) throw new Error(`${closed} is closed to it`);
      const directory = join(home, randomBytes(12).toString('hex'));
      mkdirSync(directory, { mode: 0o700 });
      return directory;
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  throw new EmbeddedPostgresError(
    `User ${account?.name ?? ''}, who is to run PostgreSQL, can enter neither DATA_DIR nor ` +
      `another place for the database (${failures.join('; ')})`,
  );
}

const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
