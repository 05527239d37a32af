import { join, resolve } from 'node:path';
import { makeDirectory } from './access.js';
import { serverAccount } from './accounts.js';
import { findBinariesPackage } from './binaries-package.js';
import { usableBinaries } from './binaries.js';
import { findCluster, type Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { guardExit } from './exit-guard.js';
import { initialiseCluster } from './initialise.js';
import { superuserPassword } from './password.js';
import { ServerLog } from './server-log.js';
import { ServerUse } from './server-use.js';
import { Server } from './server.js';
import { isRoot, machine, type HostEnvironment } from './host-environment.js';
import { removeAbandonedWorkshops } from './workshop.js';

/** Fits as a user of the operating system, with a suffix, and needs no quotes in SQL. */
const NAME = /^[a-z][a-z0-9_]{0,20}$/;

/** Where and how to run a server. */
export interface EmbeddedPostgresOptions {
  /**
   * The application's name: small letters, digits and underscores. The superuser and the database are
   * called so, and what lies outside of `dataDir` is named after it.
   */
  readonly name: string;
  /** Everything is kept here; made if need be. It must be on a disk of this machine. */
  readonly dataDir: string;
  /** False for tests: faster, and a crash of the machine may ruin the database. */
  readonly durable?: boolean;
  /** The port to listen on if it is free; any free one by default. */
  readonly port?: number;
  /** A sentence that ends every error, such as what to do instead of embedding. */
  readonly advice?: string;
  /** Hears what is being done, a line at a time. */
  readonly log?: (line: string) => void;
  /** The machine's accounts and directories; replaced by tests. */
  readonly host?: Partial<HostEnvironment>;
}

/** A PostgreSQL server that listens on 127.0.0.1 only. */
export interface EmbeddedPostgres {
  /** `postgresql://<name>:<password>@127.0.0.1:<port>/<name>`; the user is the superuser. */
  readonly url: string;
  /** Ends our use of the server; it stops with its last user. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Runs a real PostgreSQL from the binaries that npm installed, with its data in `dataDir`.
 *
 * One `dataDir` is one server. Whoever starts on it second joins the server that runs, also one
 * whose process was killed; the last process to stop stops it. In `dataDir` there are then
 *
 * - `postgres`: the database cluster, or a link to it (see {@link Workshop}),
 * - `postgres-password`: the superuser's password, for our eyes only,
 * - `postgres-users`: who uses the server now (see {@link ServerUse}),
 * - `postgres.log`: what PostgreSQL says.
 *
 * @throws EmbeddedPostgresError when the server cannot be had; it then is not running
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  try {
    return await start(options);
  } catch (error) {
    const { advice } = options;
    throw advice !== undefined && error instanceof EmbeddedPostgresError
      ? error.advising(advice)
      : error;
  }
}

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (!NAME.test(options.name)) {
    throw new EmbeddedPostgresError(`An embedded PostgreSQL cannot be called "${options.name}"`);
  }
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? ((): void => undefined);
  const use = beginUse(dataDir);
  let server: Server | undefined;
  const removeGuard = guardExit(() => {
    if (use.leave()) server?.interrupt();
    use.end();
  });
  const stop = once(async () => {
    if (use.leave()) await server?.shutDown();
    else log('PostgreSQL goes on: another process uses it');
    use.end();
    removeGuard();
  });

  try {
    await use.leaversGone();
    server = await serverOf(dataDir, { ...options, log });
    const url = await server.bringUp();
    log(`PostgreSQL listens on 127.0.0.1:${new URL(url).port}, data in ${dataDir}`);
    return { url, stop };
  } catch (error) {
    await stop();
    throw explained(error, dataDir);
  }
}

/** Whatever else goes wrong is a file that cannot be read or written. */
function explained(error: unknown, dataDir: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const reason = `PostgreSQL cannot be started in ${dataDir} (${(error as Error).message})`;
  return new EmbeddedPostgresError(reason, '', { cause: error });
}

function beginUse(dataDir: string): ServerUse {
  try {
    // Others may pass through, so that the server's account gets to its cluster; what lies in
    // here has permissions of its own.
    makeDirectory(dataDir, 0o711);
    return ServerUse.begin(join(dataDir, 'postgres-users'));
  } catch (error) {
    const reason = `The data directory ${dataDir} is not ours to use (${(error as Error).message})`;
    throw new EmbeddedPostgresError(reason, '', { cause: error });
  }
}

async function serverOf(
  dataDir: string,
  options: EmbeddedPostgresOptions & { log: (line: string) => void },
): Promise<Server> {
  const host = { ...machine(options.name), ...options.host };
  const binariesPackage = findBinariesPackage();
  const binariesFor = (account: Cluster['account']): ReturnType<typeof usableBinaries> =>
    usableBinaries(binariesPackage, account, host.binaryHomes);
  const entry = join(dataDir, 'postgres');
  removeAbandonedWorkshops(dataDir, entry);

  const existing = findCluster(entry, binariesPackage.major);
  const password = superuserPassword(join(dataDir, 'postgres-password'), !existing);
  const durable = options.durable ?? true;
  if (!existing) {
    const account = isRoot() ? serverAccount(host.accounts, options.name) : undefined;
    options.log(`Making a database in ${entry}${account ? `, as user ${account.name}` : ''}`);
    const { clusterHomes } = host;
    await initialiseCluster(await binariesFor(account), {
      ...{ dataDir, entry, account, clusterHomes, password, durable, name: options.name },
    });
  }
  const cluster = existing ?? findCluster(entry, binariesPackage.major);
  if (!cluster) throw new EmbeddedPostgresError(`The new database ${entry} has disappeared`);

  return new Server({
    cluster,
    name: options.name,
    password,
    durable,
    wishedPort: options.port,
    log: new ServerLog(join(dataDir, 'postgres.log')),
    binaries: () => binariesFor(cluster.account),
  });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
